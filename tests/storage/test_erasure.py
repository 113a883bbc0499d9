from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select

from metrics.history.account_days import AccountDay
from metrics.model import Account, Failure, Reason, RefusedPart, Visit
from metrics.periods import parse_period
from metrics.quantity import Precision, exported, published, reported
from metrics.series import PrintedFigure
from storage import StorageError, Store
from storage.accounts import enrol, identities, known
from storage.erasure import expire_texts, forget
from storage.followers import followers, latest
from storage.history.account_days import keep_reported
from storage.history.exported_posts import PostInFile, put_exported_posts
from storage.history.source_files import NewFile, take_in
from storage.post_query import PostQuery, posts_with_readings
from storage.registers.printed import add_figures, figures
from storage.schema import change
from storage.sealed_years import draft, seal, sealed
from storage.visits import keep, last, slots
from tests.support.storage_visits import (
    ACCOUNTS,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    PRICE,
    X,
    cost_of_visits,
    post,
    reply,
    visit,
)

WORDS = "canary-words"
FIGURE = PrintedFigure(
    parse_period("2025"), X.name, "followers", published(600_000, Precision.THOUSAND, "Police")
)


def visit_to(account: Account, hours: int = 0, **told: object) -> Visit:
    """A visit that leaves canaries wherever a platform's words could stand."""
    at = NOON + hours * HOUR
    seen = post("canary-post-id", text=f"{WORDS} {account.name}", url="https://x.com/canary-url")
    named = {"handle": f"canary-handle-{hours}", "display_name": f"canary-name-{hours}"}
    base = visit(at, seen, platform_id="canary-account-id", **named, **told)
    assert base.snapshot is not None
    lost = (Failure("views", Reason.MISSING, "canary-handle has no views."),)
    snapshot = replace(base.snapshot, account=account.name)
    refused = RefusedPart("saves", "saves", Reason.MISSING, "canary-handle has none.", at + DAY)
    return replace(base, account=account.name, snapshot=snapshot, failures=lost, refused=(refused,))


@pytest.fixture(autouse=True)
def _collected(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    for account in (X, FACEBOOK):
        keep(store, visit_to(account))
        keep(store, visit_to(account, hours=1))
        told = AccountDay(NOON.date(), "views", reported(7), told_as="views")
        keep_reported(store, account.name, [told], told_at=NOON)
        file = NewFile(
            account.name, "ab" * 32, "canary.csv", "x_overview", NOON.date(), "UTC", None, None, 1
        )
        filed = replace(told, quantity=exported(8, "canary.csv"))
        number = take_in(store, file, [filed], who="press", now=NOON)
        counts, address = post("1").counts, "https://x.com/canary-url"
        with store.write() as connection:
            told_post = PostInFile("canary-post-id", NOON, counts, url=address)
            put_exported_posts(connection, number, [told_post])
    add_figures(store, [FIGURE], who="press", now=NOON, reason=None)


def everything(store: Store) -> str:
    """All that the tables hold, as one text."""
    from storage.schema import metadata

    with store.read() as connection:
        return "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        )


def test_it_erases_all_that_came_from_x_but_our_own_log(store: Store) -> None:
    forgotten = forget(store, "x", who="legal", now=NOON + DAY)

    assert posts_with_readings(store, PostQuery(X.name)) == []
    assert followers(store, X.name).points == ()
    assert latest(store, X.name) is None
    assert identities(store)[0].platform_id is identities(store)[0].handle is None
    assert len(slots(store, X.name, NOON - DAY, NOON + DAY)) == 2
    assert cost_of_visits(store) == 4 * PRICE
    assert last(store, X.name) is not None
    assert figures(store, X.name) == [FIGURE]
    assert forgotten.what == {
        "post readings erased": 2,
        "topics of posts erased": 0,
        "posts of statements erased": 0,
        "stretches of known posts erased": 1,
        "posts erased": 1,
        "account readings erased": 2,
        "counts of account days erased": 2,
        "counts of posts in files erased": 1,
        "files taken in erased": 1,
        "accounts made nameless": 1,
        "visits kept": 2,
        "closed years kept, as the institution printed them": 0,
        "copies behind links let go": 0,
        "older backups erased": 0,
    }


def test_it_leaves_the_other_platforms_alone(store: Store) -> None:
    forget(store, "x", who="legal", now=NOON + DAY)

    (found,) = posts_with_readings(store, PostQuery(FACEBOOK.name))
    assert found.text == f"{WORDS} {FACEBOOK.name}"
    assert identities(store)[1].handle == "canary-handle-1"


def test_it_keeps_the_counts_and_days_of_facebook_without_words_or_ids(store: Store) -> None:
    forgotten = forget(store, "facebook", who="legal", now=NOON + DAY)

    (found,) = posts_with_readings(store, PostQuery(FACEBOOK.name))
    assert (found.text, found.url) == (None, None)
    assert "canary" not in found.id
    assert [look.counts for look in found.readings] == [post("1").counts] * 2
    assert len(followers(store, FACEBOOK.name).points) == 2
    assert forgotten.what == {
        "texts, addresses and ids of posts erased": 1,
        "posts kept": 1,
        "post readings kept": 2,
        "account readings kept": 2,
        "counts of account days kept": 2,
        "counts of posts in files kept": 1,
        "accounts made nameless": 1,
        "visits kept": 2,
        "closed years kept, as the institution printed them": 0,
        "copies behind links let go": 0,
        "older backups erased": 0,
    }


def test_it_never_asks_for_a_post_again_whose_id_was_forgotten(store: Store) -> None:
    forget(store, "facebook", who="legal", now=NOON + DAY)

    found = known(store, FACEBOOK.name, NOON + DAY)
    assert (found.posts, found.newest_post, found.platform_id) == ((), None, None)
    assert found.proven_at is None


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_it_leaves_no_name_or_word_of_the_platform_in_any_table(
    store: Store, platform: str
) -> None:
    other = "facebook" if platform == "x" else "x"
    forget(store, other, who="legal", now=NOON + DAY)
    assert "canary" in everything(store)

    forget(store, platform, who="legal", now=NOON + DAY)

    assert "canary" not in everything(store)


def test_it_writes_down_who_had_a_platform_forgotten(store: Store) -> None:
    forget(store, "x", who="legal", now=NOON + DAY)

    with store.read() as connection:
        lines = connection.execute(
            select(change.c.at, change.c.who, change.c.after).where(change.c.what == "forget")
        )
        assert lines.all() == [(NOON + DAY, "legal", "x")]


def test_it_keeps_a_closed_year_as_it_was_printed_and_says_so(store: Store) -> None:
    seal(store, draft(2025, NOON.date(), {"total": 7}, [("dgsn-x", NOON)]), who="chief", now=NOON)
    forgotten = forget(store, "x", who="legal", now=NOON + DAY)
    kept = sealed(store, 2025)

    assert forgotten.what["closed years kept, as the institution printed them"] == 1
    assert kept is not None
    assert kept.is_intact


def test_it_forgets_twice_as_well_as_once(store: Store) -> None:
    forget(store, "facebook", who="legal", now=NOON + DAY)
    again = forget(store, "facebook", who="legal", now=NOON + DAY)

    assert again.what["texts, addresses and ids of posts erased"] == 0
    assert again.what["posts kept"] == 1


def test_it_refuses_a_platform_that_there_is_not(store: Store) -> None:
    with pytest.raises(KeyError):
        forget(store, "telegraph", who="legal", now=NOON)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_leaves_no_byte_of_a_forgotten_word_in_the_file_or_older_copies(
    store: Store, tmp_path: Path
) -> None:
    copy = tmp_path / "hasila.db.before-0002"
    copy.write_bytes((tmp_path / "hasila.db").read_bytes())
    forgotten = forget(store, "facebook", who="legal", now=NOON + DAY)
    assert b"canary" in (tmp_path / "hasila.db").read_bytes()
    assert forgotten.what["older backups erased"] == 1

    forget(store, "x", who="legal", now=NOON + DAY)

    assert b"canary" not in (tmp_path / "hasila.db").read_bytes()
    assert [path.name for path in tmp_path.glob("hasila.db*")] == ["hasila.db"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_leaves_no_byte_of_an_expired_or_vanished_text_in_the_file(
    store: Store, tmp_path: Path
) -> None:
    gone = visit(NOON + DAY, gone=("canary-post-id",), platform_id="canary-account-id")
    keep(store, gone)
    expire_texts(store, NOON + 500 * DAY, 400)

    assert WORDS.encode() not in (tmp_path / "hasila.db").read_bytes()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_says_when_traces_may_be_left_and_mends_it_when_run_again(store: Store) -> None:
    def forbid(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_authorizer(
            lambda action, *_: (
                sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
            )
        )

    event.listen(store.engine, "checkout", forbid)  # VACUUM attaches its draft of the file
    with pytest.raises(StorageError, match=r"hasila\.db: the words are erased, but .* run the"):
        forget(store, "x", who="legal", now=NOON + DAY)
    event.remove(store.engine, "checkout", forbid)
    store.close()

    assert posts_with_readings(store, PostQuery(X.name)) == []
    assert forget(store, "x", who="legal", now=NOON + DAY).what["posts erased"] == 0


def test_it_expires_texts_by_the_age_of_their_posts(store: Store) -> None:
    edge = post("edge", at=NOON - 400 * DAY, text="still young enough")
    old = post("old", at=NOON - 401 * DAY, text="too old")
    keep(store, visit(NOON + 2 * HOUR, edge, old, platform_id="canary-account-id"))

    assert expire_texts(store, NOON, 400) == 1
    assert expire_texts(store, NOON, 400) == 0
    found = {one.id: (one.text, one.url) for one in posts_with_readings(store, PostQuery(X.name))}
    assert found["old"] == (None, old.url)
    assert found["edge"][0] == "still young enough"
    assert len(posts_with_readings(store, PostQuery(X.name))[0].readings) == 1


def test_it_counts_no_post_twice_that_is_read_again_after_being_forgotten(store: Store) -> None:
    """Posts of one second and kind cannot be told apart: they stay nameless."""
    lone, answer = post("lone", NOON - DAY), reply("answer", NOON - DAY)
    twins = post("twin-1", NOON - 2 * DAY), post("twin-2", NOON - 2 * DAY)
    at, again = NOON + 2 * HOUR, NOON + 2 * DAY
    kept = visit(at, lone, answer, *twins, platform_id="canary-account-id")
    keep(store, replace(kept, account=FACEBOOK.name))
    before = posts_with_readings(store, PostQuery(FACEBOOK.name))
    forget(store, "facebook", who="legal", now=NOON + DAY)

    new = post("new", NOON)
    told = keep(store, replace(visit(again, new, lone, answer), account=FACEBOOK.name))

    found = {one.id: one for one in posts_with_readings(store, PostQuery(FACEBOOK.name))}
    assert told.posts_new == 1
    assert len(found) == len(before) + 1
    assert (found["lone"].text, found["lone"].url) == (lone.text, lone.url)
    assert [look.at for look in found["lone"].readings] == [at, again]
    assert keep(store, replace(visit(again + HOUR, *twins), account=FACEBOOK.name)).posts_new == 2
