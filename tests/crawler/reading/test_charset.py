"""Bytes to text: declared, undeclared and wrongly declared charsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.charset import decode

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
