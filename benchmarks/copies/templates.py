"""Texts that outlets print daily from one template: only figures, days and names differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.copies.news import News, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.copies.news import Writer

RATES = {
    "ko": (
        "2026년 3월 {d}일 서울 외환시장에서 원화 환율이 전날보다 {f}원 {m} 1달러에 {n}원으로 거래를 마쳤다."
        " 이날 환율은 {f}원 {m} 출발해 장중 한때 {n}원까지 움직였다. 시장에서는 수입 업체의 결제 수요와 수출 업체의 네고 물량이"
        " 맞서며 좁은 범위에서 오르내렸다고 본다. 외국인은 유가증권시장에서 {n}억원어치를 사고팔았다. 같은 시각 원·엔 재정환율은"
        " 100엔에 {f}원이다. 한 은행 딜러는 “당분간 큰 움직임 없이 지표를 기다리는 장세가 이어질 것”이라고 말했다."
    ),
    "ja": (
        "2026年3月{d}日の東京外国為替市場で、円相場は前日に比べ{f}円{m}、1ドル={n}円台で取引を終えた。"
        "この日は{f}円{m}で始まり、一時{n}円まで動いた。輸入企業の実需の売りと輸出企業の買いが交錯し、狭い範囲でもみ合った。"
        "同じ時刻のウォン相場は100ウォン={f}円だった。株式市場では海外投資家が{n}億円を売買した。"
        "ある銀行の担当者は「当面は指標を待つ展開が続く」と話した。"
    ),
    "en": (
        "The won closed at {n} to the dollar on March {d}, 2026, {m} by {f} won from the previous session."
        " The currency opened at {n} and moved within a narrow band as importers settled payments and"
        " exporters sold dollars. Foreign investors traded shares worth {n} billion won on the main board."
        " At the same hour the won stood at {f} per 100 yen. A dealer at a local bank said the market would"
        " wait for data and that no large move was expected for some time."
    ),
}
WEATHER = {
    "ko": (
        "{w}요일인 {d}일은 전국이 대체로 맑다가 오후부터 차차 흐려지겠다. 아침 최저기온은 {n}도, 낮 최고기온은 {n}도로 예보됐다."
        " 미세먼지 농도는 모든 권역에서 보통 수준을 보이겠다. 바다의 물결은 동해와 서해 앞바다에서 {f}m로 일겠다."
        " 기상청은 내륙을 중심으로 낮과 밤의 기온 차가 크니 건강 관리에 주의해 달라고 당부했다. 동해안에는 바람이 강하게 부는"
        " 곳이 있어 시설물 관리에도 신경을 써야 한다."
    ),
    "ja": (
        "{w}曜日の{d}日は全国的におおむね晴れ、午後から次第に曇る見込みだ。朝の最低気温は{n}度、日中の最高気温は{n}度と予想される。"
        "花粉の飛散は各地で平年並みとなる。波の高さは日本海側と太平洋側で{f}メートルの予報だ。"
        "気象庁は内陸を中心に昼夜の気温差が大きいとして体調の管理に注意を呼びかけている。沿岸では風の強い所があり、"
        "施設の管理にも気を配る必要がある。"
    ),
    "en": (
        "Skies will be mostly clear across the country on the {d}th before clouds move in from the afternoon."
        " Morning lows will be around {n} degrees and daytime highs near {n} degrees, the weather agency"
        " forecast. Fine dust is expected to stay at normal levels in every region. Waves will reach"
        " {f} metres off the east and west coasts. The agency asked people inland to take care of their"
        " health because of the wide gap between day and night."
    ),
}
EVENT = {
    "ko": (
        "{o}은 오는 {d}일 {p}에서 ‘{s} 상담회’를 연다고 밝혔다. 이번 상담회에는 지역의 중소기업과 해외 구매자가 참여해 일대일로"
        " 만난다. 참가를 바라는 기업은 누리집에서 신청서를 내려받아 담당 부서에 내면 된다. 참가비는 없으며 통역과 상담 공간을"
        " 제공한다. {q} {t}은 “우리 기업이 새로운 시장을 찾는 데 도움이 되기를 바란다”고 말했다."
    ),
    "ja": (
        "{o}は{d}日、{p}で「{s}商談会」を開くと発表した。地域の中小企業と海外の買い手が参加し、一対一で面談する。"
        "参加を希望する企業はホームページから申込書を入手し、担当部署に提出する。参加費は無料で、通訳と商談の場所を提供する。"
        "{q}{t}は「地元の企業が新しい市場を見つける助けになればうれしい」と話した。"
    ),
    "en": (
        "{o} said it would hold the {s} business meeting in {p} on the {d}th. Small firms of the region and"
        " buyers from abroad will meet one to one. Firms that wish to take part can download a form from"
        " the website and hand it in to the office in charge. There is no fee, and interpreters and rooms"
        " are provided. {q}, the {t}, said he hoped it would help local firms find new markets."
    ),
}
_WEEKDAYS = {"ko": "월화수목금", "ja": "月火水木金", "en": "-"}
_MOVES = {"ko": ("오른", "내린"), "ja": ("高", "安"), "en": ("up", "down")}


def _filled(writer: Writer, template: str) -> str:
    """Fill a template's blanks, each independently."""
    fill: dict[str, Callable[[], str]] = {
        "d": lambda: str(writer.chance.randint(2, 28)),
        "n": lambda: str(writer.chance.randint(3, 1900)),
        "f": lambda: f"{writer.chance.uniform(0.3, 19):.1f}",
        "m": lambda: writer.pick(_MOVES[writer.language]),
        "w": lambda: writer.chance.choice(_WEEKDAYS[writer.language]),
        "o": writer.organisation,
        "p": lambda: writer.pick(writer.words.places),
        "s": lambda: " ".join(writer.chance.sample(writer.words.nouns, k=2)),
        "q": writer.person,
        "t": lambda: writer.pick(writer.words.titles),
    }
    first, *parts = template.split("{")
    return first + "".join(fill[part[0]]() + part[2:] for part in parts)


def printed(writer: Writer, template: dict[str, str]) -> News:
    """Return one day's text of a template."""
    text = _filled(writer, template[writer.language])
    ends = ". " if writer.language != "ja" else "。"
    parts = [part + ends.strip() for part in text.rstrip(ends).split(ends)]
    sentences = tuple(Sentence("", (), "", writer.language, part) for part in parts)
    return News(writer.language, writer.title(""), sentences)


def rates(writer: Writer, news: News) -> News:
    del news
    return printed(writer, RATES)


def weather(writer: Writer, news: News) -> News:
    del news
    return printed(writer, WEATHER)


def event_notice(writer: Writer, news: News) -> News:
    del news
    return printed(writer, EVENT)
