"""An office whose numbers anybody can add up in the head, asked on Friday, 27 November 2026.

dgsn-x had 1,000 followers on 31 July and gains 10 a day, but 110 on 8 October: 2,290 today.
dgsn-facebook had 690,000 that day and gains 50 a day: 695,950 today. Nobody could read it on 3 and
4 November, as its token was refused. dgsn-instagram was opened on 10 February 2026 and gained 20 a
day from 17 February (9,460) to 22 March (10,120); since then it was read once, today: 10,500.
Readings are of 20:00 UTC, those of today of 11:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from click.testing import CliRunner, Result

from commands import cli
from metrics.activity import PRINTED_TOTAL, Activity, Stand
from metrics.history.account_days import AccountDay
from metrics.model import Counts, Failure, Form, PostSnapshot, Reason, Snapshot, Visit
from metrics.periods import parse_period
from metrics.platforms import SpendingLimits
from metrics.quantity import Precision, published, reported
from metrics.series import Event
from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from storage.history.account_days import keep_reported
from storage.registers.activities import add_activities
from storage.registers.printed import add_events
from storage.registers.statements import add_statements
from storage.spending import Book
from storage.topics import apply_rules
from tests.support.asking import FACEBOOK, IDS, Desk, X, open_desk

INSTAGRAM = "dgsn-instagram"
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MORE = f"""
[schedule]
followers = "1d"
[[account]]
name = "{INSTAGRAM}"
platform = "instagram"
id = "17841400000000001"
opened = 2026-02-10
[[target]]
account = "{X}"
followers = 3000
by = 2026-12-31
since = 2026-08-01
[topics.road_safety]
name = {{ ar = "السلامة الطرقية", fr = "Sécurité routière", en = "Road safety" }}
words = ["sécurité routière"]
[topics.open_days]
name = {{ ar = "الأبواب المفتوحة", fr = "Portes ouvertes", en = "Open days" }}
words = ["portes ouvertes"]
"""
UNREAD = (date(2026, 11, 3), date(2026, 11, 4))
ENVIRONMENT = {"COLUMNS": "400", "LOGNAME": "archivist", "NO_COLOR": "1", "TERM": "dumb"}


@dataclass(frozen=True)
class CountedOffice:
    """The office in its folder, and its clock."""

    folder: Path

    def run(self, *words: str) -> Result:
        """Run a command over it on that Friday."""
        arguments = ("--config", str(self.folder / "config.toml"), *words)
        return CliRunner(env=ENVIRONMENT).invoke(
            cli, arguments, obj=lambda: NOW, prog_name="run_monitor.py"
        )


@contextmanager
def open_counted(folder: Path) -> Iterator[CountedOffice]:
    """Put everything on file in an empty folder."""
    IDS[INSTAGRAM] = "17841400000000001"
    with open_desk(folder, MORE, NOW) as desk:
        _read_followers(desk)
        _fill_registers(desk)
        apply_rules(desk.store, desk.settings.topic_rules(), NOW)
    yield CountedOffice(folder)


def at(month: int, day: int, hour: int = 20) -> datetime:
    """An instant of the year, UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _post(
    identifier: str, published_at: datetime, form: Form, text: str, views: int, likes: int
) -> PostSnapshot:
    counts = Counts(views=views, likes=likes, comments=0, shares=0, saves=0)
    url = f"https://www.facebook.com/{identifier}"
    return PostSnapshot(identifier, published_at, form=form, text=text, url=url, counts=counts)


POSTS: tuple[tuple[str, str, datetime, datetime, Form, str, int, int], ...] = (
    # account, id, published, read, form, text, views, likes
    (FACEBOOK, "f1", at(10, 7), at(10, 14), Form.VIDEO, "Portes ouvertes, jour 1", 800, 80),
    (FACEBOOK, "f1", at(10, 7), at(11, 26), Form.VIDEO, "Portes ouvertes, jour 1", 1_000, 100),
    (FACEBOOK, "f2", at(10, 14), at(10, 21), Form.IMAGE, "Sécurité routière", 400, 20),
    (FACEBOOK, "f2", at(10, 14), at(11, 26), Form.IMAGE, "Sécurité routière", 500, 25),
    (FACEBOOK, "f3", at(11, 2), at(11, 9), Form.VIDEO, "Sécurité routière : le casque", 600, 60),
    (FACEBOOK, "f4", at(11, 4), at(11, 11), Form.VIDEO, "Bulletin", 700, 70),
    (FACEBOOK, "f4", at(11, 4), at(11, 26), Form.VIDEO, "Bulletin", 900, 90),
    (FACEBOOK, "f5", at(11, 10), at(11, 17), Form.IMAGE, "Affiche", 300, 15),
    (X, "x1", at(11, 3), at(11, 10), Form.IMAGE, "Avis", 900, 9),
    (X, "x2", at(11, 16), at(11, 19), Form.VIDEO, "Avis retiré", 300, 3),
    (INSTAGRAM, "i1", at(2, 20, 12), at(3, 20), Form.VIDEO, "Ramadan 1", 1_900, 95),
    (INSTAGRAM, "i2", at(2, 25, 12), at(3, 20), Form.VIDEO, "Ramadan 2", 1_920, 192),
    (INSTAGRAM, "i3", at(3, 2, 12), at(3, 20), Form.IMAGE, "Ramadan 3", 1_940, 291),
)
"""What was told of each post, and when."""


def _followers(account: str, day: date) -> int:
    if account == INSTAGRAM:
        return 9_460 + 20 * (day - date(2026, 2, 17)).days
    days = (day - date(2026, 7, 31)).days
    if account == FACEBOOK:
        return 690_000 + 50 * days
    return 1_000 + 10 * days + (100 if day >= date(2026, 10, 8) else 0)


def _days(account: str) -> Iterator[date]:
    first, last = (
        (date(2026, 2, 17), date(2026, 3, 22))
        if account == INSTAGRAM
        else (date(2026, 7, 31), date(2026, 11, 26))
    )
    yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _read_followers(desk: Desk) -> None:
    for name in (INSTAGRAM, X, FACEBOOK):
        for day in _days(name):
            instant = at(day.month, day.day)
            if name == FACEBOOK and day in UNREAD:
                refused = Failure("account", Reason.ACCESS, "Session has expired")
                desk.lose(Visit(name, instant, None, (refused,), 1))
            elif name == X and day == date(2026, 11, 20):
                seen = Snapshot(X, instant, IDS[X], _followers(X, day), gone=("x2",))
                desk.lose(Visit(X, instant, seen, proven_at=instant))
            else:
                posts = [
                    _post(identifier, published, form, text, views, likes)
                    for whose, identifier, published, read, form, text, views, likes in POSTS
                    if (whose, read) == (name, instant)
                ]
                desk.read(name, instant, _followers(name, day), *posts)
        last = 10_500 if name == INSTAGRAM else _followers(name, NOW.date())
        desk.read(name, NOW - timedelta(hours=1), last)


def _fill_registers(desk: Desk) -> None:
    kept = {"who": "test", "now": NOW, "reason": None}
    book = Book(desk.store, "x", SpendingLimits(Decimal(9), Decimal(9)))
    receipt = book.reserve(X, Decimal("0.5"), NOW)
    assert receipt is not None
    book.settle(receipt, Decimal("0.25"))
    desk.print_figure("2022", FACEBOOK, 550_000, Precision.THOUSAND)
    desk.print_figure("2023", FACEBOOK, 600_000, Precision.THOUSAND)
    events = [
        Event(date(2026, 9, 7), date(2026, 9, 12), {"fr": "Caravane", "ar": "القافلة"}),
        Event(
            date(2026, 10, 7),
            date(2026, 10, 12),
            {"fr": "Portes ouvertes 2026", "ar": "أيام الأبواب المفتوحة 2026"},
        ),
    ]
    add_events(desk.store, events, **kept)  # type: ignore[arg-type]
    activities = [
        Activity(
            parse_period(year),
            kind,
            published(count, Precision.EXACT, "bilan"),
            stand,
            "bilan",
            None,
            None,
        )
        for year, kind, count, stand in (
            ("2022", "communique", 80, Stand.YES),
            ("2023", "communique", 100, Stand.YES),
            ("2023", "reportage", 200, Stand.YES),
            ("2023", PRINTED_TOTAL, 300, Stand.CHECK),
        )
    ]
    add_activities(desk.store, activities, **kept)  # type: ignore[arg-type]
    statements = [
        Statement(
            f"2026/{n}",
            at(10, n, 9),
            date(2026, 10, n),
            {"x": at(10, n, 9) + timedelta(minutes=minutes)},
            StatementOutcome.FABRICATED,
            OfficeAnswer.DENIAL,
            informed_on={"x": date(2026, 10, n)},
        )
        for n, minutes in ((1, 60), (2, 120), (3, 400))
    ]
    add_statements(desk.store, statements, **kept)  # type: ignore[arg-type]
    views = [
        AccountDay(date(2026, 11, 9 + n), "views", reported(value), told_as="page_views")
        for n, value in enumerate((100, 200, 300))
    ]
    keep_reported(desk.store, FACEBOOK, views, told_at=NOW)
