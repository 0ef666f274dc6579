"""Cells of tables: escaped, with the class and the name of their column."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from browse.formatting import query_row, table_row


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("title", "중소기업 & <b>", "중소기업 &amp; &lt;b&gt;"),
        ("title", Markup('<a href="/news/runs/1">1</a>'), '<a href="/news/runs/1">1</a>'),
        ("count", 7, "7"),
        ("none", None, "None"),
    ],
)
def test_a_value_is_escaped_unless_it_is_markup(column: str, value: object, shown: str) -> None:
    cell = f'<td class="col-{column} type-str" data-label="{column}">{shown}</td>'
    row = table_row([{"column": column, "value": value, "value_type": "str"}])
    assert row == cell
    assert query_row([column], [value]) == cell.replace(" type-str", "")


def test_the_name_of_a_column_is_no_markup() -> None:
    """People name the columns of their queries."""
    row = query_row(['"><script>{0}'], ["x"])
    assert "<script>" not in row
    assert 'data-label="&#34;&gt;&lt;script&gt;{0}"' in row
