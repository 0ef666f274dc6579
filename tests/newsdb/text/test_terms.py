"""The terms of a text are stored in the search index, so that a change must raise VERSION."""

from __future__ import annotations

import hashlib

from newsdb.text import folding
from newsdb.text.terms import VERSION, index_form

#: What folding, cutting and stemming have opinions on.
TEXT = (
    "한ㆍ일 中企·SMEs, １２００社가 29日 韓國·東京에서 “협력”을 넓혔다. "
    "ｶﾞﾗｽ와 モノづくり, 髙﨑 씨. "
    "Exporters' cooperation, companies sharing 1,234 boxes; Korean firms. Ki-mun ㈜한결 10² ½ "
    "IT로 it"
)


def test_terms_stay_as_they_are_stored() -> None:
    """After a change: raise VERSION, then write here what it makes."""
    assert VERSION == 3
    assert index_form(TEXT) == (
        "한일 일 中企 企 sme 1200 社가 가 29 日 韓国 国東 東京 京에 에서 서 협력 력 을 "
        "넓혔 혔다 다 ガラ ラス ス와 와 モノ ノづ づく くり り 高崎 崎 씨 "
        "export cooperat company shar 1234 box korea firm ki mun 주 한결 결 10² ½ ɪᴛ 로 it"
    )
    variants = index_form(vars(folding)["_OLD_AND_NEW"])
    assert hashlib.sha256(variants.encode()).hexdigest()[:16] == "00e4c73da8fb82a1"
