"""Korea Federation of SMEs' own paper."""

from __future__ import annotations

from crawler.designs import ndsoft
from crawler.outlet_spider import OutletSpider
from newsdb.records import Policy

HOST = "www.kbiznews.co.kr"


class KbiznewsSpider(OutletSpider):
    """SME News (중소기업뉴스), the paper of the Korea Federation of SMEs (KBIZ), in Korean.

    Gives: what KBIZ and its cooperatives do, agreements with Japan's federation among it.
    Terms: the CMS's page on RSS sets no limit, its page on copyright forbids copying (read on
    sister sites in October 2026): internal analysis only.
    Feeds: rss/allArticle.xml, the CMS's usual URL, in many lists and not adopted by the one
    reader who measured it [U]; two other URLs of the CMS are tried after it. The CMS's list of
    all articles is read as well, and the home page if no feed exists.
    Caveats: ND-Soft sites print the reporter's other articles and a copyright line after the
    text; the first h1 is the logo.
    Evidence: its addresses and the text's element in a public reader's code; none of its own
    pages was seen; those of more than ninety ND-Soft sites were.
    """

    name = "kbiznews"
    title = "중소기업뉴스"
    country = "KR"
    language = "ko"
    home = f"https://{HOST}/"
    policy = Policy(kept="full", days=365, attribution="중소기업뉴스")
    terms = "internal analysis"
    schedule = "20 7-21 * * mon-sat"  # a weekly that adds a few pages a day

    articles = ndsoft.addresses(HOST)
    sources = ndsoft.sources(HOST, verified=False)

    designs = (ndsoft.ARTICLE_VIEW,)
    usual_origins = {"title": "layout", "body": "layout", "published": "meta"}
