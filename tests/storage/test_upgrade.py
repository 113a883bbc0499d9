"""The way from an older schema to a newer one, tried with a step that is planted here."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, func, inspect, select
from sqlalchemy.exc import DBAPIError

from storage import CorruptDatabase, Store
from storage.accounts import enrol
from storage.backup.copy import duplicate
from storage.followers import followers
from storage.post_query import PostQuery, posts_with_readings
from storage.schema import metadata
from storage.upgrade import VERSION_TABLE, VERSIONS, known_versions, upgrade, version_of
from storage.views import VIEWS
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, HOUR, NOON, X, failed, post, visit

LATEST = known_versions()[-1]
NEXT = f"{int(LATEST) + 1:04}"
HEAD = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{LATEST}"


def upgrade():
"""
RECREATED = """
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("motto", sa.Text))
        batch.create_check_constraint("motto_short", "length(motto) < 100")
"""
ADDED = """
    op.add_column("account", sa.Column("motto", sa.Text))
"""
CASCADING = """
    op.execute("DELETE FROM post_reading")
    op.add_column("account", sa.Column("motto", sa.Text))
"""
BREAKING = """
    op.add_column("account", sa.Column("motto", sa.Text))
    op.execute("UPDATE visit SET account_id = 99")
"""
FAILING = """
    op.add_column("account", sa.Column("motto", sa.Text))
    op.execute("INSERT INTO nowhere VALUES (1)")
"""


@pytest.fixture(autouse=True)
def _filled(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON, post("1"), post("2")))
    keep(store, failed(NOON + HOUR))


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder of steps that holds today's and is to get one more."""
    folder = tmp_path / "versions"
    shutil.copytree(VERSIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def plant(folder: Path, body: str) -> None:
    (folder / f"v{NEXT}_planted.py").write_text(HEAD + body)


def run(store: Store, folder: Path) -> None:
    upgrade(store.engine, store.place, store.path, folder)


def contents(connection: Connection) -> dict[str, int]:
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
    }


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_it_makes_the_schema_that_the_program_works_with(store: Store) -> None:
    """The steps and today's tables say the same, column for column, check for check."""
    options = {"compare_type": True, "version_table": VERSION_TABLE}
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []

        told = {
            name: {check["name"] for check in inspect(connection).get_check_constraints(name)}
            for name in metadata.tables
        }
    wanted = {
        name: {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
        for name, table in metadata.tables.items()
    }
    assert told == wanted


@pytest.mark.fault(46)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_makes_strict_tables_and_keyed_readings_on_sqlite(store: Store) -> None:
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, strict, wr FROM pragma_table_list WHERE type = 'table'"
        )
        told = {name: (strict, keyed) for name, strict, keyed in rows if name in metadata.tables}

    keyed = {"slot", "account_reading", "post_reading", "chore", "pause"}
    keyed |= {
        "topic",
        "statement_informed",
        "statement_post",
        "account_day",
        "post_now",
        "post_in_files",
        "post_at_age",
        "account_drop",
        "post_coverage",
        "refused_part",
    }
    assert told == {name: (1, int(name in keyed)) for name in metadata.tables}


def test_it_makes_the_views_of_today_whatever_an_older_version_called_so(
    planted: Path, store: Store
) -> None:
    """Whoever has version 0004 on file has slower views of the same names."""
    plant(planted, "    pass\n")
    with store.write() as connection:
        for name in ("followers_by_day", "visits_by_day"):
            connection.exec_driver_sql(f"DROP VIEW {name}")
            connection.exec_driver_sql(f"CREATE VIEW {name} AS SELECT 1 AS former")

    run(store, planted)

    with store.read() as connection:
        for name in ("followers_by_day", "visits_by_day"):
            told = connection.exec_driver_sql(f"SELECT * FROM {name}").keys()  # noqa: S608
            assert "former" not in told


@pytest.mark.parametrize("step", [RECREATED, ADDED], ids=["recreated", "added"])
def test_it_takes_a_step_and_loses_nothing(store: Store, planted: Path, step: str) -> None:
    plant(planted, step)
    with store.engine.connect() as connection:
        before = contents(connection)

    run(store, planted)

    with store.engine.connect() as connection:
        assert version_of(connection) == NEXT
        assert contents(connection) == before
        columns = {column["name"] for column in inspect(connection).get_columns("account")}
        assert "motto" in columns
        assert set(VIEWS) <= set(inspect(connection).get_view_names())
    assert len(followers(store, X.name).points) == 2
    keep(store, visit(NOON + 2 * HOUR, post("1")))
    assert len(posts_with_readings(store, PostQuery())) == 2


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_keeps_the_foreign_keys_on_after_a_step(store: Store, planted: Path) -> None:
    plant(planted, RECREATED)
    run(store, planted)

    with pytest.raises(DBAPIError, match="FOREIGN KEY"), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM account")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_would_have_lost_the_children_had_it_been_careless(tmp_path: Path) -> None:
    """Why foreign keys are off while a parent is recreated: with a cascade, they delete."""
    with closing(sqlite3.connect(tmp_path / "naive.db", isolation_level=None)) as naive:
        naive.executescript(
            "PRAGMA foreign_keys = ON; CREATE TABLE parent (id INTEGER PRIMARY KEY);"
            "CREATE TABLE child (parent REFERENCES parent ON DELETE CASCADE);"
            "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1); BEGIN;"
            "CREATE TABLE draft (id INTEGER PRIMARY KEY); INSERT INTO draft SELECT * FROM parent;"
            "DROP TABLE parent; ALTER TABLE draft RENAME TO parent; COMMIT;"
        )
        assert naive.execute("SELECT count(*) FROM child").fetchone() == (0,)


@pytest.mark.fault(43)
@pytest.mark.parametrize("step", [CASCADING, BREAKING, FAILING], ids=["rows", "references", "sql"])
def test_it_changes_nothing_when_a_step_goes_wrong(store: Store, planted: Path, step: str) -> None:
    plant(planted, step)
    with store.engine.connect() as connection:
        before = contents(connection)

    with pytest.raises((CorruptDatabase, DBAPIError)):
        run(store, planted)

    with store.engine.connect() as connection:
        assert version_of(connection) == LATEST
        assert contents(connection) == before
        assert "motto" not in {
            column["name"] for column in inspect(connection).get_columns("account")
        }
        assert set(VIEWS) <= set(inspect(connection).get_view_names())
    keep(store, visit(NOON + 2 * HOUR))


@pytest.mark.fault(43)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_makes_a_sound_copy_before_it_takes_a_step(
    store: Store, planted: Path, tmp_path: Path
) -> None:
    plant(planted, FAILING)
    with pytest.raises(DBAPIError):
        run(store, planted)

    copy = tmp_path / f"hasila.db.before-{NEXT}"
    with Store.open(f"sqlite:///{copy}", zone=CASABLANCA, readonly=True) as before:
        assert len(posts_with_readings(before, PostQuery())) == 2
    assert list(tmp_path.glob("*.draft")) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_makes_no_copy_where_there_is_nothing_to_do(store: Store, tmp_path: Path) -> None:
    run(store, VERSIONS)

    assert [path.name for path in tmp_path.iterdir()] == ["hasila.db"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_copies_a_database_that_is_being_written(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with store.write():
        duplicate(tmp_path / "hasila.db", target)

    with Store.open(f"sqlite:///{target}", zone=CASABLANCA, readonly=True) as copy:
        assert len(posts_with_readings(copy, PostQuery())) == 2


def test_it_opens_a_database_as_often_as_one_likes(store: Store, store_url: str) -> None:
    with Store.open(store_url, zone=CASABLANCA) as again:
        assert len(posts_with_readings(again, PostQuery())) == 2
    assert len(posts_with_readings(store, PostQuery())) == 2


def test_it_numbers_its_steps_without_a_hole() -> None:
    versions = known_versions()

    assert versions == [f"{number:04}" for number in range(1, len(versions) + 1)]
