"""The balance as JSON that scripts may rely on: keys are added, never removed.

A fact has the key of its field, which is that of sealed years, too; where the contract calls it
otherwise, its part says so here. How numbers, days and lengths are written is told once, in
`scalar`. Null is "not known".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import singledispatch

from metrics.falls import Fall
from metrics.model import Form
from metrics.platforms import counts_lacking
from metrics.quantity import Quantity, at_least, measured
from reports.balance.facts import (
    AccountYear,
    Activities,
    ActivityLine,
    Answered,
    Balance,
    Combined,
    Correction,
    Coverage,
    DaysTold,
    Launch,
    Month,
    OtherFigure,
    Output,
    Summed,
    Topical,
    TopPost,
    YearStanding,
    YearTotal,
)
from reports.balance.figure import Figure
from reports.balance.posts import known_as_posts
from reports.balance.sentences import sentences
from reports.balance.wording import Reader

Fields = dict[str, object]
"""Keys of a part, and what stands under them: whatever `plain` can write."""


def as_json(balance: Balance, reader: Reader) -> bytes:
    """The balance as JSON in UTF-8."""
    content = {
        "year": balance.year,
        "as_of": balance.as_of,
        "state": "closed" if balance.closed_at else "provisional",
        "language": reader.language.code,
        "institution": reader.institution,
        "warning": reader.warning,
        "followers": balance.standings,
        "total": balance.total,
        "activities": balance.activities.lines,
        "activities_total": balance.activities,
        "launches": balance.launches,
        "posts": balance.outputs,
        "posts_total": balance.published,
        "account_days": balance.account_years,
        "most_viewed_posts": balance.most_viewed,
        "best_posts": balance.best,
        "topics": balance.topics,
        "statements": balance.answered,
        "events": balance.happenings,
        "completeness": balance.coverage,
        "posts_not_known": balance.post_holes,
        "lasting_losses": balance.losses,
        "also_printed": balance.others,
        "breaks": balance.breaks,
        "not_counted": list(_not_counted(balance)),
        "closed_at": balance.closed_at,
        "closed_as_it_is": balance.as_it_is,
        "digest": balance.digest,
        "corrections": balance.corrections,
        "figures": {figure.id: _evidence(figure) for figure in balance.figures().values()},
        "sentences": sentences(balance, reader),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, default=plain)
    return f"{text}\n".encode("utf-8", "replace")


@singledispatch
def plain(part: object) -> Fields | str | float:
    """What JSON can hold of a part of the balance, or of a number, a day or a length.

    Raises:
        TypeError: the balance holds nothing of that type.
    """
    return _own(part)


def _own(part: object, *without: str) -> Fields:
    """A part by its own fields, in their order."""
    if not is_dataclass(part):
        raise TypeError(f"no balance holds a {type(part).__name__}")
    names = (field.name for field in fields(part) if field.name not in without)
    return {name: getattr(part, name) for name in names}


@plain.register
def scalar(value: Figure | Quantity | Fraction | date | timedelta) -> str | float:
    """A number alone, whole where it is; days and instants in ISO 8601; lengths in seconds."""
    match value:
        case Figure():
            return scalar(value.quantity)
        case Quantity():
            return scalar(value.value) if isinstance(value.value, Fraction) else value.value
        case Fraction():
            return value.numerator if value.denominator == 1 else float(value)
        case timedelta():
            return value.total_seconds()
    return value.isoformat()


def _known(figure: Figure | None, prefix: str = "") -> Fields:
    """How closely a number is known."""
    return _bounds(figure.quantity if figure else None, prefix)


def _bounds(quantity: Quantity | None, prefix: str = "") -> Fields:
    return {
        f"{prefix}precision": quantity and quantity.precision,
        f"{prefix}low": quantity and quantity.low,
        f"{prefix}high": quantity and quantity.high,
    }


def _named(figure: Figure | None) -> Fields:
    """How closely a figure is known, and its id."""
    return {**_known(figure), "figure": figure and figure.id}


def _evidence(figure: Figure) -> Fields:
    """A number with everything that it rests on."""
    return {
        "value": figure,
        **_known(figure),
        "evidence": figure.quantity.evidence,
        "source": figure.quantity.source,
        "period": figure.period and figure.period.label,
        "as_of": figure.as_of,
        "readings": [[reading.account, reading.at] for reading in figure.readings],
        "parts": figure.parts,
    }


@plain.register
def _(standing: YearStanding) -> Fields:
    value = standing.value
    return {
        "account": standing.account,
        "platform": standing.platform,
        "event": standing.is_event,
        "value": value,
        **_named(value),
        "period": value and value.period and value.period.label,
        "as_of": value and (value.at or value.as_of),
        "evidence": value and value.quantity.evidence,
        "source": None if value is None or value.readings else value.quantity.source,
        "previous": standing.previous,
        "net": standing.net,
        "growth": standing.growth,
        **_known(standing.growth, "growth_"),
        "falls": standing.falls,
        "net_without_falls": standing.without_falls,
        "printed_beside": standing.beside,
        "printed_difference": standing.difference,
        "printed_growth": standing.printed_rate,
    }


@plain.register
def _(total: YearTotal) -> Fields:
    return {
        **_own(total, "net", "same_accounts"),
        **_named(total.value),
        "evidence": total.value and total.value.quantity.evidence,
        **_known(total.growth, "growth_"),
        "growth_accounts": total.same_accounts,
    }


@plain.register
def _(fall: Fall) -> Fields:
    return {"since": fall.since, "at": fall.at, "lost": fall.lost, "suspect": fall.is_suspect}


@plain.register
def _(line: ActivityLine) -> Fields:
    return {
        **_own(line, "is_comparable", "is_whole"),
        **_named(line.count),
        "source": line.count.quantity.source,
        "comparable": line.is_comparable if line.previous else None,
    }


@plain.register
def _(activities: Activities) -> Fields:
    total = activities.total
    return {"value": total, **_named(total), "printed": activities.printed}


@plain.register
def _(launch: Launch) -> Fields:
    fields_of_launch = _own(launch, "platform", "length")
    return {**fields_of_launch, "seconds": launch.length, "figure": launch.reached.id}


@plain.register
def _(output: Output) -> Fields:
    return {
        **_own(output, "is_event", "lost_by"),
        "event": output.is_event,
        "forms": dict(output.forms),
        **_forms(output),
        **_bounds(known_as_posts(output.replies, output), "replies_"),
        **_bounds(known_as_posts(output.reposts, output), "reposts_"),
        "by_kind": dict(output.by_kind),
        **_named(output.posts),
        "evidence": output.posts and output.posts.quantity.evidence,
        "reason": output.lost_by,
    }


def _forms(output: Output) -> Fields:
    """How closely each number of posts of a form is known, and of how many it was not told.

    The posts are a lower bound where others may be of the form, too, as stories always are.
    """
    if output.posts is None:
        return {"forms_known": {}, "forms_not_told": None}
    counted = sum(number for form, number in output.forms if form != Form.STORY)
    untold = int(output.posts.quantity.value) - counted
    known = measured if output.is_whole and not untold else at_least
    return {
        "forms_known": {
            form: _bounds(at_least(number) if form == Form.STORY else known(number))
            for form, number in output.forms
        },
        "forms_not_told": untold,
    }


def _not_counted(balance: Balance) -> Iterator[Fields]:
    """The counts that posts of the year lack, for their platform began to count them later."""
    platforms = (output.platform for output in balance.outputs)
    for platform, metric, day in counts_lacking(platforms, ["views"], date(balance.year, 1, 1)):
        yield {"platform": platform, "metric": metric, "counted_since": day}


@plain.register
def _(combined: Combined) -> Fields:
    posts = combined.posts
    return {**_own(combined), **_named(posts), "evidence": posts and posts.quantity.evidence}


@plain.register
def _(account_year: AccountYear) -> Fields:
    return {**_own(account_year, "is_event"), "event": account_year.is_event}


@plain.register
def _(days: DaysTold) -> Fields:
    quantity = days.figure.quantity
    return {
        "metric": days.metric,
        "value": days.figure,
        **_named(days.figure),
        "evidence": quantity.evidence,
        "source": quantity.source,
        "days": days.days,
        "days_due": days.due,
        "highest_on": days.on,
    }


@plain.register
def _(summed: Summed) -> Fields:
    return {
        "total": summed.figure,
        **_known(summed.figure),
        "told": summed.counted,
        "posts": summed.posts,
        "exported": summed.exported,
        "evidence": summed.figure and summed.figure.quantity.evidence,
    }


@plain.register
def _(month: Month) -> Fields:
    """The precision is `at_least` where only some posts told their views."""
    return {
        "month": f"{month.since:%Y-%m}",
        **_own(month, "since"),
        "precision": month.views and month.views.precision,
    }


@plain.register
def _(top_post: TopPost) -> Fields:
    own = _own(top_post, "platform", "age")
    evidence = top_post.count.quantity.evidence
    return {**own, **_named(top_post.count), "age_s": top_post.age, "evidence": evidence}


@plain.register
def _(topical: Topical) -> Fields:
    return {**_own(topical), **_named(topical.posts), "evidence": topical.posts.quantity.evidence}


@plain.register
def _(answered: Answered) -> Fields:
    lengths = ("shortest", "median", "longest", "ceiling")
    return {
        **_own(answered, *lengths, "figures"),
        **{f"{name}_s": getattr(answered, name) for name in lengths},
        "outcomes": dict(answered.outcomes),
    }


@plain.register
def _(coverage: Coverage) -> Fields:
    return {**_own(coverage, "figure", "hole"), "longest_hole": coverage.hole}


@plain.register
def _(other: OtherFigure) -> Fields:
    figure = other.figure
    return {
        **_own(other),
        "value": figure,
        **_named(figure),
        "source": figure.quantity.source,
    }


@plain.register
def _(correction: Correction) -> Fields:
    return {"figure": correction.id, **_own(correction, "id", "is_base")}
