"""Messages of the home page and of article pages in English, Korean and Japanese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES: Mapping[str, tuple[str, str, str]] = {
    "articles": ("articles", "기사", "記事"),
    "outlets": ("outlets", "매체", "媒体"),
    "not_read": ("pages not read", "읽지 못한 페이지", "読み取れなかったページ"),
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
    "behind": ("Behind the articles", "수집 현황", "収集の状況"),
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
}
