"""Messages of the home page and of article pages in English, Korean and Japanese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES: Mapping[str, tuple[str, str, str]] = {
    "articles": ("articles", "기사", "記事"),
    "outlets": ("outlets", "매체", "媒体"),
    "run success": ("success", "성공", "成功"),
    "run failure": ("failure", "실패", "失敗"),
    "run unfinished": ("unfinished", "미완료", "未完了"),
    "last_run": (
        "last run, {spider}, {at}",
        "최근 수집, {spider}, {at}",
        "最終収集、{spider}、{at}",
    ),
    "newest": ("Newest", "최신 기사", "新着記事"),
    "all_articles": (
        "All articles, by outlet, language, section and day",
        "매체·언어·섹션·날짜별 전체 기사",
        "媒体・言語・セクション・日付別のすべての記事",
    ),
    "nothing_stored": (
        "Nothing is stored yet.",
        "아직 저장된 기사가 없습니다.",
        "まだ記事が保存されていません。",
    ),
    "corrections": ("Corrections", "보도 후 수정", "公開後の修正"),
    "corrections_about": (
        "What outlets changed after publication, as far as their pages were looked at again.",
        "매체가 보도 뒤에 고친 내용입니다(다시 확인한 기사에 한함).",
        "媒体が公開後に変更した内容です（再確認した記事のみ）。",
    ),
    "corrections_none": (
        "Nothing was changed that these filters show.",
        "조건에 맞는 수정 내역이 없습니다.",
        "条件に合う修正はありません。",
    ),
    "corrections_older": ("Older", "이전 내역", "以前の修正"),
    "any_outlet": ("Any outlet", "전체 매체", "すべての媒体"),
    "any_change": ("Any change", "모든 수정", "すべての修正"),
    "since_day": ("Since", "시작일", "開始日"),
    "until_day": ("Until", "종료일", "終了日"),
    "show_these": ("Show", "보기", "表示"),
    "source_health": ("Health of the sources", "매체별 수집 상태", "媒体別の収集状況"),
    "last_runs": ("How the last runs went", "최근 수집 결과", "最近の収集結果"),
    "why_rejected": (
        "Why pages were rejected",
        "페이지를 읽지 못한 이유",
        "ページを読み取れなかった理由",
    ),
    "field_coverage": ("Which fields were filled", "항목별 수집률", "項目別の取得率"),
    "articles_a_day": ("Articles a day", "일별 기사 수", "日別の記事数"),
    "all_tables": ("All tables and queries", "모든 표와 쿼리", "すべての表とクエリ"),
    "no_time": ("time of publication unknown", "게재 시각 알 수 없음", "掲載時刻不明"),
    "original": ("original", "원문", "元記事"),
    "picture": ("Picture at the outlet", "매체 사이트의 사진", "媒体サイトの写真"),
    "design": ("Page design", "페이지 형식", "ページの形式"),
    "no_design": ("none matched", "맞는 형식 없음", "該当なし"),
    "dates_differ": (
        "sources give another day:",
        "출처마다 날짜가 다릅니다:",
        "情報源により日付が異なります：",
    ),
    "first_seen": ("First seen", "처음 확인", "初回確認"),
    "last_seen": ("Last seen", "마지막 확인", "最終確認"),
    "found_by": ("Found by", "발견 경로", "発見の経路"),
    "versions": ("Versions", "판", "版"),
    "this_record": ("This record as", "이 자료 내려받기:", "このデータをダウンロード："),
    "say_new": (
        "Since your last visit ({at}) {count} stories came in.",
        "지난 방문({at}) 뒤로 스토리 {count}건이 들어왔습니다.",
        "前回の訪問（{at}）以降、{count}件のストーリーが入りました。",
    ),
    "say_alarms": (
        "{count} alarms are open.",
        "미해결 경보가 {count}건 있습니다.",
        "未解決の警報が{count}件あります。",
    ),
    "say_no_alarms": (
        "All sources are as usual.",
        "매체는 모두 평소와 같습니다.",
        "媒体はすべて通常どおりです。",
    ),
    "waits": ("What waits", "기다리는 일", "待っている仕事"),
    "waits_new": ("{count} of them new", "새로 들어온 것 {count}건", "うち新着{count}件"),
    "waits_review": ("the score is in between", "점수가 기준에 걸쳐 있음", "スコアが基準の境目"),
    "waits_unread": ("not opened yet", "아직 열지 않음", "まだ開いていません"),
    "waits_stars": (
        "of the last {days} days",
        "최근 {days}일",
        "直近{days}日",
    ),
    "start_review": ("Start the review", "검토 시작", "レビューを始める"),
    "relevant_stories": ("Relevant stories", "관련 스토리", "関連ストーリー"),
    "whole_queue": ("The whole queue", "검토 대기열 전체", "レビュー待ちの全件"),
    "see_all": ("See all", "모두 보기", "すべて見る"),
    "collecting": ("Collecting", "수집", "収集"),
    "stored_counts": (
        "{articles} articles of {outlets} outlets; {rejected} pages not read",
        "매체 {outlets}곳의 기사 {articles}건, 읽지 못한 페이지 {rejected}건",
        "{outlets}媒体の記事{articles}件、読み取れなかったページ{rejected}件",
    ),
    "all_new_articles": ("All new articles", "새 기사 전체", "新着記事すべて"),
    "reader_say": (
        "Relevant news of small firms in Korea and Japan since yesterday.",
        "어제부터 오늘까지 들어온 한일 중소기업 관련 소식입니다.",
        "昨日から今日までの日韓中小企業関連のニュースです。",
    ),
    "reader_none": (
        "Nothing relevant has come in since yesterday; these are of {day}.",
        "어제 이후 들어온 관련 소식이 없습니다. {day} 소식입니다.",
        "昨日以降、関連ニュースはありません。{day}のニュースです。",
    ),
    "reader_empty": (
        "Nothing relevant has come in yet.",
        "아직 들어온 관련 소식이 없습니다.",
        "関連ニュースはまだありません。",
    ),
    "more_in_search": (
        "More follow: search all articles",
        "더 있습니다. 전체 기사 검색",
        "続きがあります。すべての記事を検索",
    ),
    "since_when": ("since {at}", "{at}부터", "{at}から"),
    "this_installation": ("This installation", "이 설치", "この設置環境"),
    "feed_newest": (
        "The {count} newest stories; older ones are at the desk.",
        "최신 스토리 {count}건입니다. 이전 것은 데스크에서 볼 수 있습니다.",
        "最新の{count}件です。以前のものはデスクで見られます。",
    ),
}
