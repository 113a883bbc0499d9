"""The chapters on followers: of each account and together, and of accounts that were opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.model import Cell, Column, Part, Row, Table, ValueKind, captioned, rows_of
from metrics.periods import local_day
from queries.targets import targets_table
from reports.balance.facts import (
    Balance,
    YearStanding,
    YearTotal,
)
from reports.balance.figure import Figure
from reports.balance.wording import (
    DASH,
    Reader,
    account_cell,
    amount,
    change,
    evidence,
    inset_foreign,
    listed,
    quantity,
    rate,
)
from words.names import precision_name
from words.registers import register_text

MOST_FALLS = 6
"""So many falls in one step of an account are told one by one."""


def followers_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Followers by account beside the year before, their total, and what limits both."""
    known = [standing for standing in balance.standings if standing.value or standing.previous]
    if not known:
        return
    total = balance.total
    has_sum = bool(total.value) and len(total.accounts) > 1
    table = followers_table(known, total if has_sum else None, reader)
    yield from captioned(table, *_follower_notes(balance, reader))


def targets_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The targets of the year: the way gone, the straight way, and the pace."""
    if not balance.targets:
        return
    platforms = {standing.account: standing.platform for standing in balance.standings}
    called = {name: reader.name(name) for name in platforms}
    table = targets_table(balance.targets, platforms, reader.language, called)
    yield from captioned(replace(table, notes=()), *table.notes)


def all_followers_table(balance: Balance, reader: Reader) -> Table:
    """Every account, also those of which nothing is known, and the total: for the workbook."""
    return followers_table(balance.standings, balance.total, reader)


def followers_table(
    standings: Sequence[YearStanding], total: YearTotal | None, reader: Reader
) -> Table:
    """Followers by account beside the year before, and their total."""
    say = reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("followers", say("Followers"), ValueKind.COUNT),
        Column("known", say("Known"), is_wording=True),
        Column("precision", say("Precision"), is_detail=True),
        Column("read", say("Read"), ValueKind.INSTANT, is_detail=True),
        Column("previous", say("Year before"), ValueKind.COUNT),
        Column("net", say("Net change"), ValueKind.COUNT, is_signed=True),
        Column(
            "net_without_falls",
            say("Net change without falls in one step"),
            ValueKind.COUNT,
            is_detail=True,
        ),
        Column("growth", say("Growth"), ValueKind.RATE, is_signed=True),
        Column("growth_low", say("Growth, lowest"), ValueKind.RATE, is_detail=True),
        Column("growth_high", say("Growth, highest"), ValueKind.RATE, is_detail=True),
        Column("source", say("Source"), is_detail=True),
    )
    rows = [_standing(standing, reader) for standing in standings]
    if total:
        rows.append(_total(total, reader))
    has_sum = total is not None
    return Table("followers", say("Followers"), columns, tuple(rows), has_sum=has_sum, unknown=DASH)


def _standing(standing: YearStanding, reader: Reader) -> Row:
    value, growth = standing.value, standing.growth
    return {
        "account": account_cell(standing, reader),
        "known": evidence(value, reader.zone, reader.language),
        "previous": quantity(standing.previous),
        "net": quantity(standing.net),
        "net_without_falls": quantity(standing.without_falls),
        "growth": quantity(growth),
        **_details(value, growth, reader),
    }


def _total(total: YearTotal, reader: Reader) -> Row:
    """The total; its growth has a star where it is not that of all accounts."""
    language, net, growth = reader.language, quantity(total.net), quantity(total.growth)
    is_all = total.same_accounts == total.accounts
    star = "" if is_all or growth is None else " *"
    return {
        "account": language.say("Total"),
        "known": "",
        "previous": Cell(None, words=""),
        "net": Cell(net, words=f"{change(total.net, language)}{star}"),
        "net_without_falls": None,
        "growth": Cell(growth, words=f"{rate(total.growth, language)}{star}"),
        **_details(total.value, total.growth, reader),
    }


def _details(value: Figure | None, growth: Figure | None, reader: Reader) -> Row:
    """A count of followers, and what files tell of it and of its growth."""
    precision = precision_name(value.quantity.precision, reader.language) if value else None
    return {
        "followers": quantity(value),
        "precision": precision,
        "read": value.at if value else None,
        "growth_low": growth.quantity.low if growth else None,
        "growth_high": growth.quantity.high if growth else None,
        "source": register_text(value.quantity.source, reader.language) or None if value else None,
    }


def _follower_notes(balance: Balance, reader: Reader) -> Iterator[str]:
    language = reader.language
    say = language.say
    yield from notes_on_totals(balance, reader)
    for standing in balance.standings:
        yield from _notes_on(standing, reader)
    figures = [standing.value for standing in balance.standings if standing.value]
    if any(figure.period and not figure.as_of for figure in figures):
        yield say("Printed figures are of the year; on which day they were right is not known.")


def notes_on_totals(balance: Balance, reader: Reader) -> Iterator[str]:
    """Of which accounts the total and its growth are, and what its source printed."""
    language, total = reader.language, balance.total
    say = language.say
    if total.growth and total.same_accounts != total.accounts:
        accounts = listed([reader.name(account) for account in total.same_accounts], language)
        yield say("* Of the accounts known in both years: {accounts}.", accounts=accounts)
    if total.left_out:
        accounts = listed([reader.name(account) for account in total.left_out], language)
        yield say("Not in the total, for nothing is known: {accounts}.", accounts=accounts)
    if total.printed:
        number = amount(total.printed, language)
        yield say("Total printed by the source: {number}.", number=number)


def _notes_on(standing: YearStanding, reader: Reader) -> Iterator[str]:
    """What was printed of an account beside what counts, and its falls in one step."""
    language, name = reader.language, reader.name(standing.account)
    if standing.beside and standing.difference:
        yield language.say(
            "{account}: {number} was printed for the year; the reading counts"
            " (difference {difference}).",
            account=name,
            number=amount(standing.beside, language),
            difference=language.signed(standing.difference.value),
        )
    if standing.without_falls:
        yield _without_falls(standing, reader)
    if standing.printed_rate:
        yield language.say(
            "{account}: a growth of {rate} was printed ({source}); nothing is computed from it.",
            account=name,
            rate=rate(standing.printed_rate, language),
            source=inset_foreign(standing.printed_rate.quantity.source, language),
        )


def _without_falls(year_standing: YearStanding, reader: Reader) -> str:
    """The net change with the falls in one step, and what it would be without them."""
    language = reader.language
    steps = [
        language.say(
            "{change} on {day}",
            change=language.signed(-step.lost),
            day=language.date(local_day(step.at, reader.zone)),
        )
        for step in year_standing.falls
    ]
    more = ["…"] if len(steps) > MOST_FALLS else []
    return language.say(
        "{account}: a net change of {net}; without the falls in one step ({falls}) it would be"
        " {without}.",
        account=reader.name(year_standing.account),
        net=change(year_standing.net, language),
        falls=language.listed(steps[:MOST_FALLS] + more),
        without=change(year_standing.without_falls, language),
    )


def launches_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What accounts opened in the year drew, and over which days."""
    language = reader.language
    columns = (
        Column("day", language.say("Day"), ValueKind.DAY),
        Column("followers", language.say("Followers"), ValueKind.COUNT),
    )
    for launch in balance.launches:
        name = reader.name(launch.account)
        title = language.say("Opened in the year: {account}", account=name)
        if launch.curve:
            step = max(1, len(launch.curve) // 12)
            days = [*launch.curve[:-1][::step], launch.curve[-1]]
            rows = rows_of(columns, days)
        else:
            known = evidence(launch.reached, reader.zone, language)
            rows = rows_of(columns, [(known, launch.reached.quantity)])
        yield from captioned(Table(f"launch/{launch.account}", title, columns, rows, unknown=DASH))
