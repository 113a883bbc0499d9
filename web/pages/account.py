"""One account: where it stands, how it grew, what it published, what was missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from documents.model import Cell, Column, Content, Foreign, Table, ValueKind, rows_of
from metrics.model import Account
from metrics.periods import Period, Span, last_days, local_day, periods_between
from metrics.quantity import weakest
from queries.account_days import PeriodSum, period_sums
from queries.growth import AccountGrowth, growth_by_account
from queries.posts import are_posts_known, latest_posts_of
from queries.questions import QUESTIONS
from storage import Store
from storage.visits import last
from web.pages.cards import cards
from web.pages.overview import kept_table, posts_table
from web.pages.pictures import shown
from web.request import account_named, choice
from web.site import Site, Visitor
from web.views import Page, Shown
from web.wording import fall_in_words, growth_in_words, reservation
from words import Language, platform_name
from words.names import day_metric_name, evidence_name, reason_name, scope_name
from words.telling import tell

BARS = {"30": "day", "90": "week", "365": "month", "3650": "month"}
"""The stretches, in days, over which the charts can be seen, and what each bar of growth is of."""
OWN = ("views", "visits", "engagements", "new_followers", "lost_followers")
"""What is told of the account as a whole."""
MONTHS = 13
POSTS_OF_DAYS = 60
MOST_POSTS = 20


def view(store: Store, site: Site, visitor: Visitor) -> Page:
    """Everything of one account at a glance."""
    account = account_named(site, visitor, visitor.names["account"])
    words = visitor.language
    days = choice(visitor, "days", tuple(BARS), "90")
    (card,) = cards(store, [account], site, visitor)
    facts = {
        "card": card,
        "facts": _facts(account, words),
        "stretches_title": words.say("Shown on the charts"),
        "stretches": [
            (visitor.here(days=bar), words.count("{n} day", "{n} days", int(bar)), bar == days)
            for bar in BARS
        ],
        "charts": _charts(account, days, visitor),
        "growth": _growth(store, account, site, visitor),
        "own_days": _own_days(store, account, site, visitor),
        "past": [
            (visitor.link(f"/ask/{name}", account=account.name), QUESTIONS[name].title(words))
            for name in ("account-days", "sources")
        ],
        "posts": _posts(store, account, site, visitor),
        "kept": kept_table(store, [account], site, visitor, spans=(7, 30, 365)),
        "lost": _lost(store, account, site, visitor),
    }
    return Page("account.html", f"{card.name} · {account.name}", facts)


def _facts(account: Account, words: Language) -> list[tuple[str, str]]:
    """What the settings say of it."""
    facts = [
        (words.say("handle"), f"@{account.handle}" if account.handle else None),
        (words.say("opened"), words.date(account.opened) if account.opened else None),
        (words.say("closed"), words.date(account.closed) if account.closed else None),
        (words.say("in totals"), words.say("no: opened for an event") if account.event else None),
    ]
    return [(name, value) for name, value in facts if value is not None]


def _charts(account: Account, days: str, visitor: Visitor) -> list[Shown]:
    words = visitor.language
    name = words.names(account.title) or platform_name(account.platform, words)
    return [
        shown(
            words.say("Followers on {account}", account=name),
            "/chart/followers",
            visitor,
            account=account.name,
            days=days,
        ),
        shown(
            words.say("Net growth of followers"),
            "/chart/growth",
            visitor,
            account=account.name,
            by=BARS[days],
            days=days,
        ),
    ]


def _growth(store: Store, account: Account, site: Site, visitor: Visitor) -> Table:
    """The last months, newest first."""
    words, zone, now = visitor.language, site.settings.zone(), site.clock()
    months = _months(local_day(now, zone))
    grown = growth_by_account(store, [account], months, zone, now)
    columns = (
        Column("month", words.say("month")),
        Column("net", words.say("net growth"), ValueKind.COUNT),
        Column("end", words.say("followers at the end"), ValueKind.COUNT),
        Column("days_kept", words.say("days read"), ValueKind.COUNT),
    )
    begun = next((i for i, entry in enumerate(grown) if entry.growth.days_kept), len(grown))
    shown = reversed(grown[begun:])
    rows = rows_of(columns, (_month(entry, site, words, local_day(now, zone)) for entry in shown))
    caption = words.say("Net growth of followers, month by month")
    return Table("growth", caption, columns, rows, empty=words.say("no reading yet"))


def _own_days(store: Store, account: Account, site: Site, visitor: Visitor) -> Table:
    """What the account as a whole drew in the last months, newest first, as far as it is told."""
    words, today = visitor.language, local_day(site.clock(), site.settings.zone())
    months = _months(today)
    columns = (
        Column("month", words.say("month")),
        *(Column(name, day_metric_name(name, words), ValueKind.COUNT) for name in OWN),
        Column("days", words.say("days told"), ValueKind.COUNT),
    )
    by_month = period_sums(store, account, months, OWN, today)
    told = [
        (month, sums)
        for month, sums in zip(months, by_month, strict=True)
        if any(day_sum.quantity for day_sum in sums.values())
    ]
    rows = rows_of(columns, (_own_month(month, sums, words) for month, sums in reversed(told)))
    caption = words.say("What the account as a whole drew, month by month")
    nothing = words.say("No platform and no file has told anything of these days.")
    return Table("own_days", caption, columns, rows, empty=nothing)


def _own_month(month: Period, sums: Mapping[str, PeriodSum], words: Language) -> Sequence[Content]:
    known = [day_sum for day_sum in sums.values() if day_sum.quantity]
    weakest_of = weakest(day_sum.quantity.evidence for day_sum in known if day_sum.quantity)
    days, due = max(day_sum.days for day_sum in known), max(day_sum.due for day_sum in known)
    return (
        Cell(words.month(month.since), note=evidence_name(weakest_of, words)),
        *(sums[name].quantity for name in OWN),
        words.say("{kept} of {due}", kept=words.number(days), due=words.number(due)),
    )


def _months(today: date) -> list[Period]:
    first = today.replace(day=1)
    for _ in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return list(periods_between(first, today + timedelta(days=1), Span.MONTH))


def _month(entry: AccountGrowth, site: Site, words: Language, today: date) -> Sequence[Content]:
    net = entry.growth
    stands = entry.end.quantity if entry.end and net.days_kept else None
    kept, due = words.number(net.days_kept), words.number(net.days_due)
    so_far = words.say("so far") if today in net.period else None
    notes = (reservation(entry, site.settings.zone(), words), fall_in_words(entry, words))
    return (
        Cell(words.month(net.period.since), note=so_far),
        Cell(growth_in_words(net, entry.rate, words), note=" · ".join(filter(None, notes)) or None),
        stands,
        words.say("{kept} of {due}", kept=kept, due=due),
    )


def _posts(store: Store, account: Account, site: Site, visitor: Visitor) -> Table:
    words, zone = visitor.language, site.settings.zone()
    days = last_days(POSTS_OF_DAYS, local_day(site.clock(), zone)).instants(zone)
    posts = latest_posts_of(store, account, *days)[-MOST_POSTS:]
    nothing = (
        words.count(
            "Nothing was published in the last {n} day.",
            "Nothing was published in the last {n} days.",
            POSTS_OF_DAYS,
        )
        if are_posts_known(store, [account.name], *days, site.clock())
        else words.say("No post of these days is on file; whether there were any is not known.")
    )
    return posts_table(words.say("Newest posts"), posts[::-1], visitor, nothing)


def _lost(store: Store, account: Account, site: Site, visitor: Visitor) -> Table:
    """What the latest visit could not read."""
    words = visitor.language
    visit = last(store, account.name)
    failures = visit.failures if visit else ()
    columns = (
        Column("scope", words.say("not read")),
        Column("reason", words.say("reason")),
        Column("detail", words.say("detail")),
    )
    rows = [
        (
            scope_name(lost.scope, words),
            reason_name(lost.reason.value, words),
            Foreign(tell(lost.detail, words)),
        )
        for lost in failures
    ]
    caption = words.say("The latest visit")
    if visit:
        at = words.moment(visit.at, site.settings.zone())
        caption = words.say("The latest visit, {moment}", moment=at)
    nothing = words.say("Everything was read.")
    return Table("lost", caption, columns, rows_of(columns, rows), empty=nothing)
