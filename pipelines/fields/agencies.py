"""News agencies, by the names that appear on their copy."""

from __future__ import annotations

#: Agencies whose name in a dateline marks wire copy, by every spelling seen.
AGENCIES = {
    "뉴스1": "뉴스1",
    "뉴스1코리아": "뉴스1",
    "뉴시스": "뉴시스",
    "연합뉴스": "연합뉴스",
    "연합뉴스TV": "연합뉴스TV",
    "로이터": "로이터",
    "로이터통신": "로이터",
    "AP": "AP",
    "AFP": "AFP",
    "블룸버그": "블룸버그",
    "신화": "신화",
    "교도": "교도",
    "聯合ニュース": "聯合ニュース",
    "共同": "共同通信",
    "共同通信": "共同通信",
    "時事": "時事通信",
    "時事通信": "時事通信",
    "ロイター": "ロイター",
    "Yonhap": "Yonhap",
    "Kyodo": "Kyodo",
    "Reuters": "Reuters",
    "YONHAP": "Yonhap",
}
