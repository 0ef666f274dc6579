"""Bytes to text: declared, undeclared and wrongly declared charsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.charset import decode
from crawler.reading.web_codecs import codec_of

KOREAN = "한일 중소기업이 도쿄에서 만났다. 똠방각하 펲시콜라"  # the last words are not in EUC-KR
JAPANESE = "日韓の中小企業が東京で会った。①㈱ソニー"


def page(text: str, charset: str | None = None) -> str:
    declared = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{declared}<title>{text}</title></head><body>{text * 5}</body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "in_page", "in_header"),
    [
        (KOREAN, "utf-8", "utf-8", None),
        (KOREAN, "utf-8", None, None),
        (KOREAN, "utf-8", "euc-kr", "euc-kr"),  # both lie
        (KOREAN, "cp949", "euc-kr", None),
        (KOREAN, "cp949", None, "euc-kr"),
        (KOREAN, "cp949", None, None),
        (KOREAN, "cp949", "utf-8", "utf-8"),  # both lie
        (JAPANESE, "cp932", "Shift_JIS", None),
        (JAPANESE, "cp932", None, "shift_jis"),
        ("日韓の中小企業が会った。", "euc_jp", "euc-jp", None),
        (KOREAN, "utf-8-sig", None, None),
    ],
)
def test_text_is_what_was_written(
    text: str, encoding: str, in_page: str | None, in_header: str | None
) -> None:
    written = page(text, in_page)
    assert decode(written.encode(encoding), declared=in_header)[0] == written


def test_broken_bytes_cost_only_themselves() -> None:
    body = page(KOREAN, "utf-8").encode()
    broken = body[:200] + b"\xff\xfe" + body[200:]
    text, _ = decode(broken)
    assert text.count("\ufffd") < 8
    assert KOREAN in text


@given(st.binary(max_size=300))
def test_any_bytes_give_text(body: bytes) -> None:
    text, encoding = decode(body)
    assert isinstance(text, str)
    assert "".encode(encoding) is not None


@pytest.mark.parametrize(
    "label",
    "base64 rot13 rot_13 hex zlib uu idna punycode undefined unicode_escape utf-7 x-user-defined"
    " raw_unicode_escape mbcs bz2".split(),
)
def test_labels_that_are_no_charset_are_not_believed(label: str) -> None:
    text = "한일 중소기업 협력"
    body = page(text, label).encode("cp949")
    assert text in decode(body, declared=label)[0]


CUT = [
    ("Le café des pâtissiers a été fermé.", "utf-8", None, "é"),
    ("두 도시의 공방이 함께 만든다.", "utf-8", None, "공"),
    ("두 도시의 공방이 함께 만든다.", None, "utf-8", "만"),
    ("二つの町の工房が一緒に作る。", "utf-8", "Shift_JIS", "房"),
    ("Señor Núñez’s “plan”", "utf-8", None, "“"),
    ("우리 회사와 귀사의 협력 " * 20, "euc-kr", "euc-kr", "귀"),  # both lie
]


@pytest.mark.parametrize(("text", "in_page", "in_header", "cut"), CUT)
def test_one_cut_character_costs_itself_only(
    text: str, in_page: str | None, in_header: str | None, cut: str
) -> None:
    written = page(text, in_page)
    body = written.encode().replace(cut.encode(), cut.encode()[:-1], 1)
    read, encoding = decode(body, declared=in_header)
    assert encoding == "utf-8"
    assert read == written.replace(cut, "\ufffd", 1)


LABELS = {
    "cp949": "ms949 x-windows-949 ks_c_5601-1987 KSC5601 korean iso-ir-149 uhc euc_kr".split(),
    "cp932": "x-sjis Windows-31J MS_Kanji sjis csShiftJIS ms932".split(),
    "euc_jp": "x-euc-jp eucJP-ms ujis csEUCPkdFmtJapanese".split(),
    "cp1252": "latin1 us-ascii ISO-8859-1 ansi_x3.4-1968".split(),
    "iso2022_jp": ["csISO2022JP"],
    "utf-8": ["UTF8", "unicode-1-1-utf-8", " utf-8 ", '"utf-8"'],
}


@pytest.mark.parametrize(
    ("label", "codec"), [(label, codec) for codec, labels in LABELS.items() for label in labels]
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zürich’s café owners “unite”: a naïve façade", "cp1252"),
        ("L’été dernier, à Évian, 5 € l’entrée", "cp1252"),
        ("El señor Núñez — economía y pequeñas empresas", "cp1252"),
        ("두 도시의 공방이 함께 만든 그릇을 내놓는다.", "cp949"),
        ("二つの町の工房が一緒に器を作る。", "cp932"),
        ("二つの町の工房が一緒に器を作る。", "euc_jp"),
        ("二つの町の工房が一緒に器を作る。", "iso2022_jp"),
    ],
)
@pytest.mark.parametrize("false", [None, "utf-8", "iso-8859-1", "euc-kr", "shift_jis"])
def test_what_is_not_declared_or_wrongly(text: str, encoding: str, false: str | None) -> None:
    written = page(text, false)
    assert decode(written.encode(encoding), declared=false)[0] == written
