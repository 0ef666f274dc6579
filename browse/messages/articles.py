"""Messages of the search and of an article's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ARTICLES: Mapping[str, tuple[str, str, str]] = {
    "also_in": ("Also in", "함께 보도", "ほかの媒体"),
    "search_words": ("Words to search for", "검색어", "検索語"),
    "found_articles": ("{count} articles", "기사 {count}건", "記事{count}件"),
    "found_article": ("1 article", "기사 1건", "記事1件"),
    "found_more_than": (
        "More than {count} articles",
        "기사 {count}건 이상",
        "記事{count}件以上",
    ),
    "counted_newest": (
        "Counted among the {count} newest.",
        "최신 {count}건에서 센 수입니다.",
        "新しい順に{count}件の内訳です。",
    ),
    "by_relevance": ("By relevance", "관련도순", "関連度順"),
    "order": ("Order", "정렬", "並び順"),
    "narrow": ("Narrow down", "좁혀 보기", "絞り込み"),
    "to_facets": ("Narrow down ↓", "좁혀 보기 ↓", "絞り込み ↓"),
    "section": ("Section", "섹션", "セクション"),
    "day_newest_first": ("Day, newest first", "날짜(최신순)", "日付（新しい順）"),
    "also_searched": (
        "For “{word}” also: {others}.",
        "“{word}”은(는) 다음 말로도 찾았습니다: {others}.",
        "「{word}」は次の語でも検索しました：{others}。",
    ),
    "search_literally": ("Search as typed", "입력한 그대로 찾기", "言葉どおりに検索"),
    "search_how": ("How to search", "검색 방법", "検索の書き方"),
    "no_article_matches": (
        "No article matches.",
        "조건에 맞는 기사가 없습니다.",
        "該当する記事はありません。",
    ),
    "without_filters": (
        "Search without the filters",
        "필터 없이 찾기",
        "条件を外して検索",
    ),
    "articles_follow": (
        "{count} articles on this page; more follow.",
        "이 쪽에 {count}건을 표시했습니다. 더 있습니다.",
        "このページは{count}件です。続きがあります。",
    ),
    "articles_end": (
        "That is the last article of this list.",
        "이 목록의 마지막 기사입니다.",
        "このリストの最後の記事です。",
    ),
    "relevance_cut": (
        "Only the {count} most relevant are listed; newest first lists them all.",
        "관련도가 높은 {count}건까지만 표시합니다. 최신순으로는 모두 볼 수 있습니다.",
        "関連度の高い{count}件までの表示です。新しい順ではすべて表示します。",
    ),
    "export_articles": ("Articles", "기사", "記事"),
    "export_stories": ("Their stories", "해당 스토리", "該当ストーリー"),
    "json_lines": ("JSON lines", "JSON Lines", "JSON Lines"),
    "saved_searches": ("Saved searches", "저장한 검색", "保存した検索"),
    "save_search": ("Save this search", "이 검색 저장", "この検索を保存"),
    "name_of_search": ("Name of the search", "검색 이름", "検索の名前"),
    "search_saved": ("The search is saved.", "검색을 저장했습니다.", "検索を保存しました。"),
    "search_dropped": (
        "The saved search is removed.",
        "저장한 검색을 삭제했습니다.",
        "保存した検索を削除しました。",
    ),
    "shared_by": ("{name} (by {person})", "{name}({person})", "{name}（{person}）"),
    "as_data": ("Data (Datasette)", "데이터(Datasette)", "データ（Datasette）"),
    # How exact the time of publication is.
    "exact minute": ("to the minute", "분 단위까지 확인", "分まで判明"),
    "exact day": (
        "only the day is known",
        "날짜만 확인, 시각 없음",
        "日付のみ、時刻は不明",
    ),
    "removed_since": (
        "No longer at its source since {at}.",
        "{at}부터 원문 페이지가 없습니다.",
        "{at}以降、元のページはありません。",
    ),
    "first_version": ("as first stored", "처음 저장한 판", "最初に保存した版"),
    "what_changed": ("What changed in the text", "본문에서 바뀐 곳", "本文の変更箇所"),
    "no_text_change": (
        "No difference in what may be shown.",
        "표시할 수 있는 범위에서는 차이가 없습니다.",
        "表示できる範囲に違いはありません。",
    ),
    "older_versions": ("{count} older versions", "이전 판 {count}개", "以前の版{count}件"),
    "where_seen": ("Where it was seen", "확인한 곳", "確認した場所"),
    "terms": ("Terms", "이용 조건", "利用条件"),
    "row_of_table": ("row of the table", "표의 행", "表の行"),
    "kept full": (
        "The whole text may be shown.",
        "본문 전체를 표시할 수 있습니다.",
        "本文をすべて表示できます。",
    ),
    "kept excerpt": (
        "Only an excerpt may be shown.",
        "발췌만 표시할 수 있습니다.",
        "抜粋のみ表示できます。",
    ),
    "kept headline": (
        "Only the headline may be shown.",
        "제목만 표시할 수 있습니다.",
        "見出しのみ表示できます。",
    ),
    "kept nothing": (
        "The text may no longer be kept: headline and dates stay.",
        "본문 보관 기간이 지나 제목과 날짜만 남아 있습니다.",
        "本文の保存期間が過ぎ、見出しと日時だけが残っています。",
    ),
    # Parts of an article, and the parts of a page from which they were read.
    "part title": ("Title", "제목", "見出し"),
    "part subtitle": ("Subtitle", "부제", "副題"),
    "part body": ("Text", "본문", "本文"),
    "part published": ("Time of publication", "게재 시각", "掲載時刻"),
    "part modified": ("Time of change", "수정 시각", "更新時刻"),
    "part authors": ("Authors", "기자", "執筆者"),
    "part section": ("Section", "섹션", "セクション"),
    "part keywords": ("Keywords", "키워드", "キーワード"),
    "part captions": ("Captions", "사진 설명", "写真説明"),
    "part image": ("Picture", "사진", "写真"),
    "part source": ("Agency", "출처", "配信元"),
    "part dateline": ("Dateline", "발신지", "発信地"),
    "part language": ("Language", "언어", "言語"),
    "part access": ("Access", "공개 범위", "公開範囲"),
    "part url": ("Address", "주소", "アドレス"),
    "origin json-ld": (
        "what the page says for machines (JSON-LD)",
        "페이지의 구조화 데이터(JSON-LD)",
        "ページの構造化データ（JSON-LD）",
    ),
    "origin meta": ("the page's head (meta)", "페이지의 메타 정보", "ページのメタ情報"),
    "origin layout": ("the outlet's own design", "매체의 페이지 형식", "媒体のページ形式"),
    "origin text": ("the page's visible text", "페이지에 보이는 글", "ページの表示テキスト"),
    "origin feed": ("the feed's entry", "피드 항목", "フィードの項目"),
    "origin state": (
        "data of the page's script",
        "페이지 스크립트의 데이터",
        "ページのスクリプトのデータ",
    ),
    "origin url": ("the address", "주소", "アドレス"),
    "found feed": ("in a feed", "피드에서", "フィードで"),
    "found list": ("in a list", "목록에서", "一覧で"),
    "found search": ("by a search", "검색으로", "検索で"),
    "found sitemap": ("in a sitemap", "사이트맵에서", "サイトマップで"),
    "found url": ("by its address", "주소로", "アドレスで"),
    "found archive": ("in the archive", "보관한 페이지에서", "保存したページから"),
    "found file": ("in a file", "파일에서", "ファイルから"),
}
