"""What the reference of a number says, in words: `followers/dgsn-x/2026/net` is no reader's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from documents.model import foreign_line
from reports.balance.facts import Balance, Output, YearStanding
from reports.balance.wording import Reader, activity_in_words, topic_in_words, whose
from words import Language
from words.names import count_name, day_metric_name, figure_name

APART = " · "


@dataclass(frozen=True, slots=True)
class Namer:
    """What names are looked up in: the balance, and for whom it is worded."""

    balance: Balance
    reader: Reader

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.reader.language

    def platform(self, account: str) -> str | None:
        """Where an account is, by which its counts have their own words."""
        parts: list[YearStanding | Output] = [*self.balance.standings, *self.balance.outputs]
        return next((part.platform for part in parts if part.account == account), None)


def reference_in_words(reference: str, balance: Balance, reader: Reader) -> str:
    """What a number is of, of whom and of which year; a reference of another form as it is."""
    kind, *rest = reference.split("/")
    try:
        parts = WORDED[kind](rest, Namer(balance, reader))
    except (IndexError, KeyError, ValueError):
        return foreign_line(reference)
    return APART.join(filter(None, parts))


def _followers(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    account, year, *what = rest
    return _gained(what, namer), namer.reader.name(account), year


def _total(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    year, *what = rest
    return _gained(what, namer), namer.language.say("all accounts"), year


def _gained(what: Sequence[str], namer: Namer) -> str:
    say = namer.language.say
    if not what:
        return say("Followers")
    named = {
        "net": say("Net change"),
        "growth": say("Growth"),
        "net_without_falls": say("Net change without falls in one step"),
    }
    return named["/".join(what)]


def _published(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    """`2026/views` of all accounts, `dgsn-x/2026/views` of one."""
    say = namer.language.say
    first, *more = rest
    if first.isdecimal():
        return _counted(more, namer), say("all accounts"), first
    year, *what = more
    return _counted(what, namer, namer.platform(first)), namer.reader.name(first), year


def _counted(what: Sequence[str], namer: Namer, platform: str | None = None) -> str:
    if not what:
        return namer.language.say("Posts")
    (metric,) = what
    return count_name(metric, namer.language, platform)


def _account_days(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    account, metric, year = rest
    return day_metric_name(metric, namer.language), namer.reader.name(account), year


def _most_viewed(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    place, metric = rest
    title = namer.language.say("Most viewed posts")
    platform = namer.balance.most_viewed[int(place) - 1].platform
    return title, _place(place, namer), count_name(metric, namer.language, platform)


def _best(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    place, metric = rest
    title = namer.language.say("Most viewed at the same age")
    platform = namer.balance.best[int(place) - 1].platform
    return title, _place(place, namer), count_name(metric, namer.language, platform)


def _place(place: str, namer: Namer) -> str:
    return namer.language.say("rank {n}", n=namer.language.number(int(place)))


def _topics(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    topic, year, *what = rest
    return _counted(what, namer), topic_in_words(topic, namer.reader), year


def _activities(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    kind, year = rest
    if kind == "total":
        return namer.language.say("Activities in all"), year
    return activity_in_words(kind, namer.reader), year


def _printed(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    account, metric, *when = rest
    say = namer.language.say
    if account == "activities":
        return say("as it was printed"), *_activities([metric, *when], namer)
    name = figure_name(metric, namer.language, foreign_line)
    return name, say("as it was printed"), whose(account, namer.reader), *when


def _statements(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    (what,) = rest
    say = namer.language.say
    named = {
        "noticed": say("Contents noticed"),
        "informed": say("On which the public was informed"),
        "denials": say("Denials"),
        "rectifications": say("Rectifications"),
        "timed": say("With both times on file"),
        "shortest": say("Shortest time, in seconds"),
        "median": say("Median time, in seconds"),
        "longest": say("Longest time, in seconds"),
        "within": say("Within the ceiling"),
    }
    return (named[what],)


def _completeness(rest: Sequence[str], namer: Namer) -> Sequence[str]:
    account, year = rest
    return namer.language.say("Readings"), namer.reader.name(account), year


WORDED: Mapping[str, Callable[[Sequence[str], Namer], Sequence[str]]] = {
    "followers": _followers,
    "total": _total,
    "published": _published,
    "account_days": _account_days,
    "most_viewed": _most_viewed,
    "best": _best,
    "topics": _topics,
    "activities": _activities,
    "printed": _printed,
    "statements": _statements,
    "completeness": _completeness,
}
"""By the first part of a reference: what its other parts say."""
