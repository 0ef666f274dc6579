"""Messages of the queue's filters, of undoing, and of the watch list's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

QUEUE: Mapping[str, tuple[str, str, str]] = {
    "last_7_days": ("Last 7 days", "최근 7일", "直近7日"),
    "this_week": ("This week", "이번 주", "今週"),
    "since_visit": ("Since my last visit", "지난 방문 이후", "前回の訪問以降"),
    "unread": ("Unread", "안 읽음", "未読"),
    "unread_count": ("{count} unread", "안 읽음 {count}건", "未読{count}件"),
    "since_chip": ("Since {day}", "{day}부터", "{day}から"),
    "until_chip": ("Until {day}", "{day}까지", "{day}まで"),
    "until": ("Until", "종료일", "終了日"),
    "add_filter": ("Add filter", "+ 필터", "条件を追加"),
    "applied_filters": ("Applied filters", "적용한 필터", "適用中の条件"),
    "older_stars": (
        "{count} stars are older than {days} days and are not shown.",
        "{days}일이 지난 별표 {count}건은 표시하지 않았습니다.",
        "{days}日以上前のスター{count}件は表示していません。",
    ),
    "show_older_stars": ("Show them too", "함께 보기", "一緒に表示"),
    "unknown_filter": (
        "There is no such filter: {said}",
        "모르는 조건입니다: {said}",
        "不明な条件です：{said}",
    ),
    "not_used": (
        "It was not used.",
        "이 조건은 쓰지 않았습니다.",
        "この条件は使っていません。",
    ),
    "did_you_mean": ("Did you mean {meant}?", "혹시 {meant}인가요?", "{meant}のことですか？"),
    "page_more": (
        "{count} stories shown so far; more follow.",
        "지금까지 {count}건을 표시했습니다. 더 있습니다.",
        "ここまで{count}件を表示しました。続きがあります。",
    ),
    "page_end": (
        "That is all: nothing follows.",
        "마지막입니다. 더 없습니다.",
        "これで最後です。続きはありません。",
    ),
    "goes_on": (
        "Next: {count} stories to decide.",
        "이어서 결정 대기 {count}건이 있습니다.",
        "続いて判定待ちが{count}件あります。",
    ),
    "to_the_queue": ("To the queue", "검토 대기열로", "レビュー待ちへ"),
    "all_above_read": (
        "Everything above is read",
        "여기까지 모두 읽음",
        "ここまですべて既読",
    ),
    "marked_read": (
        "{count} stories marked as read.",
        "{count}건을 읽음으로 표시했습니다.",
        "{count}件を既読にしました。",
    ),
    "to_undo": ("Undo", "되돌리기", "元に戻す"),
    "back review": (
        "The last change was taken back.",
        "마지막 변경을 되돌렸습니다.",
        "直前の変更を元に戻しました。",
    ),
    "back merge": (
        "The merge was taken back.",
        "합치기를 되돌렸습니다.",
        "統合を元に戻しました。",
    ),
    "back split": (
        "The article is back in its story.",
        "분리를 되돌렸습니다.",
        "切り離しを元に戻しました。",
    ),
    "back proposal": (
        "The proposal was withdrawn.",
        "제안을 거두었습니다.",
        "提案を取り下げました。",
    ),
    "back tag digit": (
        "The tag's digit was taken back.",
        "태그 번호를 되돌렸습니다.",
        "タグの番号を元に戻しました。",
    ),
    "back filter": (
        "The saved filter is as it was before.",
        "저장한 필터를 되돌렸습니다.",
        "保存した条件を元に戻しました。",
    ),
    "back read": (
        "The stories are unread again.",
        "다시 안 읽음으로 되돌렸습니다.",
        "未読に戻しました。",
    ),
    "left_alone": (
        "Not taken back: somebody changed it since.",
        "되돌리지 않았습니다. 그사이 다른 사람이 바꾸었습니다.",
        "元に戻していません。その間に別の人が変更しました。",
    ),
    "whole_story": ("The whole story", "스토리 전체 보기", "ストーリー全体を見る"),
    "others_may_be": (
        "{count} may be the same event",
        "같은 사건일 수 있음 {count}건",
        "同じ出来事の可能性{count}件",
    ),
    "and_more_outlets": (
        "{name} and {count} more",
        "{name} 외 {count}곳",
        "{name} ほか{count}媒体",
    ),
    "pick": ("pick a story", "스토리 선택", "ストーリーを選択"),
    "key_all_read": (
        "everything above is read",
        "여기까지 모두 읽음",
        "ここまですべて既読",
    ),
    "key_filters": ("filters", "필터", "絞り込み"),
    "key_undo": (
        "take back the last change, then the one before",
        "마지막 변경부터 차례로 되돌리기",
        "直前の変更から順に元に戻す",
    ),
    "changed_first": (
        "Somebody was faster",
        "그사이 바뀌었습니다",
        "先に変更されました",
    ),
    "look_again": ("See it as it is now", "지금 상태 보기", "現在の状態を見る"),
    "alike": ("likeness {score}", "유사도 {score}", "類似度{score}"),
    "shared name": ("{count} names", "이름 {count}개", "名称{count}件"),
    "shared number": ("{count} figures", "숫자 {count}개", "数値{count}件"),
    "shared part": ("{count} parts", "표현 {count}개", "表現{count}件"),
    # What speaks against relevance, by the watch list's rules; "rule" is one without words here.
    "rule": ("a rule of the watch list", "관심 목록 규칙", "ウォッチリストの規則"),
    "rule no-home": ("own country not named", "자국 언급 없음", "自国への言及なし"),
    "rule elsewhere-without-home": (
        "another country, own one not named",
        "제3국 소식, 자국 언급 없음",
        "第三国の話題、自国への言及なし",
    ),
    "rule no-deal": ("no deal between them", "거래·협력 내용 없음", "取引・協力の記述なし"),
    "rule listed": ("named in a list only", "나라 나열에 그침", "国名の列挙のみ"),
    "rule many-countries": ("about many countries", "여러 나라 대상", "多数の国が対象"),
    "rule off-topic": ("other topics", "다른 주제", "別の話題"),
    "rule off-topic-much": ("other topics", "다른 주제", "別の話題"),
    "rule in-passing": ("named in passing only", "지나가는 언급", "軽い言及のみ"),
    "rule travel": ("travel", "여행", "旅行"),
    "rule politics": ("politics", "정치", "政治"),
    "rule elsewhere": ("another country", "제3국 소식", "第三国の話題"),
    "lead_of KR": ("Korea {lead} ahead.", "한국이 {lead} 먼저.", "韓国が{lead}先行。"),
    "lead_of JP": ("Japan {lead} ahead.", "일본이 {lead} 먼저.", "日本が{lead}先行。"),
    "articles_of_outlets": (
        "{articles} articles, {outlets} outlets.",
        "기사 {articles}건, 매체 {outlets}곳.",
        "記事{articles}件、{outlets}媒体。",
    ),
    "timetable": ("Who wrote when", "누가 언제 썼나", "誰がいつ書いたか"),
    "by_country": ("Reports by country", "나라별 보도", "国別の報道"),
    "day_of_month": ("{day}", "{day}일", "{day}日"),
    "no_clock": ("no time given", "시각 없음", "時刻なし"),
    "briefing_cut": (
        "Only the first {count} stories are here: choose fewer, by day or tag.",
        "처음 {count}건만 담았습니다. 날짜나 태그로 범위를 좁히세요.",
        "最初の{count}件だけです。日付やタグで絞り込んでください。",
    ),
}
