"""What is said beside numbers of posts: which are not known, and which cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from metrics.model import Account
from metrics.periods import Period, local_day
from metrics.platforms import PLATFORMS, breaks_between
from metrics.posts import Tally
from queries.request import Asked
from storage.followers import SILENCE
from storage.post_query import followed_between
from words import count_name, platform_name


class Followed:
    """From when until when the posts of each account asked for are on file; read once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        names = [account.name for account in asked.accounts]
        self._stretches = followed_between(asked.store, names)

    def holds(self, account: Account, period: Period) -> bool:
        """Whether it is on file what was published in a period, or in a part of it."""
        stretch = self._stretches.get(account.name)
        if stretch is None:
            return False
        since, until = period.instants(self._asked.zone)
        return since <= stretch[1] and until > stretch[0]

    def holds_all(self, account: Account, period: Period) -> bool:
        """Whether it is on file what was published in all of a period, as far as it has come."""
        stretch = self._stretches.get(account.name)
        since, until = period.instants(self._asked.zone)
        if stretch is None:
            return False
        return stretch[0] <= since and stretch[1] >= min(until, self._asked.now - SILENCE)

    def notes(self) -> Iterator[str]:
        """For each account the days of those asked for of which nothing is on file, and why."""
        for account in self._asked.accounts:
            stretch = self._stretches.get(account.name)
            if stretch is None:
                yield self._asked.language.say(
                    "{account}: not known, it was never read", account=account.name
                )
            else:
                yield from self._ends(account.name, stretch)

    def _ends(self, name: str, stretch: tuple[datetime, datetime]) -> Iterator[str]:
        asked = self._asked
        first, last = (local_day(instant, asked.zone) for instant in stretch)
        if asked.first_day < first:
            yield asked.language.say(
                "{account}: posts are on file from {day} on; of earlier ones nothing is known",
                account=name,
                day=asked.language.date(first),
            )
        if last < min(asked.today, asked.last_day):
            yield asked.language.say(
                "{account}: it was last read on {day}; what came later is not known",
                account=name,
                day=asked.language.date(last),
            )


def partial_sums(asked: Asked, tallies: Iterable[Tally | None]) -> Iterator[str]:
    """That some sums are of some posts alone."""
    if any(tally and tally.counted < tally.posts for tally in tallies):
        yield asked.language.say(
            "Some posts did not tell every number: a sum is of those that did, and empty where"
            " none did."
        )


def breaks(asked: Asked, metrics: Iterable[str]) -> Iterator[str]:
    """Where, in the days asked for, numbers began to mean something else."""
    wanted, last = tuple(metrics), min(asked.last_day, asked.today)
    for platform in dict.fromkeys(account.platform for account in asked.accounts):
        for metric in wanted:
            for change in breaks_between(platform, metric, asked.first_day, last):
                yield asked.language.say(
                    "{platform}, {count}: another thing is counted since {day} ({what});"
                    " before and after are not to be compared",
                    platform=platform_name(platform, asked.language),
                    count=count_name(metric, asked.language),
                    day=asked.language.date(change.on),
                    what=asked.language.names(change.names),
                )


def lists(asked: Asked) -> Iterator[str]:
    """What interactions are on each network: the lists differ, so they are told."""
    for platform in dict.fromkeys(account.platform for account in asked.accounts):
        counts = PLATFORMS[platform].interactions
        names = [count_name(name, asked.language, platform) for name in counts]
        yield asked.language.say(
            "Interactions on {platform}: {counts}.",
            platform=platform_name(platform, asked.language),
            counts=asked.language.listed(names),
        )
