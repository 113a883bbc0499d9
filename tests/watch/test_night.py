"""At night the database is looked at and copied, and what a killed daemon left is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.jobs import Job, JobKind
from metrics.model import Outcome
from storage import Store, jobs
from storage.accounts import enrol
from storage.door.access import AccessLine, access_lines, add_access
from storage.post_query import PostQuery, posts_with_readings
from storage.rollups import differences
from storage.schema import AccessEvent
from storage.topics import topics_of_posts
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, DAY, NOON, post, visit
from watch.nightly import Damaged, close_unfinished, tend


def opened(folder: Path) -> Store:
    url = f"sqlite:///{folder / 'hasila.db'}"
    return Store.open(url, zone=CASABLANCA, durable=False)


def test_it_copies_the_database_and_lets_old_texts_go(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[backup]\nfolder = "copies"\n')
    with opened(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, post("1", at=NOON - 401 * DAY), post("2")))

        tend(store, settings, NOON)

        assert [found.text for found in posts_with_readings(store, PostQuery())] == [None, "نداء"]
    (copy,) = (tmp_path / "copies").glob("*.db")
    with Store.open(f"sqlite:///{copy}", zone=CASABLANCA, readonly=True) as second:
        assert len(posts_with_readings(second, PostQuery())) == 2


def test_the_access_log_is_kept_for_so_many_days(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "[web]\naccess_days = 30\n")
    with opened(tmp_path) as store:
        for days in (29, 31):
            at = NOON - DAY * days
            add_access(store, [AccessLine(at, AccessEvent.LOGIN, "amal", "192.0.2.7", at)])

        tend(store, settings, NOON)

        (line,) = access_lines(store, NOON - 400 * DAY, NOON)
        assert line.at == (NOON - 29 * DAY).replace(microsecond=0)


def test_what_leads_to_a_person_is_cut_out_of_texts_that_an_older_version_kept(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, post("1"), post("2")))
        old = "UPDATE post SET text = 'نداء ٠٦١٢٣٤٥٦٧٨ @name' WHERE platform_id = '1'"
        with store.write() as connection:
            connection.exec_driver_sql(old)

        tend(store, loaded(tmp_path), NOON)

        assert [kept.text for kept in posts_with_readings(store, PostQuery())] == ["نداء"] * 2
        assert store.path is not None
        assert "٠٦١٢".encode() not in store.path.read_bytes()


def test_a_topic_outlives_the_text_that_it_was_found_in(tmp_path: Path) -> None:
    topic = '[topics.appeal]\nname = { fr = "appel" }\nwords = ["نداء"]\n'
    with opened(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, post("1", at=NOON - 401 * DAY)))

        for _ in range(2):  # the second night finds no text any more
            tend(store, loaded(tmp_path, topic), NOON)

        (old,) = posts_with_readings(store, PostQuery())
        assert old.text is None
        assert topics_of_posts(store) == {(old.account, "1"): {"appeal"}}


def test_it_builds_what_is_rolled_up_anew_where_it_is_wrong(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, post("1")))
        with store.write() as connection:
            connection.exec_driver_sql("UPDATE post_now SET views = 7")
        assert differences(store) == {"post_now": 1}

        tend(store, loaded(tmp_path), NOON)

        assert differences(store) == {}


def test_without_a_folder_it_copies_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        tend(store, loaded(tmp_path), NOON)

    assert not (tmp_path / "copies").exists()


@pytest.mark.fault(42)
def test_a_damaged_database_is_told_and_not_copied(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[backup]\nfolder = "copies"\n')
    with opened(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, *(post(str(number)) for number in range(200))))
        store.engine.dispose()
        assert store.path is not None
        content = bytearray(store.path.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 8192] = b"\xff" * 8192
        store.path.write_bytes(content)

        with pytest.raises(Damaged, match="damaged"):
            tend(store, settings, NOON)

    assert not (tmp_path / "copies").exists()


def test_a_chore_during_which_the_daemon_was_killed_is_left_to_do_while_it_is_due(
    tmp_path: Path,
) -> None:
    backup, tokens = Job(JobKind.BACKUP, "2026-11-20"), Job(JobKind.TOKENS, "2026-11-20")
    with opened(tmp_path) as store:
        jobs.claim(store, backup, NOON)
        jobs.claim(store, tokens, NOON)

        assert close_unfinished(store, NOON + DAY, [tokens]) == [tokens]

        record = jobs.last(store, JobKind.BACKUP)
        assert record is not None
        assert record.outcome is Outcome.FAILED
        assert not jobs.claim(store, backup, NOON + DAY)
        assert [(left.kind, left.key) for left in jobs.unfinished(store)] == [
            (tokens.kind, tokens.key)
        ]
