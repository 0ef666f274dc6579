"""Messages of the database's own pages: tables, rows, queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA: Mapping[str, tuple[str, str, str]] = {
    "data_say": (
        "Everything that is stored, as it is stored; each table as JSON and CSV too.",
        "저장된 모든 자료를 저장된 그대로 봅니다. 표마다 JSON과 CSV로도 받을 수 있습니다.",
        "保存されたデータをそのまま表示します。どの表もJSONとCSVで取得できます。",
    ),
    "rows": ("{count} rows", "{count}행", "{count}行"),
    "rows_more_than": ("more than {count} rows", "{count}행 이상", "{count}行以上"),
    "rows_many": ("many rows", "행 많음", "多数の行"),
    "no_rows": ("No rows.", "해당하는 행이 없습니다.", "該当する行はありません。"),
    "column": ("Column", "열", "列"),
    "no_filter": ("no filter", "필터 없음", "条件なし"),
    "condition": ("Condition", "조건", "条件"),
    "value": ("Value", "값", "値"),
    "sort_by": ("Sort by", "정렬 기준", "並べ替え"),
    "as_stored": ("as stored", "저장 순서", "保存順"),
    "descending": ("descending", "내림차순", "降順"),
    "facets_late": (
        "Not counted in time: {names}",
        "시간 안에 세지 못했습니다: {names}",
        "時間内に集計できませんでした：{names}",
    ),
    "more_values": ("{count} more", "{count}개 더", "ほか{count}件"),
    "values_left_out": (
        "{count} more are not listed here.",
        "{count}개는 여기에 표시하지 않았습니다.",
        "{count}件はここに表示していません。",
    ),
    "about_table": ("About this table", "이 표 설명", "この表について"),
    "linked_from": ("Linked from", "이 행을 가리키는 자료", "この行を参照するデータ"),
    "queries": ("Queries", "쿼리", "クエリ"),
    "tables": ("Tables", "표", "表"),
    "views": ("Views", "뷰", "ビュー"),
    "hidden_tables": ("{count} hidden tables", "숨긴 표 {count}개", "非表示の表{count}件"),
    "run_sql": ("Run", "실행", "実行"),
    # Conditions of filters, by Datasette's keys.
    "op exact": ("is", "같음", "一致"),
    "op not": ("is not", "같지 않음", "不一致"),
    "op contains": ("contains", "포함", "含む"),
    "op notcontains": ("doesn't contain", "포함하지 않음", "含まない"),
    "op endswith": ("ends with", "~로 끝남", "で終わる"),
    "op startswith": ("begins with", "~로 시작함", "で始まる"),
    "op gt": ("greater than", "초과", "より大きい"),
    "op gte": ("at least", "이상", "以上"),
    "op lt": ("less than", "미만", "より小さい"),
    "op lte": ("at most", "이하", "以下"),
    "op in": ("is one of", "다음 중 하나", "いずれかに一致"),
    "op notin": ("is none of", "다음에 없음", "いずれにも不一致"),
    "op isnull": ("is empty", "비어 있음", "空"),
    "op notnull": ("is not empty", "비어 있지 않음", "空でない"),
    "op isblank": ("is blank", "공백", "空白"),
    "op notblank": ("is not blank", "공백 아님", "空白でない"),
    "op date": ("is of the day", "날짜가 같음", "日付が一致"),
}
