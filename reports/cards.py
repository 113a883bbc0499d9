"""What a card says: one figure with its days, its reservations and its source, in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from charts import FigureCard
from documents.wording import change_in_words
from metrics.growth import in_total, known_total, like_for_like
from metrics.model import Account
from metrics.periods import A_DAY, Period, local_day
from metrics.quantity import Evidence, Quantity, at_least, growth_rate, known_by, total
from metrics.series import Point
from queries.columns import not_over, printed_in_words
from queries.growth import AccountGrowth, growth_by_account
from queries.posts import published_counts
from queries.request import Asked, CannotAnswer
from queries.reservations import PostsKnown
from queries.targets import TargetProgress, state_name, target_progress
from words import Case, Language
from words.accounts import names_of_accounts
from words.lengths import days_in_words
from words.names import evidence_name
from words.nouns import Noun, counted
from words.rates import rate_in_words
from words.sentences.clauses import foreign


def followers_card(asked: Asked) -> FigureCard:
    """Where an account, or all together, stood at the end of the days asked for.

    Raises:
        CannotAnswer: it is not known of any of them.
    """
    grown = _growths(asked)
    named = _names(asked)
    known = known_total({growth.account.name: _quantity(growth.end) for growth in grown})
    if known.value is None:
        raise CannotAnswer(_unknown(asked, [growth.account.name for growth in grown]))
    language = asked.language
    parts = [(named[growth.account.name], _quantity(growth.end)) for growth in grown]
    ends = [
        (named[growth.account.name], growth.end)
        for growth in grown
        if growth.account.name in known.accounts
    ]
    when = local_day(asked.now, asked.zone) if asked.until is None else asked.last_day - A_DAY
    lines = (
        language.say("As of {day}", day=language.date(_newest(ends, asked) or when)),
        *_parts(
            [(name, language.quantity(quantity)) for name, quantity in parts if quantity], language
        ),
        *_left_out([named[name] for name in known.left_out], language),
    )
    return FigureCard(
        _subject(asked, known.accounts, known.left_out),
        language.say("Number of followers"),
        language.quantity(known.value),
        lines,
        tuple(_sources(ends, known.value, asked)),
    )


def growth_card(asked: Asked) -> FigureCard:
    """What an account, or all together like for like, gained in the days asked for.

    Raises:
        CannotAnswer: it is not known of any of them.
    """
    grown = _growths(asked)
    known = [row for row in grown if row.growth.net is not None]
    language, named = asked.language, _names(asked)
    starts, ends = (
        {row.account.name: _quantity(point) for row, point in pairs}
        for pairs in ([(row, row.start) for row in known], [(row, row.end) for row in known])
    )
    both = like_for_like(starts, ends)
    if both.start is None or both.end is None:
        raise CannotAnswer(_unknown(asked, [row.account.name for row in grown]))
    net, rate = both.end - both.start, growth_rate(both.start, both.end)
    changes = [(named[row.account.name], row.growth.net) for row in known]
    left_out = [row.account.name for row in grown if row.account.name not in both.accounts]
    lines = (
        _days(asked),
        *([rate_in_words(rate, language, signed=True)] if rate else []),
        *_so_far(asked),
        *_parts([(name, change_in_words(net, language)) for name, net in changes if net], language),
        *(line for row in known for line in _on_growth(row, named, asked)),
        *_left_out([named[name] for name in left_out], language),
    )
    points = [(named[row.account.name], point) for row in known for point in (row.start, row.end)]
    return FigureCard(
        _subject(asked, both.accounts, left_out),
        language.say("Net growth of followers"),
        change_in_words(net, language),
        lines,
        tuple(_sources(points, net, asked)),
    )


def posts_card(asked: Asked) -> FigureCard:
    """How much an account, or all together, published in the days asked for.

    Raises:
        CannotAnswer: it is not known of any of them.
    """
    accounts, period, known = _members(asked), _period(asked), PostsKnown(asked)
    named, language = _names(asked), asked.language
    counts = {
        account.name: known.bounded(
            account,
            period,
            known_by(published.posts, published.evidence),
        )
        for account in accounts
        for published in published_counts(asked.store, account, [period], asked.zone)
    }
    numbers = [count for count in counts.values() if count is not None]
    known_of = [name for name, count in counts.items() if count is not None]
    unknown = [name for name in counts if name not in known_of]
    if not numbers or not any(count.value or count.is_exact for count in numbers):
        raise CannotAnswer(_unknown(asked, list(counts)))
    whole = total([*numbers, at_least(0)] if unknown else numbers)
    partly = [named[a.name] for a in accounts if counts[a.name] and not known.holds_all(a, period)]
    lines = (
        _days(asked),
        *_so_far(asked),
        *_parts([(named[n], language.quantity(one)) for n, one in counts.items() if one], language),
        *_partly(partly, language),
        *_left_out([named[name] for name in unknown], language),
    )
    names = [named[name] for name in known_of]
    source = _source(names, whole.evidence, language.date(asked.today), language)
    return FigureCard(
        _subject(asked, known_of, unknown),
        language.say("Posts published"),
        language.quantity(whole),
        lines,
        (source,),
    )


def target_card(asked: Asked) -> FigureCard:
    """How far the way to the next target of an account, or of all together, is gone.

    Raises:
        CannotAnswer: no such target is set, or its way is not known.
    """
    progress = _target(asked)
    language = asked.language
    if progress.now is None or progress.share is None:
        raise CannotAnswer(_unknown(asked, [account.name for account in _members(asked)]))
    ends = [(_names(asked)[growth.account.name], growth.end) for growth in _growths(asked)]
    target = language.say(
        "Target: {followers} by {day}",
        followers=counted(Noun.FOLLOWER, progress.target.followers, language),
        day=language.date(progress.target.by),
    )
    return FigureCard(
        _subject(asked, [account.name for account in _members(asked)]),
        target,
        rate_in_words(progress.share, language),
        tuple(_on_target(progress, asked)),
        tuple(_sources(ends, progress.now, asked)),
        share=Fraction(progress.share.value),
    )


def targets_in_words(targets: Sequence[TargetProgress], asked: Asked) -> Iterator[str]:
    """A sentence on each target: whose, how much, by when, how far the way is gone."""
    language, named = asked.language, _names(asked)
    for target in targets:
        account = target.target.account
        whose = named[account] if account else language.say("The official accounts together")
        values = {
            "whose": whose,
            "followers": counted(Noun.FOLLOWER, target.target.followers, language),
            "day": language.date(target.target.by),
        }
        if target.share is None or target.state is None:
            yield language.say("{whose}: {followers} by {day}; how far is not known", **values)
        else:
            yield language.say(
                "{whose}: {followers} by {day}; {share} of the way is gone ({state})",
                share=rate_in_words(target.share, language),
                state=state_name(target.state, language),
                **values,
            )


CARDS: Mapping[str, Callable[[Asked], FigureCard]] = {
    "followers": followers_card,
    "growth": growth_card,
    "posts": posts_card,
    "target": target_card,
}
"""The figures that can be drawn, by the word for each."""


def _members(asked: Asked) -> tuple[Account, ...]:
    """The accounts that a total holds; one opened for an event where it alone was asked for."""
    return in_total(asked.accounts) or asked.accounts


def _names(asked: Asked) -> Mapping[str, str]:
    """What each account of the institution is called on a paper."""
    language = asked.language
    return names_of_accounts(
        asked.settings.accounts, language, foreign=lambda name: foreign(name, language)
    )


def _subject(asked: Asked, counted_in: Sequence[str], left_out: Sequence[str] = ()) -> str:
    """Whose figure it is: an account's, all together's, or those named of which it is known."""
    named = _names(asked)
    if len(counted_in) == 1 or left_out:
        return asked.language.listed([named[name] for name in counted_in])
    return asked.language.say("The official accounts together")


def _period(asked: Asked) -> Period:
    """The days asked for.

    Raises:
        CannotAnswer: they have not begun.
    """
    periods = asked.periods()
    if not periods:
        raise CannotAnswer(asked.language.say("These days have not begun."))
    return periods[0]


def _growths(asked: Asked) -> tuple[AccountGrowth, ...]:
    period = _period(asked)
    return growth_by_account(asked.store, _members(asked), [period], asked.zone, asked.now)


def _quantity(point: Point | None) -> Quantity | None:
    return point.quantity if point else None


def _unknown(asked: Asked, accounts: Sequence[str]) -> str:
    """That there is no figure for a card, so that none is drawn."""
    named = _names(asked)
    names = asked.language.listed([named[name] for name in accounts])
    return asked.language.say("No card is drawn: the figure is not known ({names}).", names=names)


def _parts(parts: Sequence[tuple[str, str]], language: Language) -> Iterator[str]:
    """What each account has of a sum of several."""
    if len(parts) > 1:
        lines = [
            language.say("{network} {number}", network=name, number=figure)
            for name, figure in parts
        ]
        yield " · ".join(lines)


def _left_out(names: Sequence[str], language: Language) -> Iterator[str]:
    if names:
        yield language.say("Not known, and not counted: {names}", names=language.listed(names))


def _partly(names: Sequence[str], language: Language) -> Iterator[str]:
    if names:
        yield language.say("On file in part: {names}", names=language.listed(names))


def _days(asked: Asked) -> str:
    period = _period(asked)
    return days_in_words(period.since, period.until, asked.language)


def _so_far(asked: Asked) -> Iterator[str]:
    """That the days are not over; days asked for without an end run until today."""
    if asked.is_running(_period(asked)):
        yield not_over(asked)


def _on_growth(grown: AccountGrowth, named: Mapping[str, str], asked: Asked) -> Iterator[str]:
    """What must be known of a growth: falls in it, and that it is longer than its days."""
    language, name = asked.language, named[grown.account.name]
    for fall in grown.falls:
        yield language.say(
            "{account}: with a fall in one step of {followers}",
            account=name,
            followers=counted(Noun.FOLLOWER, fall.lost, language, Case.GENITIVE),
        )
    if grown.growth.is_longer and grown.start and grown.start.at:
        yield language.say(
            "{account}: the growth told from {day} on is that since the reading of {read}",
            account=name,
            day=language.date(grown.growth.period.since),
            read=language.date(local_day(grown.start.at, asked.zone)),
        )


def _target(asked: Asked) -> TargetProgress:
    """The target that ends first of those not over, else the last one.

    Raises:
        CannotAnswer: none is set for whom was asked for.
    """
    every = target_progress(asked.store, asked.settings, asked.today, asked.now)
    account = asked.accounts[0].name if len(asked.accounts) == 1 else None
    wanted = sorted(
        (entry for entry in every if entry.target.account == account),
        key=lambda each: each.target.by,
    )
    if not wanted:
        say = asked.language.say
        raise CannotAnswer(say("No target is set: [[target]] of the settings sets them."))
    return next((each for each in wanted if each.target.by >= asked.today), wanted[-1])


def _on_target(progress: TargetProgress, asked: Asked) -> Iterator[str]:
    """Where it stands, how that is called, and what it needs."""
    language = asked.language
    if progress.now is not None:
        yield language.say(
            "{day}: {followers}",
            followers=counted(Noun.FOLLOWER, progress.now, language),
            day=language.date(min(asked.today, progress.target.by)),
        )
    if progress.state is not None:
        share = language.percent(progress.time_share)
        yield language.say(
            "{state}; {share} of the time is gone",
            state=state_name(progress.state, language),
            share=share,
        )
    if progress.needed is not None:
        yield language.say("Needed a week: {number}", number=language.quantity(progress.needed))
    reached = progress.arrival
    if reached and reached.earliest and reached.latest:
        yield language.say(
            "If weeks go on as those of the last year: reached between {earliest} and {latest}",
            earliest=language.date(reached.earliest),
            latest=language.date(reached.latest),
        )


def _newest(points: Iterable[tuple[str, Point | None]], asked: Asked) -> date | None:
    """The day of the newest reading among some points."""
    read = [local_day(point.at, asked.zone) for _, point in points if point and point.at]
    return max(read, default=None)


def _sources(
    points: Sequence[tuple[str, Point | None]], figure: Quantity, asked: Asked
) -> Iterator[str]:
    """Of each kind of evidence: whose numbers, what kind, of which days; then what the sum is."""
    language = asked.language
    kinds: dict[Evidence, list[tuple[str, Point]]] = {}
    for name, point in points:
        if point is not None and point.quantity is not None:
            kinds.setdefault(point.quantity.evidence, []).append((name, point))
    for evidence, listed in kinds.items():
        names = list(dict.fromkeys(name for name, _ in listed))
        read = sorted(local_day(point.at, asked.zone) for _, point in listed if point.at)
        if read:
            days = days_in_words(read[0], read[-1] + A_DAY, language)
            yield _source(names, evidence, days, language)
        printed = (printed_in_words(point, language) for _, point in listed)
        yield from dict.fromkeys(words for words in printed if words)
    if figure.evidence not in kinds:
        name = evidence_name(figure.evidence, language)
        yield language.say("Evidence of the figure: {evidence}", evidence=name)


def _source(names: Sequence[str], evidence: Evidence, days: str, language: Language) -> str:
    return language.say(
        "Source: {names}; {evidence}, {days}",
        names=language.listed(names),
        evidence=evidence_name(evidence, language),
        days=days,
    )
