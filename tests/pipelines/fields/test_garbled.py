"""A wrong charset is detected, and nothing else is mistaken for one."""

from __future__ import annotations

import pytest

from pipelines.fields.garbled import garbled

KOREAN = "한국과 일본의 중소기업이 함께 만든 부품이 도쿄의 공장에서 시험을 마쳤다. " * 3
JAPANESE = "韓国と日本の中小企業が共同で開発した部品が、東京の工場で試験を終えた。" * 3


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (KOREAN, "utf-8", "latin-1"),
        (KOREAN, "cp949", "latin-1"),
        (KOREAN, "cp949", "utf-8"),
        (JAPANESE, "utf-8", "cp932"),
        (JAPANESE, "cp932", "latin-1"),
        (JAPANESE, "cp932", "utf-8"),
        (JAPANESE, "euc_jp", "cp932"),
    ],
)
def test_misread(text: str, written: str, read: str) -> None:
    assert garbled(text.encode(written).decode(read, errors="replace"))


@pytest.mark.parametrize(
    "text",
    [
        KOREAN,
        JAPANESE,
        "Café Müller à Séoul: déjà vu for the señor of São Paulo, naïve façade and all.",
        "ﾊﾝｺｸの企業が出展した。" + JAPANESE,
        "中国의 韓·日 中企 대책: 經濟와 貿易, 그리고 人力난이 겹친 地方 工團의 하루를 돌아봤다.",
        "\ufffd 하나쯤은 있을 수 있다. " + KOREAN,
        "",
    ],
)
def test_rightly_read(text: str) -> None:
    assert garbled(text) is None
