"""The kinds of alarms: what each is called, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of alarm, in the three languages of the desk, with the advice it comes with."""

    english: str
    korean: str
    japanese: str
    advice: str


KINDS: dict[str, Kind] = {
    "silence": Kind(
        "Silent",
        "새 기사 없음",
        "新着なし",
        "Open the outlet's home page. If it is still publishing, its feed or list has moved:"
        " scrapy probe {outlet} shows which of the spider's addresses no longer work.",
    ),
    "volume": Kind(
        "Volume changed",
        "기사량 급변",
        "記事数の急変",
        "Compare the outlet's list page with what was found: a feed may have become shorter or"
        " changed its subject, or a new section is mistaken for articles.",
    ),
    "field": Kind(
        "A field is missing",
        "항목 누락",
        "項目の欠落",
        "Look at a new page: scrapy read URL shows which source gave each field. Then fix the"
        " selector of that layout in crawler/spiders/{outlet}.py, or add a layout.",
    ),
    "selector": Kind(
        "A selector no longer matches",
        "선택자 불일치",
        "セレクタ不一致",
        "The field is still filled, from a fallback. Look at a new page with scrapy read URL"
        " and fix the selector of that layout in crawler/spiders/{outlet}.py.",
    ),
    "layout": Kind(
        "The page design changed",
        "페이지 디자인 변경",
        "ページ構成の変更",
        "Save two or three new pages (scrapy probe {outlet} --save DIR) and add a layout to"
        " crawler/spiders/{outlet}.py; until then its pages are read generically.",
    ),
    "unreadable": Kind(
        "Pages can't be read",
        "본문 추출 실패",
        "本文を取得できない",
        "Look at the rejections of {outlet}: what was expected, what was there. scrapy read URL"
        " shows how such a page is read.",
    ),
    "moved": Kind(
        "Pages are gone",
        "페이지 없음",
        "ページが消えた",
        "Open one of the rejected addresses: articles may have moved to other addresses"
        " (articles = ArticleUrl(...) in crawler/spiders/{outlet}.py).",
    ),
    "blocked": Kind(
        "Refused (403)",
        "접근 거부 (403)",
        "アクセス拒否（403）",
        "The outlet does not want this crawl. Set a contact in hanil.toml, ask for longer pauses"
        " ([outlets.{outlet}] delay), or write to the outlet; the refusal is not worked around.",
    ),
    "limited": Kind(
        "Slowed down (429)",
        "요청 제한 (429)",
        "リクエスト制限（429）",
        "Crawl less: set a longer delay or a rarer schedule for [outlets.{outlet}] in hanil.toml.",
    ),
    "login": Kind(
        "Led to a login or consent page",
        "로그인·동의 페이지로 이동",
        "ログイン・同意画面へ転送",
        "Open a rejected address without being logged in. If the outlet now asks for a login,"
        " its articles can't be read: keep the headlines of its feed, or switch it off.",
    ),
    "robots": Kind(
        "robots.txt",
        "robots.txt",
        "robots.txt",
        "Read the outlet's robots.txt and its terms. What it forbids is not read; if that is"
        " everything, switch the outlet off ([outlets.{outlet}] enabled = false).",
    ),
    "unreachable": Kind(
        "Can't be reached",
        "접속 불가",
        "接続できない",
        "Open the site in a browser. If it works there, check this machine's network, proxy and"
        " certificates; if it is down, wait: the pages will be retried.",
    ),
    "charset": Kind(
        "Characters can't be read",
        "문자 깨짐",
        "文字化け",
        "The pages' encoding is not what they declare. Save one (scrapy probe {outlet} --save DIR)"
        " and look at its bytes with scrapy read FILE --url URL.",
    ),
    "fault": Kind(
        "Pages break this program",
        "처리 오류",
        "処理エラー",
        "This is a fault of this program, not of the outlet. Look at rejections of {outlet}: found"
        " is the traceback. scrapy read URL shows it again; report it with the page, or mend it"
        " and read the page with scrapy crawl {outlet} -a urls=URL.",
    ),
    "feed": Kind(
        "A feed is stale",
        "피드 중단",
        "フィードの停止",
        "Open the address. If it is dead, look for its successor on the outlet's RSS page and"
        " change it in crawler/spiders/{outlet}.py.",
    ),
    "entries": Kind(
        "A listing is read in part",
        "목록 일부 누락",
        "一覧の一部を読めない",
        "The log of {outlet} names the first entry that can't be read. If the outlet's document is"
        " damaged, tell the outlet; if it is whole, this program is at fault: report it with the"
        " document.",
    ),
    "addresses": Kind(
        "Links of an unknown form",
        "알 수 없는 기사 주소",
        "未知の形の記事アドレス",
        "The log of {outlet} names the first. If they are articles, add their form to articles ="
        " ArticleUrl(...) in crawler/spiders/{outlet}.py; if they are not, accept the alarm"
        " (scrapy health --accept).",
    ),
    "failing": Kind(
        "Runs fail",
        "수집 실패",
        "収集失敗",
        "Read the log of {outlet} (data/logs/{outlet}.log) and fix what its last line reports.",
    ),
    "backup": Kind(
        "No backup",
        "백업 없음",
        "バックアップなし",
        "Run scrapy backup and read what it says. Is the nightly job on (python scheduler.py"
        " --list), is the disk that hanil.toml names under [backup] there and has it room?",
    ),
    "archive": Kind(
        "Pages not archived",
        "원본 보관 실패",
        "ページを保存できない",
        "Look at the log of {outlet}: is there room, may archive/ beside the database be written?"
        " The articles are stored all the same.",
    ),
    "room": Kind(
        "The disk fills up",
        "디스크 공간 부족",
        "ディスク容量の不足",
        "Make room, move data/ to a larger disk, keep fewer backups ([backup] in hanil.toml), or"
        " thin out what nobody found relevant sooner ([keep] in hanil.toml).",
    ),
    "delivery": Kind(
        "Messages don't leave",
        "메시지 발송 실패",
        "メッセージを送信できない",
        "Look at scrapy channels, then try scrapy channels test NAME: server, port, user and"
        " password are under [mail] in hanil.toml. What was not sent waits and is caught up.",
    ),
    "briefing": Kind(
        "A cited article changed",
        "인용 기사 변경",
        "引用した記事の変更",
        "Look at the change on the page of the briefing. scrapy briefing correct NUMBER makes a"
        " draft of the correction; accept the alarm if nothing needs to be said.",
    ),
    "messages": Kind(
        "Messages can't be used",
        "메시지 처리 불가",
        "処理できないメッセージ",
        "Are scheduler, writer and workers of the same version? The messages wait in the broker's"
        " queue hanil.dead; what they would have told is found again by the next crawl. Accept"
        " the alarm (scrapy health --accept) once that is settled.",
    ),
    "writer": Kind(
        "The writer is behind",
        "저장 지연",
        "保存の遅れ",
        "Is hanil store running, and does its log say what holds it up? Until it has caught up no"
        " new crawls are handed to other machines.",
    ),
    "idle": Kind(
        "Not crawled",
        "수집 중단",
        "収集停止",
        "Is the scheduler, or cron, running? python scheduler.py --list shows what is due.",
    ),
}

#: Kinds because of which articles of an outlet may be missing.
GAPS = frozenset(
    "silence volume unreadable moved blocked limited login robots unreachable charset fault feed"
    " failing idle".split()
)
