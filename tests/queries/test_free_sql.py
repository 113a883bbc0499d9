"""Free questions in SQL: what comes out is an answer like any other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from documents.csv import table_as_csv
from documents.json import table_as_json
from documents.model import ValueKind
from queries.sql import ask_sql
from storage.sql_fence import QueryRefused
from tests.support.asking import Desk, X, open_desk
from words import language

ENGLISH = language("en")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        opened.read(X, datetime(2026, 11, 3, tzinfo=UTC), 640_000)
        yield opened


def test_it_answers_from_the_views_in_plain_words(desk: Desk) -> None:
    sql = "SELECT account, day, followers\nFROM followers_by_day"

    answer = ask_sql(desk.store, sql, ENGLISH)

    assert answer.caption == "SELECT account, day, followers FROM followers_by_day"
    assert answer.rows == ({"account": X, "day": "2026-11-03", "followers": 640_000},)
    assert [column.kind for column in answer.columns] == [
        ValueKind.TEXT,
        ValueKind.TEXT,
        ValueKind.COUNT,
    ]
    assert answer.notes == ()


def test_columns_of_one_name_are_told_apart(desk: Desk) -> None:
    answer = ask_sql(desk.store, "SELECT 1 AS n, 2 AS n, 3 AS n_2, 4 AS n", ENGLISH)

    (row,) = json.loads(table_as_json(answer))["rows"]
    assert sorted(row.values()) == [1, 2, 3, 4]


def test_it_says_when_there_are_more_than_a_thousand_rows(desk: Desk) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

    whole = ask_sql(desk.store, f"{numbers} LIMIT 1000", ENGLISH)
    cut = ask_sql(desk.store, f"{numbers} LIMIT 1001", ENGLISH)

    assert (len(whole.rows), whole.notes) == (1000, ())
    assert len(cut.rows) == 1000
    assert cut.notes == ("Only the first 1,000 rows are told; there are more.",)


def test_values_that_no_file_holds_are_told_as_texts(desk: Desk) -> None:
    answer = ask_sql(
        desk.store, "SELECT x'00ff' AS b, 9e999 AS big, NULL AS none, 'ن' AS t", ENGLISH
    )

    assert answer.rows == ({"b": "0x00ff", "big": "inf", "none": None, "t": "ن"},)
    assert table_as_csv(answer).splitlines()[1] == '"0x00ff","inf",,"ن"'.encode()


@pytest.mark.parametrize("sql", ["DELETE FROM post", "PRAGMA writable_schema = 1", "", "SELECT"])
def test_it_only_reads(desk: Desk, sql: str) -> None:
    with pytest.raises(QueryRefused):
        ask_sql(desk.store, sql, ENGLISH)
