"""Units, crontab and container file say what docs/operation.md says, and name what exists."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from click import Context

from hanil_news_watch.cli import hanil
from hanil_news_watch.starting import start
from scheduler import crontab, main
from tests.scheduling.test_schedules import planned
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DEPLOY = ROOT / "deploy"
HOME = "/srv/hanil-news-watch"
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name, encoding="utf-8")
    return parser


def names_what_exists(words: list[str]) -> bool:
    """Return whether a command line is one of this project's."""
    program, *rest = words
    if rest[:2] in (["-m", "scrapy"], ["-m", "hanil_news_watch.running"]):
        program, rest = "scrapy", rest[2:]
    if program.endswith("scrapy"):
        return (ROOT / "commands" / f"{rest[0]}.py").exists()
    if rest[0] == "-m":
        module = ROOT / rest[1].replace(".", "/")
        return module.with_suffix(".py").exists() or (module / "__main__.py").exists()
    return rest[0] == "scheduler.py"


@pytest.mark.parametrize("name", [each.name for each in UNITS if each.suffix == ".service"])
def test_services_start_what_exists(name: str) -> None:
    service = unit(name)["Service"]
    words = shlex.split(service["ExecStart"])
    assert words[0] == f"{HOME}/.venv/bin/python"
    assert names_what_exists(words)
    assert service["WorkingDirectory"] == HOME
    assert service["ReadWritePaths"] == f"{HOME}/data"
    assert service["UMask"] == "0077"


@pytest.mark.parametrize("name", ["hanil-scheduler.service", "hanil-once.service"])
def test_crawls_reach_the_resolver_but_not_the_network_around(name: str) -> None:
    service = unit(name)["Service"]
    denied = set(service["IPAddressDeny"].split())
    assert {"link-local", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"} <= denied
    assert not denied & {"any", "localhost", "127.0.0.0/8"}


def test_the_desk_has_files_for_many_connections() -> None:
    assert int(unit("hanil-desk.service")["Service"]["LimitNOFILE"]) >= 16_384


def test_no_secret_gets_into_the_image() -> None:
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"data", "hanil.toml", ".env", ".git"} <= set(left_out)


def test_the_scheduler_has_time_to_end_its_crawls() -> None:
    """SIGTERM reaches only the scheduler, so systemd must wait its grace and a little longer."""
    for name in ("hanil-scheduler.service", "hanil-once.service"):
        service = unit(name)["Service"]
        assert service["KillMode"] == "mixed"
        assert int(service["TimeoutStopSec"]) > 120
    assert unit("hanil-scheduler.service")["Service"]["Restart"] == "always"


@pytest.mark.parametrize("name", ["hanil-scheduler.service", "hanil-desk.service"])
def test_only_a_wrong_configuration_keeps_a_service_ended(name: str) -> None:
    service = unit(name)["Service"]
    assert service["Restart"] == "always"
    assert service["RestartPreventExitStatus"] == "2"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_takes_the_units() -> None:
    done = subprocess.run(
        [str(shutil.which("systemd-analyze")), "verify", *map(str, UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "hanil-" in line]
    # The project need not be installed where this runs.
    assert [line for line in ours if "is not executable" not in line] == []


def test_the_crontab_is_what_the_scheduler_prints() -> None:
    printed = crontab(planned().values(), HOME).splitlines()
    head, *lines = (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines()
    assert "scheduler.py --crontab" in head
    assert lines
    assert all(line in printed for line in lines)
    (shown,) = re.findall(r"```cron\n(.*?)```", OPERATION, re.DOTALL)
    assert all(line in lines for line in shown.splitlines())


def test_lines_of_the_crontab_can_be_run() -> None:
    lines = (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith(("*", "0", "1", "4", "5"))]
    assert len(commands) >= 3
    for line in commands:
        assert "%" not in line  # cron takes it for a line's end
        words = shlex.split(line[line.index(".venv/bin/scrapy") :])
        assert names_what_exists(words)


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def is_hanil(words: list[str]) -> bool:
    """Return whether a command line is one of ``hanil``."""
    return words[0] == "hanil" and words[1] in hanil.list_commands(Context(hanil))


def test_the_container_file() -> None:
    found = instructions()
    names = [word for word, _ in found]
    assert names[:2] == ["ARG", "FROM"]
    known = {"ARG", "FROM", "RUN", "WORKDIR", "COPY", "USER", "VOLUME", "ENV", "STOPSIGNAL",
             "HEALTHCHECK", "CMD"}  # fmt: skip
    assert set(names) <= known
    for word, rest in found:
        if word == "COPY" and not rest.startswith("--from=wheel /wheel/"):
            assert all((ROOT / source).exists() for source in rest.split()[:-1])
        if word == "RUN" and " pip install" in rest:  # pinned by hash, or the wheel alone
            lines = [each for each in rest.split("&&") if " pip install" in each]
            assert all("--require-hashes -r" in x or "--no-deps --no-index" in x for x in lines)
    assert names.index("USER") < names.index("CMD")  # not as root
    last = dict(found)
    assert last["USER"] not in {"root", "0"}
    for instruction in ("CMD", "HEALTHCHECK"):
        assert is_hanil(re.findall(r'"(.*?)"', last[instruction]))


def test_the_container_has_what_is_tested() -> None:
    """Its lock has all extras but "learning", with the releases of the other locks."""
    pin = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)
    texts = [
        path.read_text(encoding="utf-8")
        for path in (
            DEPLOY / "requirements-image.lock",
            ROOT / "requirements.lock",
            ROOT / "requirements-dev.lock",
        )
    ]
    image, plain, tested = (dict(pin.findall(text)) for text in texts)
    assert plain.items() <= image.items()
    assert {"apprise", "celery", "mcp", "python-docx", "weasyprint"} <= image.keys()
    shared = image.keys() & tested.keys()
    assert {name: image[name] for name in shared} == {name: tested[name] for name in shared}


def test_services_of_several_machines_may_do_little() -> None:
    one, more = (
        yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))["services"]
        for name in ("compose.yaml", "compose-machines.yaml")
    )
    assert set(more) == {"broker", "scheduler", "store", "worker-1", "worker-2"}
    assert set(more) & set(one) == {"scheduler"}
    for name, service in more.items():
        whole = {**one.get(name, {}), **service}
        assert whole["read_only"] is True
        assert whole["cap_drop"] == ["ALL"]
        assert "ports" not in whole  # nobody outside reaches the broker
        if name != "broker":
            assert is_hanil(whole["command"])
            assert "PASSWORD" in whole["environment"]["HANIL_QUEUE"]


def test_services_of_compose_may_do_little() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert set(compose["services"]) == {"scheduler", "desk"}
    for name, service in compose["services"].items():
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert is_hanil(service["command"])
        assert service["healthcheck"]["test"] == ["CMD", "hanil", "alive", name]
        folder, data = service["volumes"]
        assert folder.endswith(":/srv/hanil:ro")
        assert data == "data:/srv/hanil/data"  # all that is written
        assert "data" in compose["volumes"]
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:")
    assert int(compose["services"]["scheduler"]["stop_grace_period"].removesuffix("s")) > 120


def test_a_new_folder_has_a_place_for_the_volume(tmp_path: Path) -> None:
    """In a folder that is mounted read only no place for another mount can be made."""
    start(tmp_path / "watch", "")
    assert (tmp_path / "watch" / "data").is_dir()


def test_what_is_in_deploy_is_documented() -> None:
    for name in (
        "hanil-scheduler.service",
        "hanil-once.timer",
        "Containerfile",
        "compose-machines.yaml",
        "compose.yaml",
        "crontab",
    ):
        assert (DEPLOY / name).exists()
        assert f"`{name}`" in OPERATION


def test_documented_options_are_the_schedulers(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    shown = set(re.findall(r"hanil schedule (--[a-z-]+)", OPERATION))
    assert shown
    assert all(option in told for option in shown)
