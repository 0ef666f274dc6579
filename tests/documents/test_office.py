"""DOCX and HWPX: what other libraries find in them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from parsel import Selector

from documents import TemplateProblem, render
from tests.documents.contents import CUSTOMS, WAREHOUSE, briefing, png
from tests.support.late import late

if TYPE_CHECKING:
    from pathlib import Path

docx, names, parser = late("docx"), late("docx.oxml.ns"), late("hwp_hwpx_parser")
hwpx, validator = late("hwpx"), late("hwpx.tools.package_validator")


@pytest.fixture(scope="module")
def written() -> dict[str, bytes]:
    return {form: render(briefing(), form) for form in ("docx", "hwpx")}


def qn(name: str) -> str:
    return str(names.qn(name))


def read(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def test_the_same_content_gives_the_same_bytes(written: dict[str, bytes]) -> None:
    for form, content in written.items():
        assert render(briefing(), form) == content


def test_headings_are_headings(written: dict[str, bytes]) -> None:
    found = [
        (each.style.name, each.text)
        for each in read(written["docx"]).paragraphs
        if each.style.name.startswith(("Heading", "Title"))
    ]
    assert found[:4] == [
        ("Title", "한일 중소기업 조간 브리핑"),
        ("Heading 1", "통관·물류 (2건)"),
        ("Heading 2", f"1. {WAREHOUSE.headline.words}"),
        ("Heading 2", f"2. {CUSTOMS.headline.words}"),
    ]
    assert ("Heading 1", "수집 공백") in found


def test_links_are_links(written: dict[str, bytes]) -> None:
    document = read(written["docx"])
    heading = next(each for each in document.paragraphs if each.text.startswith("2. "))
    assert [each.address for each in heading.hyperlinks] == [
        "https://kyushu.example/%E7%9B%B4?a=1&b=%E9%AA%A8"
    ]
    targets = [each.target_ref for each in document.part.rels.values() if each.is_external]
    assert targets
    assert all(each.startswith("https://") for each in targets)
    jumps = [
        each.fragment for each in (link for p in document.paragraphs for link in p.hyperlinks)
    ]
    marks = {each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))}
    assert {each for each in jumps if each} == marks == {"section1", "section2", "section3"}


def test_each_run_has_its_language_and_fonts(written: dict[str, bytes]) -> None:
    runs = list(read(written["docx"]).element.body.iter(qn("w:r")))
    found = {}
    for run in runs:
        properties = run.find(qn("w:rPr"))
        fonts = properties.find(qn("w:rFonts"))
        found[run.text] = (
            properties.find(qn("w:lang")).get(qn("w:eastAsia")),
            fonts.get(qn("w:eastAsia")),
            fonts.get(qn("w:ascii")),
        )
    assert found[CUSTOMS.headline.words] == ("ja-JP", "Yu Gothic", "Yu Gothic")
    assert found["九州経済日報"][0] == "ja-JP"
    assert found[WAREHOUSE.headline.words] == ("ko-KR", "Malgun Gothic", "Malgun Gothic")


def test_a_docx_says_who_made_it_and_when(written: dict[str, bytes]) -> None:
    document = read(written["docx"])
    properties = document.core_properties
    assert (properties.author, properties.title) == ("김하늘", "한일 중소기업 조간 브리핑")
    assert properties.created.replace(tzinfo=None) == datetime(2026, 12, 3, 8, 30)  # noqa: DTZ001
    assert (properties.comments, properties.language) == ("", "ko")
    assert round(document.sections[0].page_width.mm) == 210
    assert [len(each.rows) for each in document.tables] == [3, 3, 2, 2, 2]
    fields = [
        each.get(qn("w:instr"))
        for each in document.sections[0].footer._element.iter(qn("w:fldSimple"))
    ]
    assert fields == ["PAGE", "NUMPAGES"]


def test_markup_stays_words(written: dict[str, bytes]) -> None:
    headline = "3. R&D <48주> <script>alert(1)</script> *[x](javascript:alert(2))* | 끝"
    assert headline in [each.text for each in read(written["docx"]).paragraphs]
    assert headline in hwpx_text(written["hwpx"])


def hwpx_text(content: bytes) -> list[str]:
    """Return the lines that a library other than the one that wrote them reads."""
    import tempfile  # noqa: PLC0415

    with tempfile.NamedTemporaryFile(suffix=".hwpx") as file:
        file.write(content)
        file.flush()
        with parser.Reader(file.name) as reader:
            return [str(each) for each in reader.text.splitlines()]


@pytest.mark.parametrize("language", ["ko", "ja", "en"])
def test_hwpx_passes_the_schema_and_is_read_by_another_library(language: Any) -> None:
    content = render(briefing(language), "hwpx")
    assert hwpx.HwpxDocument.open(BytesIO(content)).validate().issues == ()
    issues = [each.message for each in validator.validate_package(BytesIO(content)).issues]
    assert [each for each in issues if "version part" not in each] == []
    found = hwpx_text(content)
    assert f"1. {WAREHOUSE.headline.words}" in found
    assert f"2. {CUSTOMS.headline.words}" in found


def test_hwpx_has_headings_links_and_fonts_by_language(written: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(written["hwpx"])) as parts:
        assert parts.infolist()[0].filename == "mimetype"
        assert parts.infolist()[0].compress_type == 0
        section = Selector(parts.read("Contents/section0.xml").decode(), type="xml")
        header = Selector(parts.read("Contents/header.xml").decode(), type="xml")
        package = parts.read("Contents/content.hpf").decode()
        assert parts.read("Preview/PrvText.txt").decode().startswith("한일 중소기업 조간 브리핑")
    for each in (section, header):
        each.remove_namespaces()
    outlines = {
        style.attrib["id"]: style.attrib["name"]
        for style in header.xpath("//style[starts-with(@name, '개요')]")
    }
    headings = [
        (outlines[each.attrib["styleIDRef"]], "".join(each.xpath(".//t/text()").getall()))
        for each in section.xpath("//p")
        if each.attrib["styleIDRef"] in outlines
    ]
    assert headings[:2] == [
        ("개요 1", "통관·물류 (2건)"),
        ("개요 2", f"1. {WAREHOUSE.headline.words}"),
    ]
    assert set(header.xpath("//paraHead/text()").getall()) == set()  # no second number
    assert (
        section.xpath("//fieldBegin[@type='HYPERLINK']/@name").get() == "https://namhae.example/1"
    )
    assert len(section.xpath("//secPr")) == 1
    assert not section.xpath("//pageNum")
    look = section.xpath(f"//run[t='{CUSTOMS.headline.words}']/@charPrIDRef").get()
    font = header.xpath(f"//charPr[@id='{look}']/fontRef/@hanja").get()
    assert header.xpath(f"//fontface[@lang='HANJA']/font[@id='{font}']/@face").get() == "Yu Gothic"
    assert "synthetic" not in package
    assert 'name="creator" content="text">김하늘<' in package


def template(tmp_path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(str(tmp_path / "ours.docx"))
    return tmp_path / "ours.docx"


STORIES = (
    "{{ title }}|{{ subtitle }}",
    "{%p for part in parts %}",
    "{%p for story in part.stories %}",
    "{{ story.number }}. {{r story.headline }}",
    "{%p for each in story.details %}",
    "{{r each }}",
    "{%p endfor %}",
    "{%p endfor %}",
    "{%p endfor %}",
)


def test_a_customers_template_loses_no_word(tmp_path: Path) -> None:
    file = template(tmp_path, *STORIES)
    content = render(briefing(title="R&D <48주>"), "docx", template=file)
    assert content == render(briefing(title="R&D <48주>"), "docx", template=file)
    document = read(content)
    texts = [each.text for each in document.paragraphs]
    assert texts[0].startswith("R&D <48주>|제32호")
    assert "3. R&D <48주> <script>alert(1)</script> *[x](javascript:alert(2))* | 끝" in texts
    heading = next(each for each in document.paragraphs if each.text.startswith("2. "))
    assert heading.hyperlinks[0].address == "https://kyushu.example/%E7%9B%B4?a=1&b=%E9%AA%A8"
    languages = {each.get(qn("w:eastAsia")) for each in heading._p.iter(qn("w:lang"))}
    assert languages == {"ja-JP"}


@pytest.mark.parametrize(
    ("paragraph", "said"),
    [
        ("{{ titel }}", "'titel' is undefined"),
        ("{% for x in parts %}", "ours.docx can't be filled in"),
        ("{{ title.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_broken_template_is_told(tmp_path: Path, paragraph: str, said: str) -> None:
    with pytest.raises(TemplateProblem, match=said):
        render(briefing(), "docx", template=template(tmp_path, paragraph))


def test_what_is_no_template_is_told(tmp_path: Path) -> None:
    (tmp_path / "note.docx").write_text("no zip")
    with pytest.raises(TemplateProblem, match=r"note\.docx can't be read as a DOCX"):
        render(briefing(), "docx", template=tmp_path / "note.docx")
    with pytest.raises(ValueError, match="a template is a DOCX: pdf takes none"):
        render(briefing(), "pdf", template=tmp_path / "note.docx")


@pytest.mark.parametrize(
    ("data", "in_page", "in_docx"),
    [
        (png(), True, True),
        (png()[:30], True, False),  # what a browser passes over
        (png(4, 0), False, False),
        (b"GIF89a", False, False),
        (b"", False, False),
    ],
)
def test_the_logo_stands_where_pictures_can(data: bytes, in_page: bool, in_docx: bool) -> None:
    own = replace(briefing("ko"), logo=b64encode(data).decode())
    for form in ("html", "fragment"):
        page = render(own, form).decode()
        assert (f"data:image/png;base64,{own.logo}" in page) is in_page
    with ZipFile(BytesIO(render(own, "docx"))) as docx:
        held = [docx.read(name) for name in docx.namelist() if name.startswith("word/media/")]
    assert held == ([data] if in_docx else [])
    assert b"data:image" not in render(own, "mail")
