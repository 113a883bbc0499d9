"""The first chapters of the paper: followers, and the accounts opened in the year."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.periods import local_day
from reports.balance.document import Heading, Notes, Part, table
from reports.balance.facts import Balance, Standing, Together
from reports.balance.reader import Reader
from reports.balance.wording import (
    amount,
    change,
    evidence,
    inset,
    listed,
    rate,
)

MOST_FALLS = 6
"""So many falls in one step of an account are told one by one."""


def followers(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Followers by account beside the year before, their total, and what limits both."""
    say = reader.language.say
    known = [one for one in balance.standings if one.value or one.previous]
    if not known:
        return
    yield Heading(say("Followers"))
    columns = (
        say("Account"),
        say("Followers"),
        say("Known"),
        say("Year before"),
        say("Net change"),
        say("Growth"),
    )
    rows = [_standing(one, reader) for one in known]
    total = balance.total
    if total.value and len(total.accounts) > 1:
        rows.append(_total(total, reader))
    yield table(columns, rows, "1345", has_sum=len(rows) > len(known))
    yield Notes(tuple(_follower_notes(balance, reader)))


def launches(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What accounts opened in the year drew, and over which days."""
    language = reader.language
    for one in balance.launches:
        name = reader.name(one.account)
        yield Heading(language.say("Opened in the year: {account}", account=name))
        columns = (language.say("Day"), language.say("Followers"))
        if one.curve:
            step = max(1, len(one.curve) // 12)
            days = [*one.curve[:-1][::step], one.curve[-1]]
            rows = [(language.date(day), language.number(count)) for day, count in days]
        else:
            rows = [(evidence(one.reached, reader.zone, language), amount(one.reached, language))]
        yield table(columns, rows, "1")


def _standing(one: Standing, reader: Reader) -> tuple[str, ...]:
    language, name = reader.language, reader.name(one.account)
    if one.is_event:
        name = language.say("{account} (event, outside the total)", account=name)
    return (
        name,
        amount(one.value, language),
        evidence(one.value, reader.zone, language),
        amount(one.previous, language),
        change(one.net, language),
        rate(one.growth, language),
    )


def _total(total: Together, reader: Reader) -> tuple[str, ...]:
    language = reader.language
    whole = amount(total.value, language)
    is_all = total.same_accounts == total.accounts
    grown = rate(total.growth, language)
    note = "" if is_all or total.growth is None else " *"
    net = change(total.net, language)
    return (language.say("Total"), whole, "", "", f"{net}{note}", f"{grown}{note}")


def _follower_notes(balance: Balance, reader: Reader) -> Iterator[str]:
    language, total = reader.language, balance.total
    say = language.say
    if total.growth and total.same_accounts != total.accounts:
        accounts = listed([reader.name(one) for one in total.same_accounts], language)
        yield say("* Of the accounts known in both years: {accounts}.", accounts=accounts)
    if total.left_out:
        accounts = listed([reader.name(one) for one in total.left_out], language)
        yield say("Not in the total, for nothing is known: {accounts}.", accounts=accounts)
    if total.printed:
        number = amount(total.printed, language)
        yield say("Total printed by the source: {number}.", number=number)
    for one in balance.standings:
        name = reader.name(one.account)
        if one.beside and one.difference:
            yield say(
                "{account}: {number} was printed for the year; the reading counts"
                " (difference {difference}).",
                account=name,
                number=amount(one.beside, language),
                difference=language.signed(one.difference.value),
            )
        if one.without_falls:
            yield _without_falls(one, reader)
        if one.printed_rate:
            yield say(
                "{account}: a growth of {rate} was printed ({source}); nothing is computed"
                " from it.",
                account=name,
                rate=rate(one.printed_rate, language),
                source=inset(one.printed_rate.quantity.source, language),
            )
    figures = [one.value for one in balance.standings if one.value]
    if any(figure.period and not figure.as_of for figure in figures):
        yield say("Printed figures are of the year; on which day they were right is not known.")


def _without_falls(one: Standing, reader: Reader) -> str:
    """The net change with the falls in one step, and what it would be without them."""
    language = reader.language
    steps = [
        language.say(
            "{change} on {day}",
            change=language.signed(-step.lost),
            day=language.date(local_day(step.at, reader.zone)),
        )
        for step in one.falls
    ]
    more = ["…"] if len(steps) > MOST_FALLS else []
    return language.say(
        "{account}: a net change of {net}; without the falls in one step ({falls}) it would be"
        " {without}.",
        account=reader.name(one.account),
        net=change(one.net, language),
        falls=language.listed(steps[:MOST_FALLS] + more),
        without=change(one.without_falls, language),
    )
