"""The fence: whatever SQL is written there, no byte changes; the answer ends and stays small."""

# ruff: noqa: S608 - writing hostile SQL is what is done here

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import StorageError, Store
from storage.accounts import enrol
from storage.sql_fence import (
    FencedRows,
    QueryRefused,
    QueryStopped,
    ask,
    fence,
    open_fenced,
)
from storage.sql_fence.process import QuestionProcess, SqliteQuestion
from storage.sql_fence.rules import ALLOWED, LAST_SECONDS, LIMITS, ROWS, nesting
from storage.sql_fence.sqlite import FencedConnection, use_own_functions
from storage.views import VIEWS
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, HOUR, NOON, X, post, visit

BIG = "hex(zeroblob(149999))"
ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)"
FOREVER = f"{ENDLESS} SELECT count(*) FROM r"

REFUSED = {
    "insert": "INSERT INTO account (name, platform) VALUES ('y', 'x')",
    "update": "UPDATE post SET text = 'changed'",
    "delete": "DELETE FROM post_reading",
    "replace": "REPLACE INTO chore VALUES ('a', 'b', 1, NULL, NULL, NULL)",
    "returning": "DELETE FROM post RETURNING id",
    "with-delete": "WITH a AS (SELECT 1) DELETE FROM post WHERE id IN a",
    "drop": "DROP TABLE post",
    "drop-view": "DROP VIEW gaps",
    "create": "CREATE TABLE mine (a)",
    "create-temp": "CREATE TEMP TABLE mine (a)",
    "create-view": "CREATE TEMP VIEW mine AS SELECT 1",
    "create-virtual": "CREATE VIRTUAL TABLE temp.mine USING fts5(a)",
    "create-trigger": "CREATE TEMP TRIGGER t AFTER INSERT ON post BEGIN SELECT 1; END",
    "create-index": "CREATE INDEX i ON post (text)",
    "alter": "ALTER TABLE post ADD COLUMN secret TEXT",
    "vacuum": "VACUUM",
    "vacuum-into": "VACUUM INTO '{folder}/copy.db'",
    "attach": "ATTACH '{folder}/other.db' AS other",
    "attach-memory": "ATTACH ':memory:' AS other",
    "detach": "DETACH main",
    "begin": "BEGIN EXCLUSIVE",
    "commit": "COMMIT",
    "savepoint": "SAVEPOINT s",
    "analyze": "ANALYZE",
    "reindex": "REINDEX",
    "two": "SELECT 1; DELETE FROM post",
    "two-hidden": "SELECT 1; -- and\nDROP TABLE post",
    "writable-schema": "PRAGMA writable_schema = ON",
    "query-only": "PRAGMA query_only = OFF",
    "journal": "PRAGMA journal_mode = WAL",
    "user-version": "PRAGMA user_version = 7",
    "schema-version": "PRAGMA schema_version = 7",
    "heap": "PRAGMA hard_heap_limit = 0",
    "temp-directory": "PRAGMA temp_store_directory = '{folder}'",
    "pragma-function": "SELECT * FROM pragma_query_only(0)",
    "extension": "SELECT load_extension('{folder}/evil')",
    "readfile": "SELECT readfile('/etc/passwd')",
    "writefile": "SELECT writefile('{folder}/mine', 'x')",
    "edit": "SELECT edit('x', 'sh')",
    "tokenizer": "SELECT fts3_tokenizer('simple', x'00')",
    "pages": "SELECT data FROM sqlite_dbpage",
    "statistics": "SELECT * FROM dbstat",
    "parameter": "SELECT ?",
    "nothing": "",
    "comment": "-- SELECT 1",
    "nul": "SELECT 1\0; DELETE FROM post",
    "half-a-sign": "SELECT '\ud800'",
    "nonsense": "TELL ME EVERYTHING",
    "unknown": "SELECT secret FROM account",
    "deep": "SELECT " + "(" * 500 + "1" + ")" * 500,
    "deep-tables": "SELECT * FROM " + "(SELECT * FROM " * 31 + "post" + ")" * 31,
    "deep-with": "WITH a AS (" * 31 + "SELECT 1" + ") SELECT 1" * 31,
    "deep-union": "SELECT 1" + " UNION SELECT * FROM (SELECT 1" * 31 + ")" * 31,
    "deep-sum": "SELECT " + "+".join(["1"] * 200),
    "many-unions": " UNION ALL ".join(["SELECT 1"] * 60),
    "many-columns": "SELECT " + ",".join(["1"] * 65),
    "long": "SELECT " + "1 + " * 2_000 + "1",
    "printf": "SELECT printf('%1000000000d', 1)",
    "format": "SELECT format('%.*c', 1000000000, 'a')",
    "pattern": f"SELECT {BIG} LIKE '%{'0' * 90}b'",
    "many-matches": f"SELECT {' + '.join(['(z LIKE z)'] * 20)} FROM (SELECT 'a' AS z)",
    "collation": "SELECT * FROM post ORDER BY text COLLATE nope",
    "log": "SELECT sqlite_log(1, 'x')",
    "explained-drop": "EXPLAIN DROP TABLE post",
    "with-insert": "WITH x AS (SELECT 1) INSERT INTO post SELECT * FROM post",
    "begin-hidden": "/* a question */ BEGIN",
    "file-names": "PRAGMA database_list",
    "file-names-function": "SELECT * FROM pragma_database_list",
    "options": "PRAGMA compile_options",
    "checkpoint": "PRAGMA wal_checkpoint(TRUNCATE)",
    "memory-map": "PRAGMA mmap_size = 1000000000",
    "optimize": "PRAGMA optimize",
    "statements-of-others": "SELECT sql FROM sqlite_stmt",
    "full-width": "SELECT 1；DELETE FROM post",
    "overflow": "SELECT abs(-9223372036854775808)",
    "patch": "SELECT json_patch('{}', '{}')",
    "forty-patches": f"SELECT {', '.join(['json_patch(z, z)'] * 40)} FROM (SELECT '{{}}' AS z)",
    "set": "SELECT json_set('{}', '$.a', 1)",
    "many-arguments": f"SELECT max({', '.join(['1'] * 31)})",
    "many-functions": f"SELECT {', '.join(['hex(z) || hex(z)'] * 40)} FROM (SELECT 'a' AS z)",
}
STOPPED = {
    "endless": FOREVER,
    "endless-cross": f"SELECT count(*) FROM {', '.join(['post_reading'] * 8)}",
    "endless-sort": f"{ENDLESS} SELECT x FROM r ORDER BY -x",
    "endless-window": f"{ENDLESS} SELECT sum(x) OVER (ORDER BY x) FROM r",
    "endless-distinct": f"{ENDLESS} SELECT count(DISTINCT x || 'aaaaaaaaaaaaaaaa') FROM r",
    "text-bomb": "SELECT hex(zeroblob(299999))",
    "blob-bomb": "SELECT zeroblob(1000000000)",
    "random-bomb": "SELECT randomblob(1000000000)",
    "group-bomb": f"{ENDLESS} SELECT group_concat(x) FROM r",
    "json-bomb": f"{ENDLESS} SELECT json_group_array(x) FROM r",
    "replace-bomb": f"SELECT replace({BIG}, '0', 'aa')",
    "doubling": "WITH RECURSIVE r(x) AS (VALUES ('a') UNION SELECT x || x FROM r) SELECT x FROM r",
    "sort-bomb": f"{ENDLESS} SELECT count(*) FROM (SELECT {BIG} || x AS t FROM r ORDER BY t)",
    "answer-bomb": f"{ENDLESS} SELECT x, {BIG} FROM r",
    "blob-answer-bomb": f"{ENDLESS} SELECT x, zeroblob(290000) FROM r",
    "wide-answer-bomb": f"SELECT {', '.join(['z'] * 60)} FROM (SELECT {BIG} || '😀' AS z)",
    "set-bomb": f"SELECT trim({BIG}, '{''.join(map(chr, range(256, 400)))}')",
    "correlated": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 20000)"
    " SELECT (SELECT count(*) FROM n b WHERE b.x > a.x) FROM n a",
    "window-concat": "SELECT group_concat(x) OVER (ORDER BY x ROWS BETWEEN 20000 PRECEDING AND"
    f" 20000 FOLLOWING) FROM ({ENDLESS} SELECT x FROM r LIMIT 80000)",
    "branching": "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x * 2 FROM r UNION ALL"
    " SELECT x * 3 FROM r) SELECT count(*) FROM r",
    "queue-bomb": "WITH RECURSIVE r(x, y) AS (SELECT 1, zeroblob(99999) UNION ALL SELECT x + 1, y"
    " FROM r, (SELECT 1 UNION SELECT 2)) SELECT count(*) FROM r",
    "json-doubling": "WITH RECURSIVE r(n, x) AS (SELECT 1, json_array(1) UNION ALL SELECT n + 1,"
    " json_array(json(x), json(x)) FROM r) SELECT max(length(x)) FROM r",
    "json-object-bomb": f"{ENDLESS} SELECT json_group_object(x, {BIG}) FROM r",
    "replace-doubling": "WITH RECURSIVE r(x) AS (SELECT 'a' UNION ALL SELECT"
    " replace(x, 'a', 'aa') FROM r) SELECT length(x) FROM r",
    "calendar": f"{ENDLESS} SELECT count(strftime('%s', x, 'unixepoch', '+1 month')) FROM r",
    "random-sort": f"{ENDLESS} SELECT hex(randomblob(99999)) AS h FROM r ORDER BY h LIMIT 1",
    "sort-on-the-disk": f"{ENDLESS[:-1]} LIMIT 900) SELECT count(*) OVER () FROM"
    " (SELECT randomblob(99999) AS h FROM r ORDER BY h) LIMIT 1",
    "sort-in-one-step": f"{ENDLESS[:-1]} LIMIT 200000) SELECT count(*) OVER () FROM"
    f" (SELECT substr({BIG}, 1, 999) || x AS h FROM r ORDER BY h COLLATE NOCASE) LIMIT 1",
    "like-bomb": f"{ENDLESS} SELECT sum((x || {BIG}) LIKE '%{'0' * 50}b') FROM r",
}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with something in it to be spoilt, in a folder of its own."""
    path = tmp_path_factory.mktemp("fenced") / "hasila.db"
    with Store.open(f"sqlite:///{path}", zone=CASABLANCA) as store:
        enrol(store, ACCOUNTS, NOON)
        for hour in range(30):
            keep(store, visit(NOON + hour * HOUR, *(post(str(one)) for one in range(60))))
    return path


@pytest.fixture
def untouched(file: Path) -> Iterator[Path]:
    """The same file; afterwards, no byte of it has changed and its folder holds nothing else."""
    before = sha256(file.read_bytes()).digest()
    yield file
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert sha256(file.read_bytes()).digest() == before


@pytest.mark.threat(14, 17)
@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_what_is_no_question(untouched: Path, name: str) -> None:
    with pytest.raises((QueryRefused, QueryStopped)):
        ask(untouched, REFUSED[name].replace("{folder}", str(untouched.parent)))


@pytest.mark.threat(15)
@pytest.mark.parametrize("name", STOPPED)
def test_it_stops_what_would_take_too_long_or_too_much(untouched: Path, name: str) -> None:
    with pytest.raises(QueryStopped, match="too much for one question"):
        ask(untouched, STOPPED[name])


def test_it_answers_a_question(untouched: Path) -> None:
    told = ask(untouched, "SELECT account, count(*) AS posts FROM posts_latest GROUP BY account;")

    assert told == FencedRows(("account", "posts"), ((X.name, 60),), truncated=False)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_stands_inside_the_fence(untouched: Path, view: str) -> None:
    assert ask(untouched, f"SELECT * FROM {view}").columns


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("WITH a AS (SELECT followers FROM followers_by_day) SELECT count(*) FROM a", 2),
        ("VALUES ('نداء')", "نداء"),
        ("SELECT text FROM posts_latest WHERE text LIKE '%دا%' LIMIT 1", "نداء"),
        ("SELECT sum(value) FROM json_each('[1, 2]')", 3),
        ("SELECT name FROM pragma_table_info('post') WHERE cid = 2", "platform_id"),
        ("PRAGMA schema_version", None),
        ("EXPLAIN QUERY PLAN SELECT 1", None),
        ("SELECT NULL", None),
        ("SELECT " + "(" * 30 + "1" + ")" * 30, 1),
        ("SELECT '" + "(" * 500 + "' IS NULL -- " + "(" * 500, 0),
    ],
)
def test_it_lets_honest_questions_through(untouched: Path, sql: str, value: object) -> None:
    ((first, *_), *_) = ask(untouched, sql).rows
    assert value in (None, first)


@pytest.mark.parametrize(
    ("asked", "more"), [("execute", ()), ("executemany", ([],)), ("executescript", ())]
)
def test_no_way_leads_brackets_past_the_fence(
    untouched: Path, asked: str, more: tuple[list[None], ...]
) -> None:
    """However deep the parser of this SQLite could follow."""
    with closing(open_fenced(untouched)) as connection:
        for ask_it in (getattr(connection, asked), getattr(connection.cursor(), asked)):
            with pytest.raises(sqlite3.OperationalError, match="more than 30 deep"):
                ask_it(REFUSED["deep"], *more)


@pytest.mark.parametrize(
    ("sql", "depth"),
    [
        ("SELECT 1", 0),
        ("SELECT (1), ((2))", 2),
        ("SELECT '((', \"((\", `((`, [((], 'it''s ((' /* (( */ -- ((", 0),
        ("SELECT ')' || (1) -- )\n, ((2))", 2),
        ("SELECT /* (((", 0),
        ("SELECT ')))', '(', (((", 3),
    ],
)
def test_it_counts_the_brackets_that_are_none_of_a_text(sql: str, depth: int) -> None:
    assert nesting(sql) == depth


def test_it_gives_a_thousand_rows_and_says_when_there_are_more(untouched: Path) -> None:
    exactly = ask(untouched, f"{ENDLESS} SELECT x FROM r LIMIT {ROWS}")
    more = ask(untouched, f"{ENDLESS} SELECT x FROM r")

    assert (len(exactly.rows), exactly.truncated) == (ROWS, False)
    assert (len(more.rows), more.truncated) == (ROWS, True)


def test_a_refusal_prints_nothing_though_somebody_wants_tracebacks(untouched: Path) -> None:
    """As Datasette does, for the whole process."""
    sqlite3.enable_callback_tracebacks(True)

    with pytest.raises(QueryStopped):
        ask(untouched, STOPPED["replace-bomb"])


def test_a_fenced_connection_asks_on_after_a_bomb(untouched: Path) -> None:
    with closing(open_fenced(untouched)) as connection:
        for bomb in ("endless-sort", "answer-bomb", "replace-bomb", "sort-bomb"):
            with pytest.raises((sqlite3.Error, MemoryError)):
                connection.execute(STOPPED[bomb]).fetchmany(ROWS)
            assert connection.execute("SELECT count(*) FROM post").fetchone() == (60,)


@pytest.mark.threat(17)
def test_nobody_can_set_another_clock(untouched: Path) -> None:
    with closing(open_fenced(untouched)) as connection:
        connection.set_progress_handler(None, 1_000)

        assert isinstance(connection, FencedConnection)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.execute(FOREVER)


def test_it_fences_in_any_connection_and_leaves_its_rows_as_they_were(untouched: Path) -> None:
    with closing(sqlite3.connect(untouched)) as connection:
        connection.row_factory = sqlite3.Row
        fence(connection)
        fence(connection)

        assert connection.execute("SELECT 1 AS one").fetchone()["one"] == 1
        for hostile in ("DELETE FROM post", "PRAGMA query_only = OFF", "BEGIN IMMEDIATE"):
            with pytest.raises(sqlite3.DatabaseError, match="authoriz"):
                connection.execute(hostile)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.execute(FOREVER)


def test_a_writer_goes_on_while_somebody_asks(file: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(file, tmp_path))
    with closing(open_fenced(file)) as connection:
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (30,)
        with Store.open(f"sqlite:///{file}", zone=CASABLANCA, patience_s=0.1) as store:
            keep(store, visit(NOON + 100 * HOUR))
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (31,)


def test_it_says_so_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        ask(tmp_path / "nothing.db", "SELECT 1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "call",
    [
        "instr('abcabc', 'c')", "instr('نداء', 'ا')", "instr(x'0102', x'02')", "instr(12.0, '.')",
        "instr('a', NULL)", "instr('abc', '')", "instr('abc', 'd')", "instr(1e20, 'e')",
        "replace('aba', 'a', 'cc')", "replace('aba', '', 'c')", "replace(NULL, 'a', 'b')",
        "replace(121, 1, 3)", "trim('xxaxx', 'x')", "ltrim('xyax', 'yx')", "rtrim('xaxy', 'yx')",
        "trim(' a ', '')", "trim('a', NULL)", "ltrim(1.50, '1')", "trim(0.1 + 0.2, '4')",
    ],
)  # fmt: skip
def test_its_functions_answer_as_sqlites_own_do(untouched: Path, call: str) -> None:
    with closing(sqlite3.connect(":memory:")) as plain:
        wanted = plain.execute(f"SELECT {call}").fetchall()

    assert list(ask(untouched, f"SELECT {call}").rows) == wanted


LONG = {
    "z": "a" * 299_900,
    "q": "'\"" * 60_000,
    "d": "9" * 299_900,
    "p": "%J" * 18_000,
    "blob": b"a" * 149_900,
    "many": f"[{'1,' * 149_000}1]",
    "named": f"{{{','.join(f'{chr(34)}k{n}{chr(34)}:1' for n in range(24_000))}}}",
    "deep": "[" * 149_000 + "]" * 149_000,
}
"""Values as long as a question may hold, of the kinds that functions take their time over."""
SLOWEST = 0.5
"""Seconds that one call may take: the worst is `glob`, a tenth of that (SQLite 3.40)."""
TRIED = {
    "glob": "z GLOB '*[a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z]b'",
    "like": "z LIKE '%' || substr(z, 1, 57) || 'b'",
    "->": "many -> 148999",
    "->>": "named ->> 'none'",
    "json_extract": "json_extract(many, '$[148999]', '$[0]', '$[148998]')",
    "json_type": "json_type(named, '$.none')",
    "json_array_length": "json_array_length(many, '$[148999]')",
    "json_group_object": "json_group_object(z, 1)",
    "concat": "concat(z, q)",
    "strftime": "strftime(p, 'now')",
    "instr": "instr(z, substr(z, 2) || 'b')",
    "replace": "replace(q, '\"', '')",
    "trim": "trim(z, 'ba')",
    "likelihood": "likelihood(z, 0.5)",
    "nth_value": "nth_value(z, 1) OVER ()",
    "ntile": "ntile(3) OVER ()",
    **{f"current_{what}": f"current_{what}" for what in ("date", "time", "timestamp")},
}
"""How a function is called, where it is not with values alone."""


@pytest.mark.threat(17)
def test_no_function_that_may_be_called_takes_its_time_over_a_long_value() -> None:
    """Each with one, two or three of the longest values, or as its worst is known to be."""
    slow = []
    with closing(sqlite3.connect(":memory:")) as plain:
        use_own_functions(plain)
        for limit, most in LIMITS.items():
            plain.setlimit(limit, most)
        for call in itertools.chain.from_iterable(map(_calls, sorted(ALLOWED))):
            values = {key: value for key, value in LONG.items() if re.search(rf"\b{key}\b", call)}
            columns = ", ".join(f":{key} AS {key}" for key in values) or "1"
            begun = time.perf_counter()
            with suppress(sqlite3.Error):
                plain.execute(f"SELECT length({call}) FROM (SELECT {columns})", values).fetchall()
            if time.perf_counter() - begun > SLOWEST:
                slow.append(call)

    assert slow == []


def _calls(name: str) -> Iterator[str]:
    if name in TRIED:
        yield TRIED[name]
        return
    for value, number, over in itertools.product(LONG, (0, 1, 2, 3), ("", " OVER ()")):
        yield f"{name}({', '.join([value] * number)}){over}"


@pytest.mark.threat(15)
def test_nothing_that_sqlite_is_inside_of_outlives_its_process(tmp_path: Path) -> None:
    """A pipe that nobody writes to is opened for ever, in one call of the system."""
    os.mkfifo(tmp_path / "hasila.db")
    with closing(QuestionProcess()) as process:
        with pytest.raises(StorageError, match="cannot be opened"):
            process.ask(SqliteQuestion(tmp_path / "nothing.db", "SELECT 1"))
        begun = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            process.ask(SqliteQuestion(tmp_path / "hasila.db", "SELECT 1", patience_s=0.1))
        assert time.monotonic() - begun < LAST_SECONDS * 3
        with pytest.raises(StorageError, match="cannot be opened"):
            process.ask(SqliteQuestion(tmp_path / "nothing.db", "SELECT 1"))


@pytest.mark.threat(6)
def test_the_process_of_questions_inherits_no_secret(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("META_ACCESS_TOKEN", "canary-of-the-environment")
    with closing(QuestionProcess()) as process:
        process.ask(SqliteQuestion(file, "SELECT 1"))
        listed = Path("/proc/self/task").glob("*/children")
        children = {child for task in listed for child in task.read_text("ascii").split()}
        environs = [Path(f"/proc/{child}/environ").read_bytes() for child in children]

    assert environs
    assert not any(b"canary" in environ for environ in environs)


@pytest.mark.threat(15)
def test_a_question_may_take_so_much_memory_and_no_more(file: Path) -> None:
    """Ten million bytes, which a question may have in all, where its process may take four."""
    sql = f"{ENDLESS} SELECT randomblob(99000) FROM r LIMIT 100"
    with closing(QuestionProcess(memory=4_000_000)) as narrow:
        with pytest.raises((MemoryError, sqlite3.OperationalError)) as stopped:
            narrow.ask(SqliteQuestion(file, sql))
        assert str(stopped.value) in ("", "interrupted")
        assert narrow.ask(SqliteQuestion(file, "SELECT 1")).rows == ((1,),)
    assert len(ask(file, sql).rows) == 100


PARTS = {
    "value": (
        "1", "'a'", "x'00'", "NULL", "text", "count(*)", "max(likes)", "hex(randomblob(99999))",
        "load_extension('a')", "printf('%d', 1)", "(SELECT {value} FROM {table})",
        "{value} || {value}",
        "{value} LIKE {value}", "*", "sum({value}) OVER ()", "zeroblob(-1)", "?", "json('[1, 2]')",
    ),
    "table": (
        "post", "post_reading", "posts_latest", "sqlite_master", "r", "json_each('[1, 2]')",
        "pragma_table_info('post')", "pragma_writable_schema(1)", "({question})", "dbstat",
        "nothing",
        "{table}, {table}", "{table} JOIN {table}",
    ),
    "question": (
        "SELECT {value} FROM {table}", "SELECT {value}, {value} FROM {table} ORDER BY 1 LIMIT -1",
        "SELECT {value} FROM {table} WHERE {value}", "VALUES ({value})",
        "{question} UNION {question}",
        "WITH r AS ({question}) SELECT {value} FROM r", "SELECT {value} FROM {table} GROUP BY 1",
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT {value} FROM r LIMIT 9999) {question}",
    ),
    "deed": (
        "DELETE FROM {table}", "UPDATE post SET text = {value}", "INSERT INTO {table} {question}",
        "CREATE TEMP TABLE t AS {question}", "PRAGMA writable_schema = {value}",
        "DROP TABLE {table}",
        "ATTACH {value} AS other", "VACUUM INTO {value}", "BEGIN; {deed}", "EXPLAIN {deed}",
    ),
    "statement": (
        "{question}", "{question}", "{deed}", "{question}; {deed}", "EXPLAIN {question}",
        "-- {deed}",
        "WITH r AS ({question}) {deed}", "{question} /* */ ;", "/* {deed} */ {question}",
    ),
}  # fmt: skip
HOLE = re.compile(r"\{(\w+)\}")


def grown(generator: random.Random, kind: str = "statement", depth: int = 0) -> str:
    """A statement of the little grammar above; deep down, the first of each kind's words."""
    chosen = generator.choice(PARTS[kind]) if depth < 5 else PARTS[kind][0]
    return HOLE.sub(lambda hole: grown(generator, hole[1], depth + 1), chosen)


@pytest.mark.threat(14)
@pytest.mark.parametrize("number", [300, pytest.param(2_000, marks=pytest.mark.nightly)])
def test_generated_statements_change_nothing(untouched: Path, number: int) -> None:
    generator = random.Random(2026)  # noqa: S311  # the same statements at every run
    told: Counter[str] = Counter()
    for _ in range(number):
        try:
            answer = ask(untouched, grown(generator))
        except (QueryRefused, QueryStopped) as error:
            told[type(error).__name__] += 1
        else:
            told["answered"] += 1
            assert len(answer.rows) <= ROWS
    assert told["answered"] > number / 20
    assert told["QueryRefused"] > number / 2


@pytest.fixture
def server(postgres_url: str) -> Iterator[Store]:
    with Store.open(postgres_url, zone=CASABLANCA) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, post("1"), post("2")))
        yield store


def test_it_answers_from_a_postgresql_as_well(server: Store) -> None:
    told = ask(server, "SELECT account, count(*) AS posts FROM posts_latest GROUP BY 1; -- all")
    assert told == FencedRows(("account", "posts"), ((X.name, 2),), truncated=False)

    more = ask(server, "SELECT * FROM generate_series(1, 5000)")
    assert (len(more.rows), more.truncated) == (ROWS, True)
    assert ask(server, "SELECT '50 %' AS share").rows == (("50 %",),)


@pytest.mark.threat(14)
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM post_reading",
        "SELECT 1; DELETE FROM post_reading",
        "SELECT 1; COMMIT; DELETE FROM post_reading",
        "WITH gone AS (DELETE FROM post_reading RETURNING 1) SELECT * FROM gone",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT nextval('visit_id_seq')",
        "SELECT lo_create(7)",
        "SELECT * INTO mine FROM post",
        "CREATE TABLE mine (a int)",
        "COPY post TO PROGRAM 'cat'",
        "SELECT * FROM post FOR UPDATE",
        "SELECT nope",
        "SELECT $1",
        "",
        "SELECT '\0'",
    ],
)
def test_a_postgresql_is_only_read(server: Store, sql: str) -> None:
    with pytest.raises(QueryRefused):
        ask(server, sql)

    with server.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM post_reading")).scalar_one() == 2
    keep(server, visit(NOON + HOUR))


def test_a_postgresql_that_heeds_no_clock_is_let_go_of(server: Store) -> None:
    """Its process is halted while it answers."""
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(ask, server, "SELECT pg_sleep(60)")
        pid = _asleep(server)
        os.kill(pid, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            with pytest.raises(QueryStopped, match="too much for one question"):
                asked.result(timeout=LAST_SECONDS * 5)
            assert time.monotonic() - begun < LAST_SECONDS * 2
        finally:
            os.kill(pid, signal.SIGCONT)

    assert ask(server, "SELECT 1").rows == ((1,),)


def _asleep(server: Store) -> int:
    """The process of the server that is asked to sleep."""
    found = text(
        "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND query LIKE '%question%' AND wait_event = 'PgSleep' AND datname = current_database()"
    )
    while True:
        with server.engine.connect() as connection:
            pid = connection.execute(found).scalar_one_or_none()
        if pid is not None:
            return int(pid)


def test_a_sort_does_not_fill_the_disk_of_a_postgresql(server: Store) -> None:
    with pytest.raises(QueryStopped):
        ask(server, "SELECT i, repeat('a', 900) FROM generate_series(1, 200000) i ORDER BY 1 DESC")


def test_a_postgresql_stops_after_a_second_too(server: Store) -> None:
    with pytest.raises(QueryStopped, match="too much for one question"):
        ask(server, "SELECT pg_sleep(60)")
    with pytest.raises(QueryStopped):
        ask(server, "SELECT count(*) FROM generate_series(1, 1000000000000)")
