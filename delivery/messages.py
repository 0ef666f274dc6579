"""The words of messages in English, Korean and Japanese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from newsdb.records import KST

if TYPE_CHECKING:
    from datetime import datetime

    from newsdb.records import Precision

#: Looks up words in one language; values fill their braces.
Words = Callable[..., str]

_LANGUAGES = ("en", "ko", "ja")

#: By key: English, Korean, Japanese.
WORDS: Mapping[str, tuple[str, str, str]] = {
    "name": ("Hanil News Watch", "한일 뉴스워치", "日韓ニュースウォッチ"),
    "digest": ("Morning digest", "아침 다이제스트", "朝のダイジェスト"),
    "alert": ("Alert", "속보 알림", "速報アラート"),
    "alarms": ("State of collecting", "수집 상태", "収集の状態"),
    "test": ("Test message", "시험 메시지", "テストメッセージ"),
    "subject_digest": (
        "[{name}] {day}: {stories}",
        "[{name}] {day}: {stories}",
        "［{name}］{day}：{stories}",
    ),
    "subject_alert": ("[{name}] {title}", "[{name}] {title}", "［{name}］{title}"),
    "subject_alert_many": (
        "[{name}] {count} new stories: {title}",
        "[{name}] 새 스토리 {count}건: {title}",
        "［{name}］新着{count}件：{title}",
    ),
    "count_one": ("1 relevant story", "관련 1건", "関連1件"),
    "count": ("{count} relevant stories", "관련 {count}건", "関連{count}件"),
    "count_none": ("nothing new", "새 소식 없음", "新着なし"),
    "and_changed_one": (", 1 changed article", ", 바뀐 기사 1건", "、変更された記事1件"),
    "and_changed": (
        ", {count} changed articles",
        ", 바뀐 기사 {count}건",
        "、変更された記事{count}件",
    ),
    "summary_one": (
        "1 relevant story since {since}.",
        "{since} 이후 관련 스토리 1건.",
        "{since}以降の関連ストーリーは1件です。",
    ),
    "summary_many": (
        "{count} relevant stories since {since}.",
        "{since} 이후 관련 스토리 {count}건.",
        "{since}以降の関連ストーリーは{count}件です。",
    ),
    "summary_none": (
        "No relevant story since {since}.",
        "{since} 이후 새로 들어온 관련 스토리가 없습니다.",
        "{since}以降、新しい関連ストーリーはありません。",
    ),
    "shares": (
        "First: Korea {kr_first}, Japan {jp_first}. Alone: Korea {kr_only}, Japan {jp_only}.",
        "먼저 보도: 한국 {kr_first}건·일본 {jp_first}건, 단독: 한국 {kr_only}건·일본 {jp_only}건.",
        "先行：韓国{kr_first}件・日本{jp_first}件、単独：韓国{kr_only}件・日本{jp_only}件。",
    ),
    "where_both": ("In Korea and Japan", "한국과 일본", "韓国と日本"),
    "where_KR": ("In Korea", "한국", "韓国"),
    "where_JP": ("In Japan", "일본", "日本"),
    "where_unknown": ("Elsewhere", "그 밖", "その他"),
    "only_KR": ("Only in Korea", "한국에만 보도", "韓国のみ報道"),
    "only_JP": ("Only in Japan", "일본에만 보도", "日本のみ報道"),
    "first_KR": ("Korea {span} earlier", "한국이 {span} 먼저", "韓国が{span}早い"),
    "first_JP": ("Japan {span} earlier", "일본이 {span} 먼저", "日本が{span}早い"),
    "same_time": ("Both at once", "두 나라 동시", "両国同時"),
    "minutes_one": ("1 minute", "1분", "1分"),
    "minutes": ("{number} minutes", "{number}분", "{number}分"),
    "hours_one": ("1 hour", "1시간", "1時間"),
    "hours": ("{number} hours", "{number}시간", "{number}時間"),
    "days_one": ("1 day", "1일", "1日"),
    "days": ("{number} days", "{number}일", "{number}日"),
    "articles_one": ("1 article", "기사 1건", "記事1件"),
    "articles": ("{number} articles", "기사 {number}건", "記事{number}件"),
    "others": (" and {number} more", " 외 {number}곳", "ほか{number}媒体"),
    "why": ("Why: {why}", "근거: {why}", "根拠：{why}"),
    "added_one": (
        "1 article more since it was last told",
        "지난번에 알린 뒤 기사 1건 추가",
        "前回のお知らせ以降、記事1件追加",
    ),
    "added": (
        "{number} articles more since it was last told",
        "지난번에 알린 뒤 기사 {number}건 추가",
        "前回のお知らせ以降、記事{number}件追加",
    ),
    "unverified": ("unverified", "확인되지 않은 출처", "未確認の配信元"),
    "gloss_machine": (
        "machine translation: {service}",
        "기계 번역: {service}",
        "機械翻訳：{service}",
    ),
    "gloss_person": ("translation", "번역", "翻訳"),
    "gloss_names": ("; check the name: {names}", " · 명칭 확인: {names}", "・名称を確認：{names}"),
    "story": ("Story", "스토리 보기", "ストーリーを見る"),
    "source": ("Source", "원문", "原文"),
    "changed": ("Changed after publication", "보도 뒤 바뀐 기사", "公開後に変更された記事"),
    "changed title": ("headline", "제목", "見出し"),
    "changed figure": ("figure", "숫자", "数字"),
    "changed name": ("name", "이름", "名前"),
    "changed date": ("date", "날짜", "日付"),
    "changed correction notice": ("correction notice", "정정문", "訂正文"),
    "changed removed at source": ("removed at source", "원문 삭제", "配信元で削除"),
    "changed restored": ("back at source", "원문 복구", "配信元で復活"),
    "more_one": (
        "1 more story is at the desk",
        "나머지 1건은 데스크에 있습니다",
        "残り1件はデスクにあります",
    ),
    "more": (
        "{count} more stories are at the desk",
        "나머지 {count}건은 데스크에 있습니다",
        "残り{count}件はデスクにあります",
    ),
    "gaps": ("Gaps in collecting", "수집 공백", "収集できていないもの"),
    "no_gaps": (
        "No outlet is known to be silent or failing.",
        "새 기사가 끊겼거나 수집에 실패한 매체는 없습니다.",
        "更新が途絶えている媒体、収集に失敗している媒体はありません。",
    ),
    "gap": (
        "{outlet}: {kind} since {since}",
        "{outlet}: {kind} ({since}부터)",
        "{outlet}：{kind}（{since}から）",
    ),
    "blind": (
        "Nothing has been crawled since {since}: news may be missing.",
        "{since} 이후 수집이 없었습니다. 빠진 기사가 있을 수 있습니다.",
        "{since}以降、収集が行われていません。記事が漏れている可能性があります。",
    ),
    "blind_never": (
        "Nothing has been crawled yet.",
        "아직 수집한 적이 없습니다.",
        "まだ収集が行われていません。",
    ),
    "last_crawl": ("Last crawl: {at}.", "마지막 수집: {at}.", "最終収集：{at}。"),
    "zone": (
        "Times are Korean time, which is Japanese time.",
        "시각은 한국 시간(=일본 시간)입니다.",
        "時刻は韓国時間（日本時間と同じ）です。",
    ),
    "sent_by": (
        "You get this as a reader of “{name}”.",
        "“{name}” 구독으로 보내 드립니다.",
        "「{name}」の配信です。",
    ),
    "stop": (
        "To stop it, answer with “unsubscribe”.",
        "그만 받으시려면 “unsubscribe”라고 답장해 주세요.",
        "配信停止は「unsubscribe」とご返信ください。",
    ),
    "stop_here": ("Stop this mail", "이 메일 그만 받기", "この配信を停止"),
    "more_changes_one": (
        "1 more change is at the desk",
        "나머지 변경 1건은 데스크에 있습니다",
        "残りの変更1件はデスクにあります",
    ),
    "more_changes": (
        "{count} more changes are at the desk",
        "나머지 변경 {count}건은 데스크에 있습니다",
        "残りの変更{count}件はデスクにあります",
    ),
    "confirm_kind": ("Confirm your address", "주소 확인", "アドレスの確認"),
    "confirm_title": (
        "Do you want “{name}”?",
        "“{name}” 구독 확인",
        "「{name}」の配信確認",
    ),
    "confirm_asked": (
        "Somebody at Hanil News Watch has entered this address for “{name}”.",
        "한일 뉴스워치의 “{name}” 수신자로 이 주소가 등록되었습니다.",
        "日韓ニュースウォッチの「{name}」の配信先として、このアドレスが登録されました。",
    ),
    "confirm_link": (
        "To get it, open the link below within 14 days and confirm.",
        "받으시려면 14일 안에 아래 링크를 열어 확인해 주세요.",
        "受信をご希望の場合は、14日以内に下のリンクを開いて確認してください。",
    ),
    "confirm_answer": (
        "To get it, answer this mail with “yes”.",
        "받으시려면 이 메일에 “yes”라고 답장해 주세요.",
        "受信をご希望の場合は、このメールに「yes」とご返信ください。",
    ),
    "confirm_here": ("Confirm", "확인하기", "確認する"),
    "confirm_ignore": (
        "If you do nothing, you get nothing.",
        "아무것도 하지 않으시면 메일을 보내지 않습니다.",
        "何もしなければ、配信されることはありません。",
    ),
    "opened_one": ("1 new alarm", "새 경보 1건", "新しい警報1件"),
    "opened": ("{count} new alarms", "새 경보 {count}건", "新しい警報{count}件"),
    "recovered_one": ("1 recovered", "복구 1건", "復旧1件"),
    "recovered": ("{count} recovered", "복구 {count}건", "復旧{count}件"),
    "others_alarms": (
        "{number} more are on the desk's health page.",
        "그 밖의 {number}건은 데스크의 상태 페이지에 있습니다.",
        "ほか{number}件はデスクの状態ページにあります。",
    ),
    "advice": ("What to do: {advice}", "할 일: {advice}", "対処：{advice}"),
    "recovered_because": ("Recovered: {because}", "복구: {because}", "復旧：{because}"),
    "installation": ("This installation", "이 설치", "この設置環境"),
    "test_text": (
        "The channel “{channel}” works: Hangul 한글, Kana かな, Han 漢字, emoji 📰.",
        "채널 “{channel}”이(가) 작동함을 알리는 시험 메시지입니다. 한글, かな, 漢字, 📰.",
        "チャンネル「{channel}」の動作確認メッセージです。한글、かな、漢字、📰。",
    ),
    "yesterday": ("yesterday {time}", "어제 {time}", "昨日{time}"),
    "today": ("today {time}", "오늘 {time}", "今日{time}"),
}

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ko": tuple("월화수목금토일"),
    "ja": tuple("月火水木金土日"),
}
_MONTHS = ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()


def words_of(language: str) -> Words:
    """Return the function that looks up words of a language."""
    place = _LANGUAGES.index(language)

    def words(key: str, **values: object) -> str:
        return WORDS[key][place].format(**values)

    return words


def counted(words: Words, key: str, number: int) -> str:
    """Return words for a number: ``key`` with ``_one`` for one (English tells it apart)."""
    if number == 1 and f"{key}_one" in WORDS:
        return words(f"{key}_one")
    return words(key, number=number, count=number)


def day_name(moment: datetime, language: str) -> str:
    """Return a day as its language writes it: ``12월 3일(목)``, ``12月3日（木）``."""
    day = moment.astimezone(KST)
    weekday = _WEEKDAYS[language][day.weekday()]
    if language == "ko":
        return f"{day.month}월 {day.day}일({weekday})"
    if language == "ja":
        return f"{day.month}月{day.day}日（{weekday}）"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def time_name(
    moment: datetime, language: str, *, today: datetime, precision: Precision = "minute"
) -> str:
    """Return a time as its language writes it, seen from ``today``: ``어제 05:30``.

    Of a day without hours there is no clock: ``어제``.
    """
    local = moment.astimezone(KST)
    time = f"{local:%H:%M}" if precision == "minute" else ""
    days = (today.astimezone(KST).date() - local.date()).days
    words = words_of(language)
    if days in (0, 1):
        return words("yesterday" if days else "today", time=time).strip()
    if days > 300:
        return f"{local:%Y-%m-%d} {time}".strip()
    if language == "ja":
        return f"{local.month}月{local.day}日{time}"
    if language == "ko":
        return f"{local.month}월 {local.day}일 {time}".strip()
    return f"{local.day} {_MONTHS[local.month - 1]} {time}".strip()


def span_name(seconds: float, words: Words) -> str:
    """Return a length of time in whole minutes, hours or days."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return counted(words, "minutes", minutes)
    if minutes < 48 * 60:
        return counted(words, "hours", minutes // 60)
    return counted(words, "days", minutes // (24 * 60))
