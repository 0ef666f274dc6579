"""Korea Federation of SMEs' own paper."""

from __future__ import annotations

from crawler.designs import ndsoft
from crawler.outlet_spider import OutletSpider
from newsdb.records import Policy

HOST = "www.kbiznews.co.kr"


class KbiznewsSpider(OutletSpider):
    """SME News (중소기업뉴스), the paper of the Korea Federation of SMEs (KBIZ), in Korean.

    Terms: not seen; as other papers of its kind: internal analysis only.
    Feeds: rss/allArticle.xml, its system's usual place; unverified [U]. The system's list of all
    articles is read beside it, and the home page where the feed is not there.
    Caveats: ND-Soft sites list the reporter's other articles and a copyright line behind the
    text; the first h1 is the logo.
    Evidence: no page of its own was seen; the family's page was, on more than ninety sites.
    """

    name = "kbiznews"
    title = "중소기업뉴스"
    country = "KR"
    language = "ko"
    home = f"https://{HOST}/"
    policy = Policy(kept="full", days=365, attribution="중소기업뉴스")
    terms = "internal analysis"
    schedule = "20 7-21 * * mon-sat"  # a weekly that adds some pages a day

    articles = ndsoft.addresses(HOST)
    sources = ndsoft.sources(HOST, verified=False)

    designs = (ndsoft.ARTICLE_VIEW,)
    usual_origins = {"title": "layout", "body": "layout", "published": "meta"}
