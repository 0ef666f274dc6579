"""Messages of the pages of sources, of runs, and of pages that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES: Mapping[str, tuple[str, str, str]] = {
    "outlets_head": ("Outlets", "매체", "媒体"),
    "rejected_head": ("Rejected pages", "제외된 페이지", "不採用ページ"),
    "state well": ("Well", "정상", "正常"),
    "state late": ("Late", "늦음", "遅れ"),
    "state quiet": ("Quiet", "조용함", "記事なし"),
    "state unreadable": ("Cannot be read", "읽지 못함", "読み取れず"),
    "state paused": ("Not crawled", "수집 안 함", "収集なし"),
    "count unreadable": (
        "{count} cannot be read.",
        "{count}곳은 읽지 못합니다.",
        "{count}媒体が読み取れません。",
    ),
    "count quiet": (
        "{count} quiet.",
        "{count}곳은 조용합니다.",
        "{count}媒体は記事が途絶えています。",
    ),
    "count late": (
        "{count} with other alarms.",
        "{count}곳에 다른 경보가 있습니다.",
        "{count}媒体に別の警報があります。",
    ),
    "last_success": ("Last success", "마지막 성공", "最終成功"),
    "articles_days": ("Articles, {count} days", "{count}일의 기사", "{count}日間の記事"),
    "articles_of_days": (
        "Articles of {count} days: {numbers}",
        "{count}일의 기사 수: {numbers}",
        "{count}日間の記事数：{numbers}",
    ),
    "published_to_stored": ("Published → stored", "게재→보관", "掲載→保存"),
    "bars_mean": (
        (
            "A bar for each day, today last; pale: weekends and holidays; red: none where some"
            " were to be expected."
        ),
        (
            "막대는 날마다의 기사 수이고 맨 끝이 오늘입니다. 옅은 막대는 주말과 휴일, "
            "붉은 막대는 나와야 할 날에 없었던 날입니다."
        ),
        (
            "棒は日ごとの記事数で、右端が今日です。淡い棒は週末と祝日、"
            "赤い棒は記事があるはずの日になかった日です。"
        ),
    ),
    "about_outlet": ("All about this outlet", "이 매체 자세히", "この媒体の詳細"),
    "its_articles": ("Articles", "기사 보기", "記事を見る"),
    "outlet_say": (
        "{articles} articles are stored.",
        "기사 {articles}건을 보관하고 있습니다.",
        "記事{articles}件を保存しています。",
    ),
    "home_page": ("Home page", "매체 홈페이지", "媒体のサイト"),
    "as_table": ("Table", "표", "表"),
    "day": ("Day", "날짜", "日付"),
    "median": ("Median", "중앙값", "中央値"),
    "nineteen_of_twenty": ("19 of 20 articles", "20건 중 19건", "20件中19件"),
    "within": ("within {time}", "{time} 안", "{time}以内"),
    "delay_of": (
        "Of {count} articles of the last week with a time of publication.",
        "최근 한 주 동안 게재 시각이 있는 기사 {count}건 기준입니다.",
        "直近1週間の、掲載時刻のある記事{count}件から。",
    ),
    "delay_unknown": (
        "Too few articles of the last week have a time of publication.",
        "최근 한 주 동안 게재 시각이 있는 기사가 너무 적습니다.",
        "直近1週間に掲載時刻のある記事が少なすぎます。",
    ),
    "listings": ("Feeds and lists", "피드와 목록", "フィードと一覧"),
    "listing feed": ("Feed", "피드", "フィード"),
    "listing list": ("List", "목록", "一覧"),
    "listing search": ("Search", "검색", "検索"),
    "listing sitemap": ("Sitemap", "사이트맵", "サイトマップ"),
    "listing_read": (
        "{links} links, read {at}",
        "링크 {links}개, {at} 읽음",
        "リンク{links}件、{at}に取得",
    ),
    "listing_changed": ("changed {at}", "{at} 바뀜", "{at}に変更"),
    "listing_unreadable": (
        "{count} entries can't be read",
        "읽지 못한 항목 {count}개",
        "読み取れない項目{count}件",
    ),
    "listing_unmatched": (
        "{count} links are no articles",
        "기사가 아닌 링크 {count}개",
        "記事ではないリンク{count}件",
    ),
    "no_listings": ("None has been read.", "읽은 것이 없습니다.", "取得したものはありません。"),
    "shown_text": ("Shown text", "표시 범위", "表示範囲"),
    "kept_days": ("For {count} days.", "{count}일 동안.", "{count}日間。"),
    "attribution": ("To be named as", "출처 표시", "出典の表示"),
    "learning": ("For machine learning", "기계 학습", "機械学習への利用"),
    "allowed": ("allowed", "허용", "可"),
    "not_allowed": ("not allowed", "허용하지 않음", "不可"),
    "coverage_of": (
        "Of {articles} articles of the last runs.",
        "최근 수집한 기사 {articles}건 기준입니다.",
        "最近の収集の記事{articles}件から。",
    ),
    "coverage_unknown": (
        "No run has read an article of it.",
        "읽은 기사가 없습니다.",
        "読み取った記事はありません。",
    ),
    "nothing_rejected": (
        "No page was rejected.",
        "제외된 페이지가 없습니다.",
        "不採用のページはありません。",
    ),
    "last_at": ("last {at}", "마지막 {at}", "最終{at}"),
    "of_last_days": ("Last {count} days.", "최근 {count}일 동안.", "直近{count}日間。"),
    "new_articles": ("{count} new", "새 기사 {count}건", "新着{count}件"),
    "rejected_pages": ("{count} rejected", "제외 {count}건", "不採用{count}件"),
    "run not_run": ("not run", "실행 안 함", "実行せず"),
    "seconds": ("{count} seconds", "{count}초", "{count}秒"),
    "counts": ("Counts", "수치", "件数"),
    "count requests": ("Requests", "요청", "リクエスト"),
    "count listings": ("Feeds and lists", "피드와 목록", "フィードと一覧"),
    "count listings_unchanged": ("of them unchanged", "그중 변화 없음", "うち変更なし"),
    "count links_found": ("Links found", "발견한 링크", "発見したリンク"),
    "count links_new": ("New links", "새 링크", "新しいリンク"),
    "count links_known": ("Known links", "이미 아는 링크", "既知のリンク"),
    "count articles_new": ("New articles", "새 기사", "新着記事"),
    "count articles_same": ("Unchanged articles", "그대로인 기사", "変更のない記事"),
    "count articles_revised": ("Revised articles", "고쳐진 기사", "更新された記事"),
    "count rejected": ("Rejected pages", "제외된 페이지", "不採用のページ"),
    "count errors": ("Errors", "오류", "エラー"),
    "count refused": ("Refused", "거부됨", "拒否"),
    "count limited": ("Asked to slow down", "속도 제한", "速度制限"),
    "count retried": ("Retried", "다시 시도", "再試行"),
    "faults": ("What went wrong", "잘못된 것", "問題"),
    "why_not_read": ("Why", "이유", "理由"),
    "page_address": ("Page", "페이지", "ページ"),
    "looked_for": ("Looked for", "찾은 것", "探したもの"),
    "was_there": ("What was there", "있던 것", "あったもの"),
    "at_time": ("When", "시각", "日時"),
    "rejections_say": (
        "Pages that could not be read as an article, with what was looked for and what was there.",
        "기사로 읽지 못한 페이지입니다. 무엇을 찾았고 무엇이 있었는지 함께 보여 줍니다.",
        "記事として読み取れなかったページと、探したもの、実際にあったものです。",
    ),
    "rejections_follow": (
        "{count} pages here; more follow.",
        "이 쪽에 {count}건을 표시했습니다. 더 있습니다.",
        "ここには{count}件。続きがあります。",
    ),
    "rejections_end": (
        "That is the last one.",
        "마지막입니다. 더 없습니다.",
        "これで最後です。",
    ),
    # Why pages were rejected, by the phrases that are stored.
    "reason http": ("answered {status}", "응답 {status}", "応答 {status}"),
    "reason no body": ("no text found", "본문을 찾지 못함", "本文が見つからない"),
    "reason no text": ("no text found", "본문을 찾지 못함", "本文が見つからない"),
    "reason no title": ("no title found", "제목을 찾지 못함", "見出しが見つからない"),
    "reason no sign of an article": ("no article", "기사가 아님", "記事ではない"),
    "reason login": ("members only", "회원 전용", "会員限定"),
    "reason consent": ("asks for consent", "동의 요구", "同意が必要"),
    "reason blocked": ("refused", "거부됨", "拒否"),
    "reason gone": ("gone", "삭제된 기사", "削除済み"),
    "reason redirected": ("led elsewhere", "다른 곳으로 연결", "別のページへ転送"),
    "reason redirect loop": ("led in circles", "연결이 되풀이됨", "転送の繰り返し"),
    "reason home page": ("led to the home page", "첫 화면으로 연결", "トップページへ転送"),
    "reason another page": ("another page", "다른 페이지", "別のページ"),
    "reason robots.txt": ("robots.txt forbids it", "robots.txt가 금지", "robots.txtが禁止"),
    "reason not allowed": ("not allowed", "허용되지 않음", "許可されていない"),
    "reason unreadable characters": ("unreadable characters", "글자 깨짐", "文字化け"),
    "reason timeout": ("no answer in time", "응답 시간 초과", "応答時間切れ"),
    "reason host not found": ("host not found", "서버를 찾지 못함", "ホストが見つからない"),
    "reason connection refused": ("connection refused", "연결 거부", "接続拒否"),
    "reason download failed": ("download failed", "내려받기 실패", "取得失敗"),
    "reason cut off": ("cut off", "중간에 끊김", "途中で切断"),
    "reason too large": ("too large", "너무 큼", "大きすぎる"),
    "reason reading failed": (
        "reading failed (ours)",
        "읽기 오류(내부)",
        "読み取りエラー（内部）",
    ),
    "reason took too long": ("took too long (ours)", "시간 초과(내부)", "時間超過（内部）"),
    "reason killed its reader": (
        "reading broke off (ours)",
        "읽기 중단(내부)",
        "読み取り中断（内部）",
    ),
    "reason private address": ("private address", "내부 주소", "内部アドレス"),
    "reason bad line": ("bad line of a file", "파일의 잘못된 줄", "ファイルの不正な行"),
}
