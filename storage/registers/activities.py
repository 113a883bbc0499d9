"""The register of activities: what the communication services did, counted by period and kind."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import date, datetime

from sqlalchemy import RowMapping, select

from metrics.activity import Activity, Stand
from metrics.periods import parse_period
from metrics.quantity import Evidence, Precision, measured, published
from metrics.texts.phrases import Phrase
from storage.engine import let_go
from storage.errors import RefusedValue
from storage.registers.supersede import (
    ANY_TERMS,
    Added,
    Register,
    Signature,
    Terms,
    Values,
    Why,
    in_force,
    record,
    superseding,
)
from storage.registers.wordings import with_wordings
from storage.schema import activity
from storage.store import Store


def add_activities(
    store: Store,
    rows: Sequence[Activity],
    *,
    who: str,
    now: datetime,
    reason: str | None,
    terms: Terms = ANY_TERMS,
) -> Added:
    """Put activities on file, all or none. Adding the same again changes nothing.

    Two are the same when their period, kind and source are. That a kind exists, and that a
    period has begun, is for whoever reads the file: both are matters of the settings.

    Raises:
        NeedsReason: it is on file otherwise and no reason for the correction is given.
        RefusedValue: it is given twice, differently, or counts no whole number.
    """
    wanted = [_row(row) for row in rows]
    signed = Signature(who, now, reason, terms)
    with store.write() as connection:
        added = record(connection, ACTIVITIES, wanted, signed)
        return with_wordings(connection, added, rows, signed)


def activities(
    store: Store,
    since: date | None = None,
    until: date | None = None,
    kinds: Collection[str] | None = None,
) -> list[Activity]:
    """The activities in force of which some day lies in [since, until), by period, then as added.

    Printed totals are among them. None of `kinds`: all.
    """
    query = select(activity).where(in_force(activity)).order_by(activity.c.id)
    if kinds is not None:
        query = query.where(activity.c.kind.in_(list(kinds)))
    with store.read() as connection:
        rows = connection.execute(query).mappings()
        let_go(connection)
        found = [_activity(row) for row in rows]
    inside = [activity for activity in found if _touches(activity, since, until)]
    return sorted(inside, key=lambda activity: activity.period)


def activity_numbered(store: Store, number: int) -> Activity | None:
    """The activity in force in a row of the register; None where there is none."""
    query = select(activity).where(in_force(activity), activity.c.id == number)
    with store.read() as connection:
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _activity(row)


def corrected_activities(store: Store, since: datetime) -> list[tuple[Activity, Why]]:
    """The activities in force that were corrected since an instant, and why."""
    with store.read() as connection:
        query = select(activity).where(superseding(activity, since))
        newest_last = query.order_by(activity.c.recorded_at, activity.c.id)
        rows = connection.execute(newest_last).mappings().all()
    return [(_activity(row), Why(row["recorded_at"], row["reason"])) for row in rows]


def _touches(activity: Activity, since: date | None, until: date | None) -> bool:
    begins_before = until is None or activity.period.since < until
    return begins_before and (since is None or activity.period.until > since)


def _row(activity: Activity) -> Values:
    if activity.count.value != int(activity.count.value) or activity.count.value < 0:
        raise RefusedValue(
            Phrase(
                "{kind}, {label}: {value} is no whole number",
                kind=activity.kind,
                label=activity.period.label,
                value=activity.count.value,
            )
        )
    return {
        "period": activity.period.label,
        "kind": activity.kind,
        "count": int(activity.count.value),
        "evidence": activity.count.evidence.value,
        "precision": activity.count.precision.value,
        "in_total": activity.in_total.value,
        "source": activity.source,
        "note": activity.note,
        "coverage": activity.coverage,
    }


def _activity(row: RowMapping) -> Activity:
    if row["evidence"] == Evidence.MEASURED:
        count = measured(row["count"])
    else:
        count = published(row["count"], Precision(row["precision"]), row["source"])
    return Activity(
        period=parse_period(row["period"]),
        kind=row["kind"],
        count=count,
        in_total=Stand(row["in_total"]),
        source=row["source"],
        note=row["note"],
        coverage=row["coverage"],
    )


def _subjects(row: Values) -> Collection[Hashable]:
    return [(row["period"], row["kind"], row["source"])]


def _title(row: Values) -> str:
    texts = (row["precision"], f"in total: {row['in_total']}", row["source"])
    more = (row["coverage"], row["note"])
    about = ", ".join((*texts, *(text for text in more if text)))
    return f"{row['kind']}, {row['period']}: {row['count']} ({about})"


ACTIVITIES = Register(activity, _subjects, _title)
