"""Pages in three languages to put into markup: headlines, sentences and what sites print."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """What a page in one language says."""

    headline: str
    sentences: tuple[str, ...]
    others: str  # the heading of a list of other articles
    titles: tuple[str, str]  # of other articles
    comments: tuple[str, ...]
    offer: str  # what the site says to its readers
    cookies: str
    slogan: str
    wall: str  # what says that the rest is for subscribers


KO = Language(
    "진주·고치 목공소, 의자 부품 함께 깎는다",
    (
        "진주의 목공소 여섯 곳이 고치의 제재소들과 의자 부품을 함께 깎기로 했다고 9일 밝혔다.",
        "두 지역의 공방은 삼나무와 느티나무를 나눠 쓰고, 남는 판재는 서로 사 주기로 했다.",
        "진주목재협동조합은 내년 가을까지 의자 삼백 개를 두 나라에서 나란히 팔 계획이다.",
        "고치에서는 스무 살부터 예순 살까지 장인 열한 명이 두 달씩 진주에 머문다고 전했다.",
        "조합 관계자는 건조실을 같이 쓰면 나무 값의 오 분의 일을 아낄 수 있다고 설명했다.",
        "첫 물건은 다음 달 진주성 앞 장터에서 선보이며, 값은 하나에 십이만 원으로 정했다.",
    ),
    "관련기사",
    ("통영 나전칠기, 교토 옻칠과 만나다", "목재 수입 규정 새해부터 바뀐다"),
    (
        "정말 좋은 소식이네요. 우리 동네 목공소도 함께할 수 있으면 좋겠습니다.",
        "지난번 장터에서 산 의자를 아직도 잘 쓰고 있습니다. 이번에도 가 보려고요.",
        "값이 조금 비싼 듯하지만 손으로 깎은 것이니 그럴 만하다고 생각합니다.",
        "두 나라 장인이 서로 배운다는 점이 무엇보다 마음에 듭니다. 응원합니다.",
    ),
    "매일 아침 새 소식을 편지함으로 받아 보세요.",
    "이 사이트는 쿠키를 씁니다. 계속 보시면 쿠키 사용에 동의하시는 것으로 알겠습니다.",
    "지역의 손끝 산업을 기록하는 나래마을신문입니다.",
    "유료회원 전용 기사입니다.",
)
JA = Language(
    "晋州と高知の木工所、椅子の部品を共同で削る",
    (
        "晋州の木工所六軒が、高知の製材所と椅子の部品を共同で削ることになったと九日発表した。",
        "両地域の工房は杉とけやきを分け合い、余った板は互いに買い取ることで合意したという。",
        "晋州木材協同組合は来年秋までに三百脚を仕上げ、両国で同時に売り出す計画だとしている。",
        "高知からは二十歳から六十歳までの職人十一人が、二か月ずつ晋州に滞在することになった。",
        "組合の担当者は、乾燥室を一緒に使えば木材の費用を二割ほど抑えられると説明している。",
        "最初の品は来月、晋州城の前の市で披露され、値段は一脚一万三千円に決まったという。",
    ),
    "関連記事",
    ("統営の螺鈿、京都の漆と出会う", "木材の輸入規則、年明けから変わる"),
    (
        "とてもよい知らせですね。うちの町の木工所も加われるといいなと思いました。",
        "前の市で買った椅子をまだ使っています。今度もぜひ見に行きたいと思います。",
        "少し高い気もしますが、手で削ったものだと思えば納得できる値段ではあります。",
        "両国の職人が互いに学び合うところが何よりもいいと思います。応援しています。",
    ),
    "毎朝の新しい話題をメールでお届けします。",
    "当サイトは利用状況を調べるためにクッキーを使います。そのままご覧になると、同意されたものとみなします。",
    "地域の手仕事を記録するはね村新聞です。",
    "この記事は会員限定です。",
)
EN = Language(
    "Jinju and Kochi woodworkers to carve chair parts together",
    (
        "Six woodworking shops in Jinju will carve chair parts with Kochi mills.",
        "Workshops of both will share cedar and zelkova, and buy each other's surplus boards.",
        "The Jinju timber cooperative plans to finish three hundred chairs by next autumn.",
        "Eleven craftspeople from Kochi, twenty to sixty years old, will stay in Jinju.",
        "Sharing a drying room would cut the cost of timber by a fifth, an official said.",
        "The first chairs will be shown next month at the market below the fortress of Jinju.",
    ),
    "Related articles",
    ("Tongyeong lacquer meets Kyoto craft", "Timber import rules to change in January"),
    (
        "What good news. I hope that the workshop in our own town can take part in this as well.",
        "I still use the chair that I bought at the last market, and I will surely go again.",
        "A little expensive perhaps, but they are carved by hand, so I think the price is fair.",
        "What I like best is that craftspeople of both countries learn from each other here.",
    ),
    "Get the news of the morning in your inbox.",
    "This website uses cookies to learn how it is used. By continuing you agree to it.",
    "The Wing Village Paper records the crafts of the region.",
    "This article is for subscribers only.",
)
LANGUAGES = {"ko": KO, "ja": JA, "en": EN}


def expanded(markup: str) -> str:
    """Return a design with its paragraphs in the places of $A, $B and $C."""
    first, second = ("".join(f"<p>${n}</p>" for n in half) for half in (range(3), range(3, 6)))
    return markup.replace("$A", "$B$C").replace("$B", first).replace("$C", second)


def page_of(body: str, language: Language, *, head: str = "") -> str:
    """Return a page with ``body``, whose signs are those of tests/data/page_designs.toml."""
    links = "".join(
        f"<li><a href='/a/{n}'>{each}</a></li>" for n, each in enumerate(language.titles)
    )
    values = {
        "h": language.headline,
        "r": language.others,
        "l": f"<ul>{links * 2}</ul>",
        "c": "".join(f"<div class='item'><p>{each}</p></div>" for each in language.comments * 2),
        "o": language.offer,
        "k": language.cookies,
        "s": language.slogan,
        "w": language.wall,
        **{str(n): each for n, each in enumerate(language.sentences)},
    }
    body = expanded(body)
    for name, value in values.items():
        body = body.replace(f"${name}", value)
    return (
        f"<!doctype html><html><head><title>{language.headline}</title>"
        f"<meta property='og:title' content='{language.headline}'>"
        f"<meta property='og:type' content='article'>{head}</head><body>{body}</body></html>"
    )
