"""WARC files: what is written is read back, also by others; what is torn is told, never given."""

from __future__ import annotations

import errno
import gzip
import io
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.warcwriter import WARCWriter

from crawler.archive import warc
from crawler.archive.warc import Page, WarcError, WarcFile

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

NOON = datetime(2026, 11, 25, 3, 0, 0, 250_000, tzinfo=UTC)


def page(number: int, body: bytes | None = None, **more: object) -> Page:
    given = {
        "url": f"https://www.fnnews.com/news/{number}",
        "status": 200,
        "headers": (("Content-Type", "text/html"), ("X-Desk", "경제부"), ("Set-Cookie", "a=1")),
        "body": gzip.compress(f"<p>기사 {number}</p>".encode() * 50, mtime=0),
        "fetched_at": NOON,
        "about": {"link": {"key": str(number), "title": "한일"}},
    }
    if body is not None:
        given["body"] = body
    return Page(**{**given, **more})  # type: ignore[arg-type]


def written(path: Path, *pages: Page) -> list[warc.Place]:
    file = WarcFile(path)
    places = [file.add(each) for each in pages]
    file.close()
    return places


def test_bodies_that_come_compressed_are_not_compressed_again(tmp_path: Path) -> None:
    sent = random.Random(1).randbytes(5_000)  # noqa: S311 any bytes
    for body, is_less in ((b"<p></p>" * 1_000, True), (gzip.compress(sent), False)):
        (place,) = written(tmp_path / f"{is_less}.warc.gz", page(1, body))
        content = (tmp_path / f"{is_less}.warc.gz").read_bytes()
        assert (place.length < len(body)) is is_less
        assert (body in content) is not is_less
        assert warc.read(tmp_path / f"{is_less}.warc.gz", place.start, place.length).body == body


def test_pages_come_back_as_they_were_sent(tmp_path: Path) -> None:
    path = tmp_path / "day" / "x.warc.gz"
    pages = [page(1), page(2, b""), page(3, status=404), page(4, b'{"title": "x"}', status=None)]
    pages[3] = page(4, b'{"title": "x"}', status=None, headers=())
    places = written(path, *pages)
    back = list(warc.pages(path))
    assert [each.body for each in back] == [each.body for each in pages]
    assert [each.status for each in back] == [200, 200, 404, None]
    assert [each.about for each in back] == [each.about for each in pages]
    assert {each.fetched_at for each in back} == {NOON}
    assert dict(back[0].headers)["Content-Type"] == "text/html"
    for each, place in zip(pages, places, strict=True):
        assert warc.read(path, place.start, place.length).body == each.body
    assert [(each.url, each.start, each.length) for each in warc.places(path)] == [
        (each.url, place.start, place.length) for each, place in zip(pages, places, strict=True)
    ]


def test_another_reader_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    written(path, page(1), page(2))
    assert "5 records were verified successfully" in checked(path)


def checked(path: Path) -> str:
    """Return what FastWARC, which other people wrote, says of a file."""
    command = [str(Path(sys.executable).with_name("fastwarc")), "check", str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return f"{done.stdout}{done.stderr}"


@pytest.mark.parametrize("cut", [1, 3, 100, 400])
def test_a_torn_record_is_told_and_those_before_are_given(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "x.warc.gz"
    places = written(path, page(1), page(2, bytes(range(256)) * 40, about={}))
    content = path.read_bytes()
    torn = content[: places[1].start + places[1].length - cut]
    path.write_bytes(torn)
    with pytest.raises(WarcError, match="cut off"):
        warc.read(path, places[1].start, places[1].length)
    path.rename(f"{path}.open")
    size = warc.recover(path.with_name("x.warc.gz.open"))
    assert size == path.stat().st_size <= len(torn)
    assert next(iter(warc.pages(path))).url.endswith("/1")
    assert content.startswith(path.read_bytes())


@pytest.mark.parametrize(
    "inside",
    [
        b"\0\3\x9c\n",
        b"one two three four five\n",  # as a line of an ARC file
        b"https://a.example/ 192.0.2.1 20260312120000 text/html 3\nabc",
    ],
)
def test_what_is_no_record_is_torn_and_not_quoted(tmp_path: Path, inside: bytes) -> None:
    """A place that points into a record, or at what no WARC file holds."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(inside)
    with pytest.raises(WarcError, match="a record is torn") as told:
        warc.read(path, 0, len(inside))
    assert repr(inside.split(b"\n")[0].decode("latin-1"))[1:-1] not in str(told.value)


def test_a_body_that_was_changed_is_not_given(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    (place,) = written(path, page(1, b"a" * 500))
    content = path.read_bytes()
    members = [content[start : start + length] for start, length in warc.members(content)]
    members[1] = gzip.compress(gzip.decompress(members[1]).replace(b"aaaa", b"aaab", 1))
    path.write_bytes(b"".join(members))
    with pytest.raises(WarcError, match="torn or was changed"):
        list(warc.pages(path))
    assert place.start == len(members[0])


def test_a_file_without_a_whole_record_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz.open"
    path.write_bytes(b"\x1f\x8b\x08\0torn")
    assert warc.recover(path) == 0
    assert not list(tmp_path.iterdir())


def test_a_page_is_taken_out_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    places = written(path, page(1), page(2), page(3))
    starts = warc.without(
        path, tmp_path / "y.warc.gz", [(each.start, each.length) for each in places[::2]]
    )
    back = list(warc.pages(tmp_path / "y.warc.gz"))
    assert [each.url[-1] for each in back] == ["1", "3"]
    new = starts[places[2].start]
    assert warc.read(tmp_path / "y.warc.gz", new, places[2].length).url.endswith("/3")
    assert b"/news/2" not in b"".join(
        gzip.decompress(content[start : start + length])
        for content in [(tmp_path / "y.warc.gz").read_bytes()]
        for start, length in warc.members(content)
    )


def test_a_file_of_other_software(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url in ("https://a.example/1", "https://a.example/2"):
            record = writer.create_warc_record(
                url, "resource", payload=io.BytesIO(b"words"), length=5
            )
            writer.write_record(record)
    assert [(each.url, each.body, each.about) for each in warc.pages(path)] == [
        ("https://a.example/1", b"words", {}),
        ("https://a.example/2", b"words", {}),
    ]


def test_what_is_no_warc_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.warc.gz"
    path.write_text("편지 " * 100)
    with pytest.raises(WarcError):
        list(warc.pages(path))


class NearlyFull(io.FileIO):
    """A file on a disk that has room for so many bytes."""

    room = 0

    def write(self, content: Buffer) -> int:
        if not (here := memoryview(content)[: max(0, self.room - self.tell())]):
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(here)


@pytest.mark.parametrize("size", [300, 4_000, 200_000])
def test_what_a_full_disk_cut_off_is_not_there_later(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.warc.gz"
    file = WarcFile(path)
    first = file.add(page(1))
    file.file.close()
    disk = NearlyFull(file.open_path, "r+")
    disk.seek(0, io.SEEK_END)
    file.file, end = disk, disk.tell()
    disk.room = end + 200
    with pytest.raises(OSError, match="No space left"):
        file.add(page(2, random.Random(1).randbytes(size)))  # noqa: S311 any bytes
    assert file.open_path.stat().st_size == end
    disk.room = end + 1_000_000
    third = file.add(page(3))
    file.close()
    assert [each.url for each in warc.pages(path)] == [page(1).url, page(3).url]
    assert third.start == first.start + first.length == end


def test_nothing_is_ever_appended_to_a_file_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    first = WarcFile(path)
    with pytest.raises(FileExistsError):
        WarcFile(path)
    first.close()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=6), st.data())
def test_members_are_found_wherever_a_file_is_cut(parts: list[bytes], data: st.DataObject) -> None:
    packed = [gzip.compress(part) for part in parts]
    content = b"".join(packed)
    cut = data.draw(st.integers(0, len(content)))
    whole = 0
    expected = []
    for each in packed:
        if whole + len(each) > cut:
            break
        expected.append((whole, len(each)))
        whole += len(each)
    assert list(warc.members(content[:cut])) == expected
