"""Messages of the frame of all pages: navigation, marks of countries, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DESK: Mapping[str, tuple[str, str, str]] = {
    "desk_name": ("Hanil News Watch", "한일 뉴스워치", "日韓ニュースウォッチ"),
    "skip_to_text": ("Skip to the text", "본문으로 건너뛰기", "本文へ移動"),
    "main_menu": ("Main menu", "주 메뉴", "メインメニュー"),
    "morning": ("Morning", "오늘", "今日"),
    "queue_door": ("Queue", "검토", "レビュー"),
    "briefings": ("Briefings", "브리핑", "ブリーフィング"),
    "overview": ("Overview", "동향", "動向"),
    "sources": ("Sources", "매체", "媒体"),
    "watch_list": ("Watch list", "관심 목록", "ウォッチリスト"),
    "subscriptions": ("Subscriptions", "구독", "配信設定"),
    "data": ("Data (Datasette)", "데이터(Datasette)", "データ（Datasette）"),
    "all_times": (
        "All times are KST (= JST)",
        "시각은 모두 KST(=JST)",
        "時刻はすべてJST（=KST）",
    ),
    "to_decide_count": (
        "{count} to decide",
        "결정 대기 {count}건",
        "判定待ち{count}件",
    ),
    # The mark of a country, one or two letters.
    "mark KR": ("KR", "한", "韓"),
    "mark JP": ("JP", "일", "日"),
    "ahead": ("{lead} ahead", "{lead} 먼저", "{lead}先行"),
    "days": ("{count} d", "{count}일", "{count}日"),
    "hours": ("{count} h", "{count}시간", "{count}時間"),
    "minutes": ("{count} min", "{count}분", "{count}分"),
    "hours_minutes": (
        "{hours} h {minutes} min",
        "{hours}시간 {minutes}분",
        "{hours}時間{minutes}分",
    ),
    "first_no_time": ("first, no time given", "먼저, 시각 없음", "先行、時刻なし"),
    "at_same_time": ("at the same time", "동시 보도", "同時刻"),
    "only KR": ("Korea only", "한국만 보도", "韓国のみ報道"),
    "only JP": ("Japan only", "일본만 보도", "日本のみ報道"),
    "machine_translation": ("machine translation", "기계 번역", "機械翻訳"),
    "remove_filter": ("Remove filter: {name}", "필터 빼기: {name}", "条件を外す：{name}"),
    # By what went wrong; browse.plugins.errors chooses.
    "error missing": ("There is no such page", "페이지가 없습니다", "ページが見つかりません"),
    "error_why missing": (
        "Its address has changed, or it was merged into another, or is no longer kept.",
        "주소가 바뀌었거나 다른 스토리에 합쳐졌거나 더 이상 보관하지 않는 페이지입니다.",
        "アドレスが変わったか、別のストーリーに統合されたか、保存期間が過ぎたページです。",
    ),
    "error forbidden": (
        "You may not see this page",
        "볼 권한이 없습니다",
        "表示する権限がありません",
    ),
    "error_why forbidden": (
        "Your role does not include it. If you need it, ask an administrator.",
        "맡은 역할로는 볼 수 없습니다. 필요하면 관리자에게 요청하세요.",
        "現在の権限では表示できません。必要な場合は管理者に依頼してください。",
    ),
    "error wrong": (
        "This address can't be answered",
        "처리할 수 없는 주소입니다",
        "このアドレスには応答できません",
    ),
    "error_why wrong": (
        "Something in it is not what this page understands; the reason is below.",
        "주소에 이 페이지가 이해하지 못하는 값이 있습니다. 이유는 아래에 있습니다.",
        "アドレスに、このページで扱えない値があります。理由は下のとおりです。",
    ),
    "error fault": ("Something went wrong here", "오류가 발생했습니다", "エラーが発生しました"),
    "error_why fault": (
        "The fault is ours, nothing was saved. The server's log has the cause.",
        "서버의 문제이며 저장된 것은 없습니다. 원인은 서버 로그에 기록했습니다.",
        "サーバー側の問題です。何も保存されていません。原因はサーバーのログに記録しました。",
    ),
    "today": ("today", "오늘", "今日"),
    "yesterday": ("yesterday", "어제", "昨日"),
    "date": ("{day} {month}", "{month} {day}일", "{month}{day}日"),
    "date_year": ("{day} {month} {year}", "{year}년 {month} {day}일", "{year}年{month}{day}日"),
    "date_weekday": (
        "{weekday}, {day} {month} {year}",
        "{year}년 {month} {day}일 {weekday}",
        "{year}年{month}{day}日 {weekday}",
    ),
    "day_and_time": ("{day} {time}", "{day} {time}", "{day} {time}"),
    "month 1": ("January", "1월", "1月"),
    "month 2": ("February", "2월", "2月"),
    "month 3": ("March", "3월", "3月"),
    "month 4": ("April", "4월", "4月"),
    "month 5": ("May", "5월", "5月"),
    "month 6": ("June", "6월", "6月"),
    "month 7": ("July", "7월", "7月"),
    "month 8": ("August", "8월", "8月"),
    "month 9": ("September", "9월", "9月"),
    "month 10": ("October", "10월", "10月"),
    "month 11": ("November", "11월", "11月"),
    "month 12": ("December", "12월", "12月"),
    "weekday 0": ("Monday", "월요일", "月曜日"),
    "weekday 1": ("Tuesday", "화요일", "火曜日"),
    "weekday 2": ("Wednesday", "수요일", "水曜日"),
    "weekday 3": ("Thursday", "목요일", "木曜日"),
    "weekday 4": ("Friday", "금요일", "金曜日"),
    "weekday 5": ("Saturday", "토요일", "土曜日"),
    "weekday 6": ("Sunday", "일요일", "日曜日"),
}
