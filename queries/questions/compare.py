"""`compare`: two periods side by side, like with like, or it says why they cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.periods import Period
from queries.answer import Answer, Column, Kind, Row
from queries.asking import A_DAY, Asked, Question
from queries.columns import whose, whose_columns
from queries.comparing import (
    INTERACTIONS_PER_POST,
    NET_GROWTH,
    PARTS,
    POSTS,
    VIEWS_PER_POST,
    Figure,
    compared_periods,
    figures,
)
from queries.reservations import Followed, lists
from words import Language, count_name, network_name


def ask_compare(asked: Asked) -> Answer:
    """Growth, posts, views and interactions of two periods, account by account.

    Like with like: days that have not come are not compared with days that have; a number whose
    definition changed in between is shown and not compared; what is known in one period alone
    has no change. With an age, posts are compared as they were so many days after publication.
    """
    before, after = compared_periods(asked)
    followed = Followed(asked)
    found = [
        one
        for account in asked.accounts
        for one in figures(asked, followed, account, before, after)
    ]
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("metric", say("number"), is_detail=True),
        Column("name", say("number")),
        Column("before_since", say("earlier, from"), Kind.DAY, is_detail=True),
        Column("before_until", say("earlier, until (excluded)"), Kind.DAY, is_detail=True),
        Column("before", say("earlier"), Kind.NUMBER),
        Column("after_since", say("later, from"), Kind.DAY, is_detail=True),
        Column("after_until", say("later, until (excluded)"), Kind.DAY, is_detail=True),
        Column("after", say("later"), Kind.NUMBER),
        Column("change", say("change"), Kind.NUMBER),
        Column("rate", say("in percent"), Kind.SHARE),
        Column("remark", say("remark")),
    )
    rows = tuple(_row(one, before, after, asked.language) for one in found)
    caption = say(
        "{later}, compared with {earlier}",
        later=_days(after, asked.language),
        earlier=_days(before, asked.language),
    )
    return Answer("compare", caption, columns, rows, tuple(_notes(asked, before, after, found)))


def _row(one: Figure, before: Period, after: Period, language: Language) -> Row:
    return {
        **whose(one.account),
        "metric": one.metric,
        "name": _name(one.metric, language),
        "before_since": before.since,
        "before_until": before.until,
        "before": one.before,
        "after_since": after.since,
        "after_until": after.until,
        "after": one.after,
        "change": one.change,
        "rate": one.rate,
        "remark": " ".join(_remarks(one)),
    }


def _name(metric: str, language: Language) -> str:
    own = {
        NET_GROWTH: language.say("net growth"),
        POSTS: language.say("posts"),
        VIEWS_PER_POST: language.say("views per post"),
        INTERACTIONS_PER_POST: language.say("interactions per post"),
    }
    return own[metric] if metric in own else count_name(metric, language)


def _remarks(one: Figure) -> Iterator[str]:
    """Short, for the notes say it in full."""
    if one.breaks:
        yield "≠"
    if one.is_part:
        yield "≥"


def _days(period: Period, language: Language) -> str:
    first, last = language.date(period.since), language.date(period.until - A_DAY)
    return language.say("{first} to {last}", first=first, last=last)


def _notes(asked: Asked, before: Period, after: Period, found: Sequence[Figure]) -> Iterator[str]:
    say = asked.language.say
    days = [(one.until - one.since).days for one in (before, after)]
    if days[0] != days[1]:
        yield say(
            "The periods are of unlike length: {earlier} and {later} days.",
            earlier=asked.language.number(days[0]),
            later=asked.language.number(days[1]),
        )
    if asked.age_days is None:
        yield say("Older posts have had more time to draw; an equal age compares them fairly.")
    else:
        yield say("Posts whose number at that age is not known are left out.")
    yield from _broken(asked, found)
    if any(one.is_part for one in found):
        yield say("≥ It is at least so much: some posts did not tell the number.")
    cut = dict.fromkeys(one.account.name for one in found if one.is_cut)
    if cut:
        yield say(
            "Not compared, for not all days of both periods are on file: {accounts}",
            accounts=", ".join(cut),
        )
    yield from _together(asked, found)
    yield from lists(asked)


def _broken(asked: Asked, found: Sequence[Figure]) -> Iterator[str]:
    told = dict.fromkeys((one.account.platform, each) for one in found for each in one.breaks)
    for platform, each in told:
        yield asked.language.say(
            "≠ {platform}: another thing is counted since {day} ({what}); it is not compared",
            platform=network_name(platform, asked.language),
            day=asked.language.date(each.on),
            what=asked.language.names(each.names),
        )


def _together(asked: Asked, found: Sequence[Figure]) -> Iterator[str]:
    """Sums of the same accounts on both sides; those opened for an event are in no total."""
    language = asked.language
    for metric in (NET_GROWTH, POSTS, *PARTS):
        same = [one for one in found if one.metric == metric and one.change is not None]
        same = [one for one in same if not one.account.event]
        if len(same) > 1:
            earlier = sum(one.before for one in same if one.before is not None)
            later = sum(one.after for one in same if one.after is not None)
            yield language.say(
                "{number}, {accounts} together: {earlier}, then {later}",
                number=_name(metric, language),
                accounts=language.listed([one.account.name for one in same]),
                earlier=language.number(earlier),
                later=language.number(later),
            )


COMPARE = Question(
    "compare",
    lambda language: language.say("How does one period compare with another?"),
    frozenset({"versus", "age", "topic"}),
    ask_compare,
)
