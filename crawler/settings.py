"""Every setting with its reason; the only place that names the pipelines (as strings)."""

import gc
import sys

from scrapy.settings import default_settings

from crawler.asked_command import commands_module
from newsdb import __version__
from newsdb.configuration import ConfigurationError, load
from newsdb.contact import user_agent
from newsdb.text.controls import printable

try:
    _configuration = load()
except ConfigurationError as error:
    # A crawl with half a configuration would silently do the wrong thing.
    sys.stderr.write(f"Configuration: {printable(str(error))}\n")
    raise SystemExit(2) from None

# Python looks for unreachable cycles whenever there are so many more containers than before: by
# itself 700, of which imports make hundreds of thousands. Hardly any is in a cycle, and the search
# took a quarter of a start.
gc.set_threshold(20_000, *gc.get_threshold()[1:])

CONTACT = _configuration.contact
DATABASE = str(_configuration.database)
# What a crawl asks of the database and tells it; another one lets it run on another machine.
CRAWL_STORAGE = "crawler.storage.local_storage"
WATCHLIST = str(_configuration.watchlist or "")
OUTLET_DELAYS = {
    name: outlet.delay for name, outlet in _configuration.outlets.items() if outlet.delay
}

OUTLETS_ENABLED = {
    name: outlet.enabled
    for name, outlet in _configuration.outlets.items()
    if outlet.enabled is not None
}

SITE_LIMIT = (
    _configuration.site_limit
)  # new articles that one run adds from sites without a spider

# Pages as they were sent, for evidence and to be read again.
ARCHIVE_ENABLED = _configuration.archive.enabled
ARCHIVE_FOLDER = str(_configuration.archive.folder or "")  # none: archive/ beside the database

BOT_NAME = "HanilNewsWatch"
SPIDER_MODULES = ["crawler.spiders", "crawler.own_spiders"]  # of one name, the last counts
SPIDER_LOADER_CLASS = (
    "crawler.spider_loader.OutletLoader"  # a broken file disables only its own spider
)
COMMANDS_MODULE = commands_module(sys.argv)

# An honest user agent: outlets that refuse bots are not crawled in disguise.
USER_AGENT = user_agent(f"{BOT_NAME}/{__version__}", CONTACT)
ROBOTSTXT_OBEY = True
ROBOTSTXT_MAX_AGE = 24 * 60 * 60  # seconds; 0 asks in each run

# One request at a time to an outlet, two seconds apart: a reader's pace.
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Pipelines don't wait for anything: Scrapy's hundred at once only cost their bookkeeping.
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY = 2
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    # What is archived as it was sent must be legible to every reader of WARC files; few of them
    # know br or zstd.
    "Accept-Encoding": "gzip, deflate",
}

# An article page is 50 to 300 kB; anything far larger or slower is a fault.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
CLOSESPIDER_TIMEOUT = 45 * 60  # the only limit under cron
MEMUSAGE_LIMIT_MB = 1024
RETRY_TIMES = 2
RETRY_BACKOFF = 4  # seconds before the first retry, four times longer each time
RETRY_LONGEST_WAIT = 120  # a page whose server asks for more is left for a later run
REDIRECT_MAX_TIMES = 5

# Links come from outside: none may lead to this machine or its network, but for what
# private_addresses_allowed in hanil.toml names.
PRIVATE_ADDRESSES_ALLOWED = [str(each) for each in _configuration.private_addresses_allowed]
TWISTED_DNS_RESOLVER = "crawler.resolver.PublicResolver"
REACTOR_THREADPOOL_MAXSIZE = 32  # threads that look names up: one that hangs keeps no other outlet

DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default in Scrapy
COOKIES_ENABLED = True  # for the length of a redirect only: RedirectCookiesMiddleware
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("file", "ftp", "data", "s3")),
    "https": "crawler.middlewares.data_portal_handler.DataPortalHandler",
}
REMOTE_CONTROL_ENABLED = False  # would run code for anyone with its token
TELNETCONSOLE_ENABLED = False
# Scrapy would find and parse the source of callbacks again and again, 4 per cent of a crawl, to
# warn of a return value in a generator. mypy sees that.
WARN_ON_GENERATOR_RETURN_VALUE = False

ADDONS = {"crawler.replay.ReplayAddon": 100}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.retry.BackoffRetryMiddleware": 550,  # RetryMiddleware's position
    # RobotsTxtMiddleware's position.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.KeptRobotsMiddleware": 100,
    # Its refusals come before the retries (550).
    "crawler.middlewares.private_addresses.PrivateAddressMiddleware": 560,
    # CookiesMiddleware's position.
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.middlewares.redirect_cookies.RedirectCookiesMiddleware": 700,
    # HttpCompressionMiddleware's position.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.truncated_responses.WholeCompressionMiddleware": 590,
    # MetaRefreshMiddleware's position.
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.middlewares.meta_refresh.NamedMetaRefreshMiddleware": 580,
}
# Of Scrapy's own, those that are off above are left out: even of None it would import the module,
# and aiohttp with it, an eighth of a start.
EXTENSIONS_BASE = {
    name: order
    for name, order in default_settings.EXTENSIONS_BASE.items()
    if not name.startswith(("scrapy.extensions.remote_control.", "scrapy.extensions.telnet."))
}
EXTENSIONS = {
    "crawler.extensions.single_run.SingleRun": 0,
    "crawler.extensions.archive.Archive": 20,
    "crawler.extensions.run_log.RunLog": 100,
}
ITEM_PIPELINES = {
    "crawler.extensions.source_archive.SourceArchive": 50,
    "pipelines.normalise.NormalisePipeline": 100,
    "pipelines.relevance.RelevancePipeline": 300,
    "pipelines.duplicates.DuplicatesPipeline": 500,
    "pipelines.store.StorePipeline": 900,
}

# The log describes the run, so Scrapy's own machinery and article texts are left out.
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%H:%M:%S"
LOG_FORMATTER = "crawler.log_formatter.LogFormatter"
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
FEED_EXPORT_ENCODING = "utf-8"
