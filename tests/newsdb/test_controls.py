"""Characters that a terminal obeys, or that turn a line around."""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError

from browse.lossy_output import LossyOutput
from commands.common.printing import for_progress, for_terminals
from crawler.items import Reading, limited
from crawler.reading.text import tidy
from newsdb.text.controls import PrintableFormatter, PrintableStream, printable, without_controls
from pipelines.fields.titles import decode

if TYPE_CHECKING:
    from pathlib import Path

#: What hides a line, sets the window's title, deletes the screen, turns the order around.
ATTACKS = (
    *("\x1b[2J", "\x1b]0;owned\x07", "\x9b31m", "\x07", "\x08\x08", "\x7f", "\r", "\x85"),
    *("\u202e", "\u2066", "\u200f", "\u061c", "\u2028"),
)

#: What looks like them and is text.
TEXTS = (
    "👩‍👩‍👧 가족",
    "❤️‍🔥 熱い",
    "葛\U000e0100城市",
    "㊗️ 開業",
    "渡邉󠄂さん",
    "한일 中小企業 — “협력”",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_from_outside_commands_no_terminal(attack: str) -> None:
    first = attack[0]
    title = f"한일{attack}협력"
    readings, _ = limited({"title": [Reading((title,), "json-ld headline")]})
    taken = (without_controls(title), tidy(title), decode(title))
    for text in (*taken, decode(readings["title"][0].values[0])):
        assert first not in text
        assert text.startswith("한일")
        assert text.endswith("협력")
    assert first not in printable(title)
    assert f"\\u{ord(first):04x}" in printable(title)


@pytest.mark.parametrize("entity", ["&#8238;", "&#x202e;", "&amp;#8294;", "&#x85;", "&#127;"])
def test_entities_bring_no_control_characters(entity: str) -> None:
    text = decode(f"한일{entity}협력")
    assert text == without_controls(text)


@pytest.mark.parametrize("text", TEXTS)
def test_emoji_and_variants_of_characters_stay(text: str) -> None:
    assert tidy(text) == text
    assert decode(text) == text
    assert printable(text) == text


def test_a_joiner_that_joins_nothing_goes() -> None:
    assert tidy("中\u200d小\u200d 기업\u200d") == "中小 기업"


def test_json_says_the_same_and_bold_stays() -> None:
    said = {"title": "한일\u202e\x9b2J\x7f"}
    shown = printable(json.dumps(said, ensure_ascii=False))
    assert "\u202e" not in shown
    assert json.loads(shown) == said
    assert printable("\x1b[1m한일\x1b[0m\n") == "\x1b[1m한일\x1b[0m\n"


EVIL = "한일\x1b]0;owned\x07\u202e"
ESCAPED = "한일\\u001b]0;owned\\u0007\\u202e"


@for_terminals
def complain(how: str) -> None:
    if how == "message":
        sys.stderr.write(EVIL)
    elif how == "usage":
        raise UsageError(EVIL, print_help=False)
    elif how == "progress":
        for_progress().write("\r\x1b[K")
    elif how == "fault":
        raise ValueError(EVIL)


def test_what_commands_complain_of_is_made_printable(capsys: pytest.CaptureFixture[str]) -> None:
    complain("message")
    assert capsys.readouterr().err == ESCAPED
    complain("progress")
    assert capsys.readouterr().err == "\r\x1b[K"
    with pytest.raises(UsageError) as told:
        complain("usage")
    assert str(told.value) == ESCAPED


def test_a_traceback_is_made_printable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    with pytest.raises(ValueError, match="owned") as told:
        complain("fault")
    sys.excepthook(told.type, told.value, told.tb)
    log = capsys.readouterr().err
    assert log.startswith("Traceback")
    assert log.endswith(f"ValueError: {ESCAPED}\n")


def test_the_log_of_the_desk_is_made_printable(tmp_path: Path) -> None:
    with (tmp_path / "desk.log").open("wb") as file:
        LossyOutput(file.fileno()).write(f"{EVIL}\n")
    assert (tmp_path / "desk.log").read_text() == f"{ESCAPED}\n"


def test_what_commands_print_is_made_printable() -> None:
    out = io.StringIO()
    stream = PrintableStream(out)
    stream.write("한일\x1b[2J\n")
    stream.writelines(["\u202e\n"])
    assert out.getvalue() == "한일\\u001b[2J\n\\u202e\n"
    assert not stream.isatty()


def test_logs_are_made_printable_with_their_tracebacks() -> None:
    formatter = PrintableFormatter(logging.Formatter("%(levelname)s %(message)s"))
    try:
        raise ValueError("\x1b]0;owned\x07")
    except ValueError:
        record = logging.LogRecord(
            *("a", logging.ERROR, "a.py", 1, "%s is bad", ("한일\x1b[2J",), sys.exc_info())
        )
    text = formatter.format(record)
    assert text.startswith("ERROR 한일\\u001b[2J is bad\nTraceback")
    assert "ValueError: \\u001b]0;owned\\u0007" in text
    assert "\x1b" not in text
