"""What `status` tells, as gauges for Prometheus: no sentences, no secrets, no people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal

from documents.prometheus import Gauge, Sample
from metrics.alerts import AlarmKind
from metrics.calendar.ends import EndDate
from queries.status import AccountStatus, Status

Measure = Callable[[AccountStatus], float | None]


def status_gauges(status: Status, ends: Iterable[EndDate], at: datetime) -> Iterator[Gauge]:
    """Everything that `status` counts, at an instant; what is not known has no sample."""
    yield Gauge(
        "hasila_status_timestamp_seconds", "When these numbers were told.", _single(at.timestamp())
    )
    for name, meaning, measure in ACCOUNT_GAUGES:
        yield Gauge(f"hasila_{name}", meaning, tuple(_samples(status, measure)))
    yield from _slots(status)
    yield _alerts(status)
    yield from _money(status)
    yield from _queue(status)
    yield Gauge(
        "hasila_end_timestamp_seconds",
        "When something ends: the beginning of its day in UTC.",
        tuple(Sample(_day(end.on), {"what": end.key}) for end in ends),
    )


def _day(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()


def _instant(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


ACCOUNT_GAUGES: tuple[tuple[str, str, Measure], ...] = (
    ("followers", "Followers at the last good reading.", lambda entry: entry.followers),
    (
        "last_reading_timestamp_seconds",
        "When followers were last read.",
        lambda entry: _instant(entry.taken_at),
    ),
    (
        "last_visit_timestamp_seconds",
        "When the account was last visited, whatever came of it.",
        lambda entry: _instant(entry.last_visit),
    ),
    (
        "next_visit_timestamp_seconds",
        "When the account is to be visited next, while a daemon runs.",
        lambda entry: _instant(entry.next_at),
    ),
    (
        "account_lost",
        "1 where the latest visit read nothing, or there was none.",
        lambda entry: entry.is_lost,
    ),
    (
        "account_silent",
        "1 where nothing was read in the last two slots that were due.",
        lambda entry: entry.is_silent,
    ),
)
"""Name without prefix, meaning, and what it is of an account."""


def _of(entry: AccountStatus) -> dict[str, str]:
    return {"account": entry.account.name, "platform": entry.account.platform}


def _single(value: float | Decimal) -> tuple[Sample, ...]:
    return (Sample(float(value), {}),)


def _samples(status: Status, measure: Measure) -> Iterator[Sample]:
    for entry in status.accounts:
        value = measure(entry)
        if value is not None:
            yield Sample(float(value), _of(entry))


def _slots(status: Status) -> Iterator[Gauge]:
    told = [
        ({**_of(entry), "days": str(days)}, slots)
        for entry in status.accounts
        for days, slots in entry.slots.items()
    ]
    for name, meaning in (
        ("slots_due", "Slots that were due in so many days, of which today is the last."),
        ("slots_kept", "Those of them in which the account was read."),
        ("slots_partial", "Those of them in which it was read in part."),
    ):
        samples = (Sample(getattr(slots, name), labels) for labels, slots in told)
        yield Gauge(f"hasila_{name}", meaning, tuple(samples))


def _alerts(status: Status) -> Gauge:
    """Of every kind that there is: where none is open that is 0, and known."""
    count = Counter(alert.kind for alert in status.alerts)
    samples = (Sample(count[kind.value], {"kind": kind.value}) for kind in AlarmKind)
    return Gauge("hasila_alerts_open", "Alerts that are open.", tuple(samples))


def _money(status: Status) -> Iterator[Gauge]:
    yield Gauge("hasila_spent_today_usd", "Spent this UTC day.", _single(status.today_usd))
    yield Gauge("hasila_spent_month_usd", "Spent this UTC month.", _single(status.month_usd))
    yield Gauge(
        "hasila_rest_of_month_usd",
        "What the plan will cost until the UTC month ends: an expectation.",
        _single(status.rest_of_month_usd),
    )


def _queue(status: Status) -> Iterator[Gauge]:
    """Of several workers; a single daemon has no queue."""
    queue = status.queue
    if queue is None:
        return
    yield Gauge("hasila_workers", "Workers that give signs of life.", _single(queue.workers))
    for name, meaning in (
        ("waiting", "Visits and jobs whose moment has come and that nobody has begun."),
        ("under_way", "Visits and jobs that a worker has begun."),
        ("put_off", "Visits and jobs that are tried again later."),
        ("failed", "Visits and jobs of the last days that were given up."),
    ):
        yield Gauge(f"hasila_queue_{name}", meaning, _single(getattr(queue, name)))
