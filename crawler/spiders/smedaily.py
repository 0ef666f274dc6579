"""SME Daily."""

from __future__ import annotations

from crawler.designs import ndsoft
from crawler.outlet_spider import OutletSpider
from newsdb.records import Policy

HOST = "www.smedaily.co.kr"


class SmedailySpider(OutletSpider):
    """SME Daily (중소기업신문), a Korean paper for small and medium firms, in Korean.

    Gives: everyday news of small firms and their associations that larger papers leave out.
    Terms: the CMS's page on RSS sets no limit, its page on copyright forbids copying (read on
    sister sites in October 2026): internal analysis only.
    Feeds: rss/allArticle.xml, the CMS's usual URL [U]; two other URLs of the CMS are tried after
    it, and its list of all articles is read as well.
    Caveats: the first h1 is the logo.
    Evidence: a page saved in March 2026; its feed was not seen [U].
    """

    name = "smedaily"
    title = "중소기업신문"
    country = "KR"
    language = "ko"
    home = f"https://{HOST}/"
    policy = Policy(kept="full", days=365, attribution="중소기업신문")
    terms = "internal analysis"
    schedule = "50 7-21 * * mon-sat"

    articles = ndsoft.addresses(HOST)
    sources = ndsoft.sources(HOST, verified=False)

    designs = (ndsoft.ARTICLE_VIEW,)
    usual_origins = {"title": "layout", "body": "layout", "published": "meta"}
