"""The press-ready sentences of a balance, each with the numbers that it tells.

Which sentence stands is decided here; how it reads in each language is `words.sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from metrics.periods import Period, Span, local_day, midnight, period_of
from metrics.platforms import PLATFORMS
from reports.balance import deeds
from reports.balance.facts import Balance, Standing
from reports.balance.figures import Figure
from reports.balance.labels import reason_name
from reports.balance.reader import Reader
from reports.balance.told import Sentence, told
from words import count_name, lengths
from words import sentences as models

FRESH = timedelta(hours=36)
"""Readings so shortly before the end of a day are told as of that day."""
TWO = 2


def sentences(balance: Balance, reader: Reader) -> tuple[Sentence, ...]:
    """The sentences that the facts allow, in the order of the paper."""
    makers: tuple[Callable[[Balance, Reader], Iterator[Sentence]], ...] = (
        _followers,
        _posts,
        deeds.done,
        _evidence,
    )
    return tuple(one for maker in makers for one in maker(balance, reader))


def _followers(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    total = balance.total
    members = [one for one in balance.standings if one.account in total.accounts]
    networks = [
        (reader.name(one.account), one.value.quantity) for one in members if one.value is not None
    ]
    yield from told(
        "S1",
        models.together(
            reader.language,
            total=total.value.quantity if total.value else None,
            networks=networks,
            when=_when([one.value for one in members if one.value], balance, reader),
        ),
        total.value,
        *(one.value for one in members),
    )
    launched = {one.account for one in balance.launches}
    for one in balance.standings:
        if one.value is not None and not one.is_event and one.account not in launched:
            yield from _change(one, reader)
    if total.growth and len(total.same_accounts) >= TWO:
        text = models.like_for_like(
            reader.language,
            accounts=[reader.name(account) for account in total.same_accounts],
            rate=total.growth.quantity,
        )
        yield from told("S4", text, total.growth)
    yield from _launched(balance, reader)


def _change(one: Standing, reader: Reader) -> Iterator[Sentence]:
    """The change of an account, or that it is not known; a printed rate is told as theirs."""
    name = reader.name(one.account)
    if one.net is None or one.previous is None:
        rate = one.printed_rate
        unknown = models.change_not_known(
            reader.language,
            name,
            printed=rate.quantity if rate else None,
            source=rate.quantity.source if rate else None,
        )
        yield from told("S3", unknown, rate or one.value)
        return
    since = one.previous.as_of or one.previous.period
    if one.previous.at is not None:
        since = local_day(one.previous.at, reader.zone)
    rate = one.growth
    text = models.change(
        reader.language,
        name,
        net=one.net.quantity,
        rate=rate.quantity if rate else None,
        since=since,
    )
    yield from told("S2", text, one.net, rate, one.value, one.previous)


def _launched(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    for one in balance.launches:
        within = None
        if one.reached.at is not None:
            day = local_day(one.reached.at, reader.zone)
            within = lengths.launch(one.opened, day, reader.language)
        text = models.launched(
            reader.language,
            reader.name(one.account),
            followers=one.reached.quantity,
            opened=one.opened,
            within=within,
        )
        yield from told("S5", text, one.reached)


def _posts(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    found = balance.published
    if found is None:
        return
    own = [one for one in balance.outputs if not one.is_event]
    keys = dict.fromkeys(one.platform for one in own)
    counts = [
        (key, sum(int(one.posts.quantity.value) for one in own if one.platform == key))
        for key in keys
    ]
    text = models.published(reader.language, total=found.posts.quantity, platforms=counts)
    yield from told("S6", text, found.posts, *(one.posts for one in own))
    views, interactions = found.views.figure, found.interactions.figure
    text = models.drawn(
        reader.language,
        views=views.quantity if views else None,
        interactions=interactions.quantity if interactions else None,
        when=balance.as_of,
        definition=_definition(balance, reader),
    )
    yield from told("S7", text, views, interactions)
    for best in balance.best[:1]:
        text = models.most_viewed(
            reader.language,
            reader.name(best.account),
            views=best.count.quantity,
            likes=best.likes.quantity if best.likes else None,
            title=reader.titles.get((best.account, best.published_at)),
            day=local_day(best.published_at, reader.zone),
            age=best.age,
        )
        yield from told("S8", text, best.count, best.likes)


def _definition(balance: Balance, reader: Reader) -> str:
    """What is summed as interactions; and of how many posts, where not of all."""
    language = reader.language
    parts = []
    for key in dict.fromkeys(one.platform for one in balance.outputs if not one.is_event):
        platform = PLATFORMS[key]
        counts = [count_name(metric, language, key) for metric in platform.interactions]
        parts.append(
            language.say(
                "{platform}: {counts}",
                platform=language.names(platform.names),
                counts=language.listed(counts),
            )
        )
    found = balance.published
    if found and not found.views.is_whole:
        parts.append(
            language.say(
                "views of {told} posts of {posts}",
                told=language.number(found.views.counted),
                posts=language.number(found.views.posts),
            )
        )
    return language.say("; ").join(parts)


def _evidence(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    covered = balance.coverage
    if covered:
        holes = [one.hole for one in covered if one.hole]
        longest = max(holes, key=lambda hole: hole.until - hole.since, default=None)
        text = models.completeness(
            reader.language,
            kept=sum(one.slots_kept for one in covered),
            due=sum(one.slots_due for one in covered),
            longest_gap=longest.until - longest.since if longest else None,
            reason=reason_name(longest.reason, reader.language) if longest else None,
        )
        yield from told("S15", text, *(one.figure for one in covered))
    for one in balance.corrections:
        if one.is_base:
            text = models.rectification(
                reader.language,
                new=one.new,
                old=one.old,
                printed_on=one.printed_on,
                reason=one.reason,
            )
            yield from told("S16", text, one.id)


def _when(found: list[Figure], balance: Balance, reader: Reader) -> date | Period | None:
    """The day of the readings, where all were made on the last one looked at; else the year."""
    until = midnight(balance.as_of + timedelta(days=1), reader.zone)
    instants = [figure.at for figure in found]
    if all(at is not None and until - at <= FRESH for at in instants):
        return balance.as_of
    days = {figure.as_of for figure in found}
    if len(days) == 1 and None not in days:
        return days.pop()
    return period_of(date(balance.year, 1, 1), Span.YEAR)
