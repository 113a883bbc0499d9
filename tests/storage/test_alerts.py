from __future__ import annotations

from storage import Store
from storage.alerts import close, ended_untold, history, mark_told, open_, open_alerts
from tests.support.storage_visits import DAY, HOUR, NOON, X


def unreadable(store: Store, detail: str = "It does not answer.") -> bool:
    return open_(store, "access", X.name, detail, NOON)


def test_it_opens_one_alert_for_each_kind_and_subject(store: Store) -> None:
    assert unreadable(store)
    assert not unreadable(store, "It still does not answer.")
    assert open_(store, "access", "dgsn-facebook", "The token is dead.", NOON + HOUR)
    assert open_(store, "gap", X.name, "Two slots are lost.", NOON + HOUR)

    first, *others = open_alerts(store)

    assert (first.subject, first.detail) == (X.name, "It still does not answer.")
    assert first.opened_at == NOON
    assert first.told_at is first.closed_at is None
    assert len(others) == 2


def test_it_closes_an_alert_and_may_open_it_again(store: Store) -> None:
    unreadable(store)

    assert close(store, "access", X.name, NOON + HOUR)
    assert not close(store, "access", X.name, NOON + HOUR)
    assert open_alerts(store) == []
    assert open_(store, "access", X.name, "Again.", NOON + DAY)
    assert [(old.opened_at, old.closed_at) for old in history(store)] == [
        (NOON, NOON + HOUR),
        (NOON + DAY, None),
    ]


def test_it_keeps_when_people_were_told(store: Store) -> None:
    unreadable(store)
    mark_told(store, open_alerts(store)[0], NOON)
    mark_told(store, open_alerts(store)[0], NOON + DAY)

    assert [alert.told_at for alert in open_alerts(store)] == [NOON + DAY]


def test_it_tells_the_end_once_of_what_was_told(store: Store) -> None:
    """Whatever the clock said in between; and nobody hears the end of what he never heard of."""
    unreadable(store)
    mark_told(store, open_alerts(store)[0], NOON + DAY)
    open_(store, "disk", "/", "1 MB is left.", NOON)
    assert ended_untold(store) == []

    close(store, "access", X.name, NOON + HOUR)
    close(store, "disk", "/", NOON + HOUR)
    (ended,) = ended_untold(store)
    assert ended.subject == X.name
    mark_told(store, ended, NOON + 2 * HOUR)

    assert ended_untold(store) == []
    assert [old.end_told_at for old in history(store, kind="access")] == [NOON + 2 * HOUR]
    assert [old.told_at for old in history(store, kind="access")] == [NOON + DAY]


def test_its_history_is_of_a_time_and_of_a_kind(store: Store) -> None:
    unreadable(store)
    close(store, "access", X.name, NOON + HOUR)
    open_(store, "gap", X.name, "Two slots are lost.", NOON)

    assert [old.kind for old in history(store, NOON + HOUR)] == ["access", "gap"]
    assert [old.kind for old in history(store, NOON + DAY)] == ["gap"]
    assert [old.kind for old in history(store, kind="access")] == ["access"]
