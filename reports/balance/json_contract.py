"""The balance as JSON that scripts may rely on: keys are added, never removed."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from metrics.falls import Fall
from metrics.quantity import Number, Quantity
from reports.balance.facts import (
    Balance,
    Launch,
    Month,
    Output,
    Summed,
    Topical,
    TopPost,
    YearStanding,
    YearTotal,
)
from reports.balance.figures import (
    ActivityLine,
    Broken,
    Correction,
    Coverage,
    Figure,
    Happening,
    OtherFigure,
)
from reports.balance.sentences import sentences
from reports.balance.wording import Reader

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


def _month(month: Month) -> Fields:
    """What the posts of a month drew; `at_least` where only some told their views."""
    return {
        "month": f"{month.since:%Y-%m}",
        "posts": month.posts,
        "views": number(month.views.value) if month.views else None,
        "interactions": number(month.interactions.value) if month.interactions else None,
        "precision": month.views.precision.value if month.views else None,
    }


def topic(topical: Topical) -> Fields:
    """The posts of the year on one topic."""
    return {
        "topic": topical.topic,
        "posts": value_of(topical.posts),
        "views": _summed(topical.views),
        "interactions": _summed(topical.interactions),
        "figure": topical.posts.id,
    }


def fall(one: Fall) -> Fields:
    """A fall of followers in one step."""
    return {
        "since": one.since.isoformat(),
        "at": one.at.isoformat(),
        "lost": one.lost,
        "suspect": one.is_suspect,
    }


def _summed(summed: Summed) -> Fields:
    return {"total": value_of(summed.figure), "told": summed.counted, "posts": summed.posts}


def best(top_post: TopPost) -> Fields:
    """One of the best posts."""
    return {
        "place": top_post.place,
        "account": top_post.account,
        "published_at": top_post.published_at.isoformat(),
        "metric": top_post.metric,
        **quantity_fields(top_post.count, "count"),
        "age_s": top_post.age.total_seconds(),
        "likes": value_of(top_post.likes),
        "figure": top_post.count.id,
    }


def statements(balance: Balance) -> Fields:
    """The register of statements, lengths in seconds."""
    answered = balance.answered
    lengths = {
        "shortest": answered.shortest,
        "median": answered.median,
        "longest": answered.longest,
    }
    return {
        "count": answered.count,
        "informed": answered.informed,
        "denials": answered.denials,
        "rectifications": answered.rectifications,
        "timed": answered.timed,
        **{
            f"{name}_s": value.total_seconds() if value else None for name, value in lengths.items()
        },
        "within": answered.within,
        "ceiling_s": answered.ceiling.total_seconds(),
        "outcomes": dict(answered.outcomes),
        "views": answered.views,
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


def other(other_figure: OtherFigure) -> Fields:
    """A figure that was printed and that nothing is computed from."""
    return {
        "account": other_figure.account,
        "metric": other_figure.metric,
        **quantity_fields(other_figure.figure, "value"),
        "source": other_figure.figure.quantity.source,
        "note": other_figure.note,
        "figure": other_figure.figure.id,
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


def as_json(balance: Balance, reader: Reader) -> bytes:
    """The balance as JSON in UTF-8."""
    text = json.dumps(fields(balance, reader), ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "replace")


def fields(balance: Balance, reader: Reader) -> Fields:
    """The balance as what JSON can hold."""
    activities = balance.activities
    return {
        "year": balance.year,
        "as_of": balance.as_of.isoformat(),
        "state": "closed" if balance.closed_at else "provisional",
        "language": reader.language.code,
        "institution": reader.institution,
        "warning": reader.warning,
        "followers": [_standing(standing) for standing in balance.standings],
        "total": _total(balance.total),
        "activities": [activity(line) for line in activities.lines],
        "activities_total": {
            **quantity_fields(activities.total, "value"),
            "printed": value_of(activities.printed),
            "figure": activities.total.id if activities.total else None,
        },
        "launches": [launch(one) for one in balance.launches],
        "posts": [output(one) for one in balance.outputs],
        "best_posts": [best(top_post) for top_post in balance.best],
        "topics": [topic(topical) for topical in balance.topics],
        "statements": statements(balance),
        "events": [happening(one) for one in balance.happenings],
        "completeness": [coverage(one) for one in balance.coverage],
        "also_printed": [other(other_figure) for other_figure in balance.others],
        "breaks": [broken(change) for change in balance.breaks],
        "closed_at": balance.closed_at.isoformat() if balance.closed_at else None,
        "digest": balance.digest,
        "corrections": [correction(one) for one in balance.corrections],
        "figures": {name: figure_fields(one) for name, one in balance.figures().items()},
        "sentences": [
            {"id": sentence.id, "text": sentence.text, "figures": list(sentence.figures)}
            for sentence in sentences(balance, reader)
        ],
    }


def figure_fields(figure: Figure) -> Fields:
    """One number with everything that it rests on."""
    quantity = figure.quantity
    return {
        "value": number(quantity.value),
        "evidence": quantity.evidence.value,
        "precision": quantity.precision.value,
        "low": number(quantity.low),
        "high": number(quantity.high),
        "source": quantity.source,
        "period": figure.period.label if figure.period else None,
        "as_of": figure.as_of.isoformat() if figure.as_of else None,
        "readings": [[look.account, look.at.isoformat()] for look in figure.readings],
        "parts": list(figure.parts),
    }


def _standing(year_standing: YearStanding) -> Fields:
    value = year_standing.value
    printed = value is not None and not value.readings
    return {
        "account": year_standing.account,
        "platform": year_standing.platform,
        "value": value_of(value),
        "period": value.period.label if value and value.period else None,
        "as_of": _as_of(value),
        "evidence": value.quantity.evidence.value if value else None,
        "precision": value.quantity.precision.value if value else None,
        "source": value.quantity.source if value and printed else None,
        "previous": value_of(year_standing.previous),
        "net": value_of(year_standing.net),
        **_growth(year_standing.growth),
        "falls": [fall(step) for step in year_standing.falls],
        "net_without_falls": value_of(year_standing.without_falls),
        "event": year_standing.is_event,
        "low": number(value.quantity.low) if value else None,
        "high": number(value.quantity.high) if value else None,
        "printed_beside": value_of(year_standing.beside),
        "printed_difference": number(year_standing.difference.value)
        if year_standing.difference
        else None,
        "printed_growth": value_of(year_standing.printed_rate),
        "figure": value.id if value else None,
    }


def _as_of(figure: Figure | None) -> str | None:
    """The instant of a reading, or the day that was printed; none is made up."""
    if figure is None:
        return None
    if figure.at is not None:
        return figure.at.isoformat()
    return figure.as_of.isoformat() if figure.as_of else None


def _total(total: YearTotal) -> Fields:
    value = total.value
    return {
        "value": value_of(value),
        "accounts": list(total.accounts),
        "evidence": value.quantity.evidence.value if value else None,
        "precision": value.quantity.precision.value if value else None,
        "low": number(value.quantity.low) if value else None,
        "high": number(value.quantity.high) if value else None,
        **_growth(total.growth),
        "growth_accounts": list(total.same_accounts),
        "left_out": list(total.left_out),
        "printed": value_of(total.printed),
        "figure": value.id if value else None,
    }


def _growth(figure: Figure | None) -> Fields:
    quantity = figure.quantity if figure else None
    return {
        "growth": number(quantity.value) if quantity else None,
        "growth_low": number(quantity.low) if quantity else None,
        "growth_high": number(quantity.high) if quantity else None,
        "growth_precision": quantity.precision.value if quantity else None,
    }
