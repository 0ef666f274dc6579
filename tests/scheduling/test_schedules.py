"""When a job is due, and what hanil.toml and cron make of it."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scrapy import Spider

from newsdb.configuration.model import Configuration
from newsdb.database import open_database
from newsdb.records import KST
from newsdb.sites import sites
from newsdb.sites.sites import Listing, Site
from scheduler import main
from scheduling.jobs import NIGHTLY, Plan, load_spiders, schedules
from scheduling.schedules import LONGEST_SPREAD, Schedule, ScheduleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 25, 16, 20, tzinfo=KST)  # a Wednesday


def schedule(cron: str, name: str = "daily", *, spread: bool = False) -> Schedule:
    return Schedule(name=name, cron=cron, arguments=("crawl", name), spread=spread)


@pytest.mark.parametrize(
    ("cron", "last", "coming"),
    [
        ("*/20 6-23 * * *", "2026-11-25 16:20", "2026-11-25 16:20"),
        ("30 6 * * mon-fri", "2026-11-25 06:30", "2026-11-26 06:30"),
        ("30 6 * * sat,sun", "2026-11-22 06:30", "2026-11-28 06:30"),
        ("0 9 * * mon", "2026-11-23 09:00", "2026-11-30 09:00"),
        ("0 9 1 * *", "2026-11-01 09:00", "2026-12-01 09:00"),
    ],
)
def test_last_and_next_due(cron: str, last: str, coming: str) -> None:
    one = schedule(cron)
    assert str(one.last_due(NOW))[:16] == last
    assert str(one.next_due(NOW))[:16] == coming


@pytest.mark.parametrize(
    ("cron", "message"),
    [
        ("* * * *", "five fields"),
        ("*/20 6-23 * * 1-5", "by name"),
        ("0 6 * * */2", "by name"),
        ("61 * * * *", "is not a schedule"),
        ("0 6 * * mo", "is not a schedule"),
        ("every morning at six", "five fields|is not a schedule"),
    ],
)
def test_what_is_no_schedule_is_said(cron: str, message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        schedule(cron)


@given(st.integers(0, 10**6), st.sampled_from(["*/20 6-23 * * *", "0 7 * * mon-fri", "5 * * * *"]))
@settings(max_examples=40, deadline=None)
def test_due_times_go_on_in_order_and_miss_none(minutes: int, cron: str) -> None:
    """The next due time is the last one, seen from a moment later."""
    one = schedule(cron, name=f"outlet{minutes}", spread=True)
    moment = NOW + timedelta(minutes=minutes)
    coming = one.next_due(moment)
    assert coming is not None
    assert coming >= moment
    assert one.last_due(coming) == coming
    before = one.last_due(moment)
    assert before is not None
    assert before <= moment
    assert one.next_due(before + timedelta(seconds=1)) == (
        coming if before < moment else one.next_due(moment + timedelta(seconds=1))
    )


def test_outlets_are_spread_over_their_period() -> None:
    offsets = [schedule("*/20 * * * *", f"outlet{n}", spread=True).offset for n in range(50)]
    assert offsets == [
        schedule("*/20 * * * *", f"outlet{n}", spread=True).offset for n in range(50)
    ]
    seconds = sorted(each.total_seconds() for each in offsets)
    assert all(0 <= each < LONGEST_SPREAD for each in seconds)
    for quarter in range(4):  # by chance each quarter of the period has 12.5 of 50
        within = [s for s in seconds if quarter * 300 <= s < (quarter + 1) * 300]
        assert 4 <= len(within) <= 24
    assert schedule("*/2 * * * *", "a", spread=True).offset < timedelta(minutes=2)


@pytest.fixture(params=["America/New_York", "Europe/Berlin", "Asia/Seoul"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("change", ["2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01"])
def test_summer_time_of_the_host_does_not_matter(zone: str, change: str) -> None:
    """Around daylight-saving changes there: an hour apart, none twice, none missing."""
    assert os.environ["TZ"] == zone
    one = schedule("0 * * * *", spread=True)
    moment = datetime.fromisoformat(f"{change}T00:00").astimezone() - timedelta(hours=12)
    times = []
    for _ in range(48):
        due = one.next_due(moment)
        assert due is not None
        times.append(due)
        moment = (due + timedelta(seconds=1)).astimezone()
    assert {b - a for a, b in itertools.pairwise(times)} == {timedelta(hours=1)}


@pytest.mark.parametrize(
    ("weekday", "cron"),
    [
        ("*", "*"),
        ("mon-fri", "1,2,3,4,5"),
        ("sat,sun", "6,0"),
        ("fri-sun", "5,6,0"),
        ("sun", "0"),
    ],
)
def test_a_line_for_cron(weekday: str, cron: str) -> None:
    line = schedule(f"*/20 6-23 * * {weekday}", spread=True).crontab_line("/srv/hanil")
    assert line.startswith(f"*/20 6-23 * * {cron}  sleep ")
    assert "cd /srv/hanil && mkdir -p data/logs && .venv/bin/scrapy crawl daily >>" in line


@pytest.mark.parametrize(
    "arguments",
    [
        ("crawl", "site", "-a", "feed=https://example.kr/rss?a=1&b=%ED%95%9C"),
        ("crawl", "site", "-a", "feed=https://example.kr/'; touch gone; '"),
        ("judge", "a b", "$HOME", "`id`", "중소기업　협력", "back\\slash", 'quo"te', "*", "100%"),
    ],
)
def test_a_line_for_cron_hands_on_its_arguments_as_they_are(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    root = tmp_path / "한일 news; rm 'x' 100%"
    program = root / ".venv/bin/scrapy"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    program.chmod(0o755)
    job = Schedule(
        name="own", cron="0 7 * * *", arguments=arguments, is_outlet=False, spread=False
    )
    line = job.crontab_line(str(root))
    assert "\n" not in line
    # As cron reads it: five fields, and \% for %, of which a bare one would end the command.
    command = line.split(None, 5)[5]
    assert "%" not in command.replace("\\%", "")
    subprocess.run(["/bin/sh", "-c", command.replace("\\%", "%")], check=True, cwd=tmp_path)
    assert json.loads((root / "data/logs/own.log").read_text()) == list(arguments)
    assert sorted(each.name for each in root.iterdir()) == [".venv", "data"]


@pytest.mark.parametrize("root", ["/srv/news\n* * * * * id", "/srv/news\r"])
def test_a_line_for_cron_is_one_line(root: str) -> None:
    two_lines = Schedule(name="own", cron="0 7 * * *", arguments=("audit", "a\nb"))
    for job, place in ((two_lines, "/srv"), (schedule("0 7 * * *"), root)):
        with pytest.raises(ScheduleError, match="crontab can't hold"):
            job.crontab_line(place)


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "a/b", "", "a b", "A", "x;id", "a\n", "..", "한일"]
)
def test_a_name_is_also_a_file_s(name: str) -> None:
    with pytest.raises(ScheduleError, match="schedule's name"):
        schedule("0 7 * * *", name)
    with pytest.raises(ValidationError, match="jobs"):
        Configuration(jobs={name: {"schedule": "0 7 * * *", "command": "audit"}})  # type: ignore[dict-item]


def planned(**configuration: object) -> dict[str, Schedule]:
    given = Configuration.model_validate(configuration)
    return {each.name: each for each in schedules(load_spiders(), given)}


def test_spiders_declare_when_they_run() -> None:
    found = planned()
    assert found["fnnews"].cron == "*/20 6-23 * * *"
    assert found["fnnews"].arguments[:2] == ("crawl", "fnnews")
    assert "site" not in found  # it must be told what to read
    assert found["doctor"].arguments == ("doctor",)


def test_every_outlet_has_a_schedule_unless_it_is_off() -> None:
    spiders = load_spiders()
    outlets = {name for name, each in planned().items() if each.is_outlet}
    off = {name for name, spider in spiders.items() if not getattr(spider, "enabled", True)}
    assert outlets == set(spiders) - off - {"site"}
    if off:
        name = min(off)
        assert name in planned(outlets={name: {"enabled": True}})
    assert "fnnews" not in planned(outlets={"fnnews": {"enabled": False}})


def test_an_outlet_whose_file_is_broken_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    package = tmp_path / "papers"
    package.mkdir()
    (package / "__init__.py").touch()
    spider = "import scrapy\nclass Paper(scrapy.Spider):\n    name = 'sound'\n"
    (package / "sound.py").write_text(spider)
    (package / "broken.py").write_text("import scrapy\nclass Paper(scrapy.Spider:\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert list(load_spiders("papers")) == ["sound"]
    assert "papers.broken can't be used" in caplog.text


def test_an_outlet_whose_schedule_is_none_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    class Odd(Spider):
        name = "odd"
        schedule = "every hour"

    class Backup(Spider):
        name = "backup"
        schedule = "0 * * * *"

    spiders = {**load_spiders(), "odd": Odd, "backup": Backup}
    planned = schedules(spiders, Configuration())
    assert [each.arguments for each in planned if each.name == "backup"] == [("backup",)]
    assert "backup is the name of a nightly job" in caplog.text
    found = {each.name for each in planned}
    assert "fnnews" in found
    assert "odd" not in found
    assert "An outlet is not crawled: odd: “every hour” is not a schedule" in caplog.text
    given = Configuration.model_validate({"outlets": {"odd": {"schedule": "hourly"}}})
    with pytest.raises(ScheduleError, match="odd: “hourly”"):  # hanil.toml is at hand to change
        schedules(spiders, given)


def test_hanil_toml_goes_before_what_spiders_say() -> None:
    found = planned(outlets={"fnnews": {"schedule": "0 7 * * mon-fri"}})
    assert found["fnnews"].cron == "0 7 * * mon-fri"
    assert "fnnews" not in planned(outlets={"fnnews": {"schedule": "off"}})
    assert "doctor" not in planned(jobs={"doctor": {"schedule": "off"}})


def test_what_needs_consent_is_not_planned_until_it_is_there() -> None:
    assert "prtimes" not in planned()
    assert "prtimes" in planned(outlets={"prtimes": {"enabled": True}})
    assert "fnnews" not in planned(outlets={"fnnews": {"enabled": False}})


def test_jobs_of_ones_own_and_none_that_does_not_exist() -> None:
    job = {"schedule": "0 7 * * mon", "command": "crawl site -a feed=https://example.kr/rss"}
    assert planned(jobs={"weekly": job})["weekly"].arguments[-1] == "feed=https://example.kr/rss"
    assert {name for name, each in planned().items() if not each.is_outlet} == {
        name for name, _, _ in NIGHTLY
    }


def test_delivery_is_planned_once_there_is_a_channel() -> None:
    """It doesn't wait for crawls, which may take most of an hour."""
    channels = {"web": {"folder": "pages"}}
    assert "deliver" not in planned()
    deliver = planned(channels=channels)["deliver"]
    assert deliver.arguments == ("deliver",)
    assert deliver.period == timedelta(minutes=5)
    assert not deliver.waits
    assert all(each.waits for each in planned().values())
    off = {"deliver": {"schedule": "off"}}
    assert "deliver" not in planned(channels=channels, jobs=off)


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({"outlets": {"fnews": {"schedule": "0 7 * * *"}}}, "there is no such spider"),
        ({"outlets": {"fnnews": {"schedule": "0 7 * * 1"}}}, "fnnews: .*by name"),
        ({"jobs": {"x": {"schedule": "0 7 * * *"}}}, "name the command"),
        ({"jobs": {"x": {"schedule": "0 7 * * *", "command": "fly"}}}, "is not a command"),
        ({"jobs": {"x": {"schedule": "off", "command": "fly"}}}, "is not a command"),
        (
            {"jobs": {"revisit": {"schedule": "0 4 * * *"}}},
            r"revisit: there is no such job .*audit, backup, doctor",
        ),
        ({"jobs": {"revisit": {"schedule": "off"}}}, "revisit: there is no such job"),
    ],
)
def test_what_is_wrong_in_hanil_toml_is_said(
    configuration: dict[str, object], message: str
) -> None:
    with pytest.raises(ScheduleError, match=message):
        planned(**configuration)


def test_a_job_that_is_not_known_ends_the_scheduler_with_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hanil.toml"
    file.write_text('[jobs.revisit]\nschedule = "10 4 * * *"\n', encoding="utf-8")
    monkeypatch.setenv("HANIL_CONFIG", str(file))
    assert main(["--list"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("jobs.revisit: there is no such job (known: ")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["--once"], ["--run", "fnnews"]])
def test_without_a_contact_the_scheduler_does_not_start(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "hanil.toml"
    file.write_text('contact = "desk@example.kr"\ndatabase = "news.db"\n', encoding="utf-8")
    monkeypatch.setenv("HANIL_CONFIG", str(file))
    monkeypatch.delenv("HANIL_CONTACT", raising=False)
    assert main(words) == 2
    assert "No live site is crawled while the contact desk@example.kr" in capsys.readouterr().err
    assert not (tmp_path / "news.db").exists()
    assert main(["--list"]) == 0  # looking is free


def test_spiders_of_ones_own_are_scheduled_from_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A spider that the configuration names may lie in either package, even if it is broken."""
    (tmp_path / "spiders").mkdir()
    (tmp_path / "spiders" / "hyupdong.py").write_text("broken(\n", encoding="utf-8")
    file = tmp_path / "hanil.toml"
    file.write_text('outlets.hyupdong.schedule = "0 9 * * *"\n', encoding="utf-8")
    monkeypatch.setenv("HANIL_CONFIG", str(file))
    sys.modules.pop("crawler.own_spiders", None)
    try:
        assert main(["--crontab"]) == 0
        assert f"cd {tmp_path} && " in capsys.readouterr().out
    finally:
        sys.modules.pop("crawler.own_spiders", None)


def site(name: str, cron: str = "0 8 * * *", state: sites.State = "on") -> Site:
    return Site(
        name=name,
        title=name,
        home=f"https://{name}.test/",
        sources=(Listing("feed", f"https://{name}.test/rss"),),
        schedule=cron,
        state=state,
    )


def test_sites_that_were_added_are_planned_and_hanil_toml_goes_first(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = [
        site("namhae"),
        site("paused", state="paused"),
        site("odd", "hourly"),
        site("slow"),
        site("off"),
        site("taken"),
    ]
    own = {
        "site-slow": {"schedule": "0 9 * * mon"},
        "site-off": {"schedule": "off"},
        "site-gone": {"schedule": "0 9 * * *"},
    }

    class Taken(Spider):
        name = "site-taken"

    given = Configuration.model_validate({"jobs": own})
    spiders = {"site-taken": Taken}
    found = {each.name: each for each in schedules(spiders, given, kept) if each.lock_name}
    assert {name: each.cron for name, each in found.items()} == {
        "site-namhae": "0 8 * * *",
        "site-slow": "0 9 * * mon",
    }
    job = found["site-namhae"]
    assert job.arguments == ("crawl", "site", "-a", "site=namhae")
    assert (job.spider, job.lock_name, job.spread) == ("site", "site-namhae", True)
    assert "The site odd is not crawled: site-odd: “hourly” is not a schedule" in caplog.text
    assert "The site taken is not crawled: site-taken is the name of an outlet" in caplog.text
    assert "jobs.site-gone in hanil.toml: no such site is crawled" in caplog.text


def test_the_plan_follows_the_sites(tmp_path: Path) -> None:
    plan = Plan({}, Configuration(database=tmp_path / "news.db"))
    nightly = plan()
    db = open_database(tmp_path / "news.db")
    sites.add(db, site("namhae"), person="minseo", at=NOW)
    added = plan()
    assert {each.name for each in added} - {each.name for each in nightly} == {"site-namhae"}
    assert plan() is added
    sites.switch(db, "namhae", "removed", person="minseo", at=NOW)
    assert plan() == nightly
    db.close()
