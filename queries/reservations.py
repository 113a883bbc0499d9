"""What is said beside numbers of posts: which are not known, and which cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from documents.model import Cell, Column, Content, Foreign, Row, ValueKind
from documents.wording import change_in_words
from metrics.alerts import TOUCH_FIGURES
from metrics.growth import NO_READING_BEFORE
from metrics.model import Account, Reason
from metrics.periods import Period, local_day
from metrics.platforms import PLATFORMS, breaks_between
from metrics.post_coverage import Cover, PostCoverage
from metrics.posts import Tally
from metrics.quantity import Evidence, Quantity, at_least, known_by, measured
from queries.columns import bound_columns, bounds, source_in_words
from queries.growth import AccountGrowth, growth_by_account
from queries.request import A_DAY, Asked
from storage import Store, alerts
from storage.alerts import AlertRecord
from storage.history.exported_posts import files_without_posts
from storage.post_coverage import post_coverages, why_unknown
from words import Language, count_name, notices, platform_name
from words.lengths import period_in_words
from words.names import alert_name, reason_name


class PostsKnown:
    """How much is known of what each account asked for has published; read once.

    Posts are known where a look has found every one of them, which is another thing than a visit
    to the account (`metrics.post_coverage`).
    """

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        names = [account.name for account in asked.accounts]
        self._coverages = post_coverages(asked.store, names)

    def holds(self, account: Account, period: Period) -> bool:
        """Whether it is on file what was published in a period, or in a part of it."""
        return self._cover(account, period) is not Cover.NONE

    def holds_all(self, account: Account, period: Period) -> bool:
        """Whether it is on file what was published in all of a period, as far as it has come."""
        return self._cover(account, period) is Cover.WHOLE

    def bounded(self, account: Account, period: Period, number: Quantity) -> Quantity | None:
        """A number of posts of a period, or a sum over them, as closely as the period is known.

        See `metrics.post_coverage`, which balance and letter ask as well.
        """
        instants = period.instants(self._asked.zone)
        return self._coverages[account.name].bounded(number, *instants, self._asked.now)

    def since(self, account: Account, period: Period) -> date | None:
        """From which day on a period that is known in part is known."""
        instants = period.instants(self._asked.zone)
        since = self._coverages[account.name].known_since(*instants, self._asked.now)
        return since and local_day(since, self._asked.zone)

    def qualified(
        self,
        account: Account,
        period: Period,
        number: int | None,
        evidence: Evidence = Evidence.MEASURED,
    ) -> Row:
        """How a number of posts of a period is known: the values under `qualifier_columns`.

        `precision` is `exact` or `at_least`; empty where nothing is known, or there is no number.
        """
        counted = None if number is None else known_by(number, evidence)
        known = counted and self.bounded(account, period, counted)
        return {**bounds("", known), "known_since": self.since(account, period)}

    def shown(
        self,
        account: Account,
        period: Period,
        number: int | None,
        *,
        is_all: bool = True,
        evidence: Evidence = Evidence.MEASURED,
    ) -> Content:
        """A number of posts of a period, which people read with its qualifier.

        Files hold the number, and beside it what `qualified` says. `is_all` is False where some of
        the posts on file may belong to it, too: then it is a lower bound however they are known.
        """
        if number is None:
            return None
        counted = known_by(number, evidence)
        counted = counted if is_all else counted + at_least(0)
        known = self.bounded(account, period, counted)
        return _in_words(number, known, self._asked.language) if known else None

    def shown_together(self, period: Period, number: int) -> Content:
        """The same of a number of posts of all accounts asked for together."""
        is_whole = all(self.holds_all(account, period) for account in self._asked.accounts)
        known = measured(number) if is_whole else at_least(number)
        return _in_words(number, known, self._asked.language)

    def qualified_together(self, period: Period, number: int) -> Row:
        """The same of a number of posts of all accounts asked for together.

        It is at least so much unless every account is known whole; since when, where each account
        that is not is known to the end, is the last of their days.
        """
        parts = [account for account in self._asked.accounts if not self.holds_all(account, period)]
        days = [self.since(account, period) for account in parts]
        known = [day for day in days if day is not None]
        return {
            **bounds("", at_least(number) if parts else measured(number)),
            "known_since": max(known) if known and len(known) == len(days) else None,
        }

    def partly(self, account: Account, period: Period) -> Iterator[str]:
        """What is known of an account's posts of a period, where it is not all of them."""
        if self.holds_all(account, period) or period.since > self._asked.today:
            return
        language = self._asked.language
        days = {
            "account": account.name,
            "first": language.date(period.since),
            "last": language.date(period.until - A_DAY),
        }
        since = self.since(account, period)
        coverage = self._coverages[account.name]
        if since is not None:
            yield language.say(
                "{account}: of the posts from {first} to {last}, those since {day} are on file",
                day=language.date(since),
                **days,
            )
        elif self.holds(account, period):
            yield language.say(
                "{account}: the posts from {first} to {last} are on file in part", **days
            )
        elif coverage.since is not None and coverage.since > period.instants(self._asked.zone)[0]:
            yield language.say(
                "{account}: nothing is on file of the posts from {first} to {last}; they are known"
                " since {day}",
                day=language.date(local_day(coverage.since, self._asked.zone)),
                **days,
            )
        else:
            yield language.say(
                "{account}: nothing is on file of the posts from {first} to {last}", **days
            )

    def notes(self) -> Iterator[str]:
        """For each account the days of those asked for of which nothing is on file, and why."""
        for account in self._asked.accounts:
            coverage = self._coverages[account.name]
            if coverage.stretches:
                yield from self._holes(account.name, coverage)
            else:
                yield self._never(account.name)

    def _cover(self, account: Account, period: Period) -> Cover:
        instants = period.instants(self._asked.zone)
        return self._coverages[account.name].of(*instants, self._asked.now)

    def _never(self, name: str) -> str:
        say = self._asked.language.say
        reason = why_unknown(self._asked.store, name)
        if reason is None:
            return say("{account}: not known, it was never read", account=self._asked.called(name))
        return say(
            "{account}: not known, its posts could never be read ({reason})",
            account=self._asked.called(name),
            reason=reason_name(reason, self._asked.language),
        )

    def _holes(self, name: str, coverage: PostCoverage) -> Iterator[str]:
        asked = self._asked
        for hole in coverage.holes(*asked.instants(), asked.now):
            first, last = (local_day(instant, asked.zone) for instant in (hole.since, hole.until))
            if coverage.since is not None and hole.until <= coverage.since:
                yield asked.language.say(
                    "{account}: posts are on file from {day} on; of earlier ones nothing is known",
                    account=asked.called(name),
                    day=asked.language.date(last),
                )
            else:
                is_open = hole.until >= min(asked.now, asked.instants()[1])
                reason = why_unknown(asked.store, name, hole)
                end = None if is_open else last
                yield unknown_stretch(asked.language, asked.called(name), first, end, reason)


def _in_words(number: int, known: Quantity, language: Language) -> Content:
    if known.is_exact:
        return number
    # That there are none or more says nothing.
    return Cell(number, words=language.quantity(known) if number else notices.not_known(language))


def unknown_stretch(
    language: Language, name: str, first: date, last: date | None, reason: Reason | None
) -> str:
    """That it is not known what an account published between two days, and why.

    Without a last day nothing is known since the first.
    """
    if last is None and reason is None:
        return language.say(
            "{account}: it was last read on {day}; what came later is not known",
            account=name,
            day=language.date(first),
        )
    why = reason_name(reason, language)
    if last is None:
        return language.say(
            "{account}: posts published since {first} are not known ({reason})",
            account=name,
            first=language.date(first),
            reason=why,
        )
    return language.say(
        "{account}: posts published between {first} and {last} are not known ({reason})",
        account=name,
        first=language.date(first),
        last=language.date(last),
        reason=why,
    )


def losses_within(store: Store, since: datetime, until: datetime) -> tuple[AlertRecord, ...]:
    """The losses that lasted in [since, until), so that figures are missing; oldest first."""
    return tuple(
        record
        for record in alerts.history(store, since)
        if record.kind in TOUCH_FIGURES and record.opened_at < until
    )


def lasting_loss(
    language: Language, name: str, kind: str, count: str | None, days: tuple[date, date | None]
) -> str:
    """That figures of an account are missing, since which day and, where it is over, until when.

    `kind` is the alert's; `count` a count of posts, where it is one.
    """
    since, until = days
    values = {
        "account": name,
        "what": what_is_lost(language, kind, count),
        "since": language.date(since),
    }
    if until is None:
        return language.say("{account}: {what}, since {since}", **values)
    return language.say(
        "{account}: {what}, {since} to {until}", **values, until=language.date(until)
    )


def what_is_lost(language: Language, kind: str, count: str | None) -> str:
    """What a lasting loss is called, with the count that is not told, where it is one."""
    what = alert_name(kind, language)
    if not count:
        return what
    return language.say("{what} ({detail})", what=what, detail=count_name(count, language))


def qualifier_columns(language: Language) -> tuple[Column, ...]:
    """How a number of posts is known; only where the numbers of one account are told."""
    say = language.say
    return (
        *bound_columns("", language),
        Column("known_since", say("known since"), ValueKind.DAY, is_detail=True),
    )


def known_growths(asked: Asked, period: Period) -> Iterator[str]:
    """What each account gained since its first reading, where a period begins before it."""
    for growth in growth_by_account(asked.store, asked.accounts, [period], asked.zone, asked.now):
        if growth.growth.reason == NO_READING_BEFORE:
            yield from known_growth(growth, asked)


def known_growth(growth: AccountGrowth, asked: Asked) -> Iterator[str]:
    """The nearest known answers to a growth that is not known for want of an earlier reading."""
    language, name = asked.language, asked.called(growth.account.name)
    first, end = (point.at if point else None for point in (growth.first, growth.end))
    if first is not None and end is not None and growth.since_first is not None:
        yield language.say(
            "{account}: {gain} followers since {day}, the first reading, until {end}",
            account=name,
            gain=change_in_words(growth.since_first, language),
            day=language.date(local_day(first, asked.zone)),
            end=language.date(local_day(end, asked.zone)),
        )
    printed = growth.printed
    if printed and printed.period and growth.since_printed and end is not None:
        yield language.say(
            "{account}: {gain} followers since the figure printed for {period} ({source}),"
            " until {end}",
            account=name,
            gain=change_in_words(growth.since_printed, language),
            period=period_in_words(printed.period, language),
            source=source_in_words(printed.quantity, language),
            end=language.date(local_day(end, asked.zone)),
        )


def from_files(language: Language, posts: int) -> Iterator[str]:
    """That files alone tell of some posts, or of some counts of posts."""
    if posts:
        yield language.count(
            "{n} post is told by a downloaded file alone: it was never read from its platform.",
            "{n} posts are told by downloaded files alone: they were never read from their"
            " platforms.",
            posts,
        )


def partial_sums(asked: Asked, tallies: Iterable[Tally | None]) -> Iterator[str]:
    """That some sums are of some posts alone."""
    if any(tally and tally.counted < tally.posts for tally in tallies):
        yield asked.language.say(
            "Some posts did not tell every number: a sum is of those that did, and empty where"
            " none did."
        )


def breaks(asked: Asked, metrics: Iterable[str]) -> Iterator[str]:
    """Where, in the days asked for, numbers began to mean something else, or to be counted."""
    wanted = tuple(metrics)
    yield from uncounted(asked, wanted, asked.first_day)
    yield from changed_meanings(asked, wanted)


def changed_meanings(asked: Asked, metrics: Iterable[str]) -> Iterator[str]:
    """Where, in the days asked for, numbers began to mean something else."""
    wanted, last = tuple(metrics), min(asked.last_day, asked.today)
    for platform in dict.fromkeys(account.platform for account in asked.accounts):
        for metric in wanted:
            for change in breaks_between(platform, metric, asked.first_day, last):
                yield asked.language.say(
                    "{platform}, {count}: another thing is counted since {day} ({what});"
                    " before and after are not to be compared",
                    platform=platform_name(platform, asked.language),
                    count=count_name(metric, asked.language, platform),
                    day=asked.language.date(change.on),
                    what=asked.language.names(change.names),
                )


def uncounted(asked: Asked, metrics: Iterable[str], first_day: date) -> Iterator[str]:
    """Of which posts, from a day on, a platform has never kept a number."""
    platforms = (account.platform for account in asked.accounts)
    return notices.uncounted_reasons(platforms, metrics, first_day, asked.language)


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


def files_to_bring_again(asked: Asked) -> Iterator[str]:
    """Files whose posts no answer counts."""
    for account in asked.accounts:
        for number, name in files_without_posts(asked.store, account.name):
            files = {
                "account": account.name,
                "file": asked.language.inset(Foreign(name)),
                "number": str(number),
            }
            yield asked.language.say(
                "{account}: the posts of {file} are not counted, an older version took it in: undo"
                " it (import --undo {number}) and import it again",
                **files,
            )
