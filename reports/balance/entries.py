"""The parts of the balance as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from metrics.falls import Fall
from metrics.quantity import Number, Quantity
from reports.balance.facts import Balance, Best, Launch, Month, Output, Summed, Topical
from reports.balance.figures import Figure
from reports.balance.records import (
    ActivityLine,
    Broken,
    Correction,
    Coverage,
    Happening,
    OtherFigure,
)

Fields = dict[str, Any]


def activity(line: ActivityLine) -> Fields:
    """One kind of activity beside the year before."""
    return {
        "kind": line.kind,
        **quantity_fields(line.count, "count"),
        "in_total": line.in_total,
        "note": line.note,
        "source": line.count.quantity.source,
        "previous": value_of(line.previous),
        "comparable": line.is_comparable if line.previous else None,
        "previous_note": line.previous_note,
        "figure": line.count.id,
    }


def output(one: Output) -> Fields:
    """What one account published."""
    return {
        "account": one.account,
        "platform": one.platform,
        "event": one.is_event,
        "posts": value_of(one.posts),
        "replies": one.replies,
        "reposts": one.reposts,
        "forms": dict(one.forms),
        "views": _summed(one.views),
        "interactions": _summed(one.interactions),
        "by_kind": {name: _summed(part) for name, part in one.by_kind},
        "months": [_month(month) for month in one.months],
        "figure": one.posts.id,
    }


def _month(one: Month) -> Fields:
    """What the posts of a month drew; `at_least` where only some told their views."""
    return {
        "month": f"{one.since:%Y-%m}",
        "posts": one.posts,
        "views": number(one.views.value) if one.views else None,
        "interactions": number(one.interactions.value) if one.interactions else None,
        "precision": one.views.precision.value if one.views else None,
    }


def topic(one: Topical) -> Fields:
    """The posts of the year on one topic."""
    return {
        "topic": one.topic,
        "posts": value_of(one.posts),
        "views": _summed(one.views),
        "interactions": _summed(one.interactions),
        "figure": one.posts.id,
    }


def fall(one: Fall) -> Fields:
    """A fall of followers in one step."""
    return {
        "since": one.since.isoformat(),
        "at": one.at.isoformat(),
        "lost": one.lost,
        "suspect": one.is_suspect,
    }


def _summed(one: Summed) -> Fields:
    return {"total": value_of(one.figure), "told": one.counted, "posts": one.posts}


def best(one: Best) -> Fields:
    """One of the best posts."""
    return {
        "place": one.place,
        "account": one.account,
        "published_at": one.published_at.isoformat(),
        "metric": one.metric,
        **quantity_fields(one.count, "count"),
        "age_s": one.age.total_seconds(),
        "likes": value_of(one.likes),
        "figure": one.count.id,
    }


def statements(balance: Balance) -> Fields:
    """The register of statements, lengths in seconds."""
    found = balance.answered
    lengths = {"shortest": found.shortest, "median": found.median, "longest": found.longest}
    return {
        "count": found.count,
        "informed": found.informed,
        "denials": found.denials,
        "rectifications": found.rectifications,
        "timed": found.timed,
        **{
            f"{name}_s": value.total_seconds() if value else None for name, value in lengths.items()
        },
        "within": found.within,
        "ceiling_s": found.ceiling.total_seconds(),
        "outcomes": dict(found.outcomes),
        "views": found.views,
    }


def coverage(one: Coverage) -> Fields:
    """What was read of one account, of what was due."""
    hole = one.hole
    return {
        "account": one.account,
        "days_kept": one.days_kept,
        "days_due": one.days_due,
        "slots_kept": one.slots_kept,
        "slots_due": one.slots_due,
        "longest_hole": hole
        and {
            "since": hole.since.isoformat(),
            "until": hole.until.isoformat(),
            "reason": hole.reason,
        },
    }


def quantity_fields(figure: Figure | None, name: str) -> Fields:
    """A number under a name, with its precision and bounds."""
    quantity: Quantity | None = figure.quantity if figure else None
    return {
        name: number(quantity.value) if quantity else None,
        "precision": quantity.precision.value if quantity else None,
        "low": number(quantity.low) if quantity else None,
        "high": number(quantity.high) if quantity else None,
    }


def value_of(figure: Figure | None) -> int | float | None:
    """A number alone."""
    return number(figure.quantity.value) if figure else None


def number(value: Number | None) -> int | float | None:
    """A number as JSON has it: whole where it is."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def launch(one: Launch) -> Fields:
    """An account that was opened in the year."""
    return {
        "account": one.account,
        "opened": one.opened.isoformat(),
        "reached": value_of(one.reached),
        "figure": one.reached.id,
        "seconds": one.length.total_seconds() if one.length else None,
        "curve": [[day.isoformat(), count] for day, count in one.curve],
    }


def happening(one: Happening) -> Fields:
    """An event; `until` is the first day after it."""
    return {
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "names": one.names,
        "source": one.source,
        "account": one.account,
    }


def other(one: OtherFigure) -> Fields:
    """A figure that was printed and that nothing is computed from."""
    return {
        "account": one.account,
        "metric": one.metric,
        **quantity_fields(one.figure, "value"),
        "source": one.figure.quantity.source,
        "note": one.note,
        "figure": one.figure.id,
    }


def broken(one: Broken) -> Fields:
    """A day from which a number means another thing."""
    return {
        "platform": one.platform,
        "metrics": list(one.metrics),
        "on": one.on.isoformat(),
        "names": one.names,
        "source": one.source,
    }


def correction(one: Correction) -> Fields:
    """A sealed figure that is known otherwise now; `new` is null where it is not known any more."""
    return {
        "figure": one.id,
        "old": number(one.old.value),
        "new": number(one.new.value) if one.new else None,
        "printed_on": one.printed_on.isoformat(),
        "corrected_at": one.corrected_at.isoformat() if one.corrected_at else None,
        "reason": one.reason,
    }
