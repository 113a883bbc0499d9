"""Ten years of three accounts on file: hourly looks at followers, and posts with their looks.

The rows are written by the driver alone, in one transaction, for `keep` would take an hour; what is
rolled up of them is then built by the program itself, and what staff keep is entered as they would.
The same size makes the same rows: an office that was built once is kept in the machine's folder for
temporary files, and copied from there.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from metrics.activity import Activity, Stand
from metrics.model import Account
from metrics.periods import local_day, parse_period, zone
from metrics.quantity import measured
from metrics.reading_plan.curve import share
from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from metrics.topics import Rule
from storage import Store
from storage.accounts import enrol
from storage.registers.activities import add_activities
from storage.registers.statements import add_statements
from storage.rollups import rebuild
from storage.topics import apply_rules

ACCOUNTS = (
    Account("bench-x", "x", handle="BENCH"),
    Account("bench-facebook", "facebook", id="100064"),
    Account("bench-instagram", "instagram", id="17841"),
)
CASABLANCA = zone("Africa/Casablanca")
UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
"""The instant of the questions: just after the last look."""
HOUR_S = 3600
A_WEEK = timedelta(days=7)
OLDEST_LOOK_H = 29 * 24
LOST_EVERY = 997
"""One hour in so many is not read."""
UNTOLD_EVERY = 61
"""One look at a post in so many tells no views."""
FORMS = ("image", "video", "text", "link", "album")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is on file of each of the three accounts."""

    years: int = 10
    posts_a_year: int = 365
    looks_a_post: int = 10

    @property
    def begun(self) -> datetime:
        """The instant of the first look."""
        return UNTIL.replace(year=UNTIL.year - self.years)


FIRST_USER = Size()
"""A post a day: 11,000 posts, 110,000 looks at them, 263,000 at followers."""
LOOKS, YEARS = 27, 10
MILLION = Size(posts_a_year=1_220, looks_a_post=LOOKS)
"""Three and a third posts a day: 36,600 posts and about 1,000,000 looks at them."""


def sized(readings: int) -> Size:
    """The office with about so many looks at posts: ten years, each post looked at 27 times."""
    return Size(YEARS, max(1, round(readings / (LOOKS * YEARS * len(ACCOUNTS)))), LOOKS)


def build(path: Path, size: Size = FIRST_USER) -> str:
    """Write such a database into a new file, or copy the one that was built before; its url."""
    kept = kept_office(size)
    shutil.copyfile(kept, path)
    return f"sqlite:///{path}"


def kept_office(size: Size) -> Path:
    """The database of this size, to be read only; built now unless it was built before.

    A change of the schema, or of this module, makes another file.
    """
    schema = Path(__file__).parents[1] / "storage" / "migrations" / "versions"
    rolled = Path(__file__).parents[1] / "storage" / "rollups"
    sources = (Path(__file__), *sorted(rolled.glob("*.py")), *sorted(schema.glob("*.py")))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"hasila-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"{size.years}-{size.posts_a_year}-{size.looks_a_post}-{digest}.db"
    if not (folder / name).exists():
        for older in folder.glob(f"{size.years}-{size.posts_a_year}-{size.looks_a_post}-*"):
            older.unlink()
        new = folder / f"{name}.new{os.getpid()}"
        _build(new, size)
        new.rename(folder / name)
    return folder / name


def _build(path: Path, size: Size) -> None:
    url = f"sqlite:///{path}"
    with Store.open(url, zone=CASABLANCA, durable=False) as store:
        enrol(store, ACCOUNTS, size.begun)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        for number, account in enumerate(ACCOUNTS):
            _insert_hours(connection, number, size)
            _insert_posts(connection, number, account, size)
    with Store.open(url, zone=CASABLANCA, durable=False) as store:
        rebuild(store)
        _fill_registers(store, size)


def _fill_registers(store: Store, size: Size) -> None:
    """What staff keep: statements by week, activities by month; topics by a rule."""
    weeks = [UNTIL - number * A_WEEK for number in range(1, 52 * size.years)]
    statements = [
        Statement(
            key=f"{number}",
            noticed_at=at,
            noticed_on=at.date(),
            informed={"x": at + timedelta(hours=number % 9)},
            outcome=StatementOutcome.FABRICATED,
            answer=OfficeAnswer.DENIAL,
            informed_on={"x": (at + timedelta(hours=number % 9)).date()},
        )
        for number, at in enumerate(weeks)
    ]
    add_statements(store, statements, who="bench", now=UNTIL, reason=None)
    years = range(size.begun.year + 1, UNTIL.year + 1)
    months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    activities = [
        Activity(parse_period(month), kind, measured(90), Stand.YES, "bench")
        for month in months
        for kind in ("communique", "press_news", "reportage")
    ]
    add_activities(store, activities, who="bench", now=UNTIL, reason=None)
    apply_rules(store, [Rule("search", words=("مفقود",))], UNTIL)


def _insert_hours(connection: sqlite3.Connection, number: int, size: Size) -> None:
    """Slots, visits and readings of followers, hour by hour."""
    hours = list(_hours(size))
    account, first = number + 1, number * len(hours) + 1
    kept = [(account, at, "ok" if told else "failed") for at, _, told in hours]
    reasons = [(*row, None if row[2] == "ok" else "unavailable") for row in kept]
    connection.executemany("INSERT INTO slot VALUES (?, ?, ?, ?)", reasons)
    visits = ((first + index, *row, 2, 0) for index, row in enumerate(kept))
    connection.executemany("INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?)", visits)
    lost = "SELECT NULL, id, 'account', 'unavailable', '', NULL FROM visit"
    where = "WHERE account_id = ? AND outcome = 'failed'"
    connection.execute(f"INSERT INTO failure {lost} {where}", (account,))
    known = (account, int(size.begun.timestamp()), int(UNTIL.timestamp()))
    connection.execute(
        "INSERT INTO post_coverage (account_id, since, until) VALUES (?, ?, ?)", known
    )
    readings = (
        (account, at, day, first + index, 300_000 * account + index, None, None, None)
        for index, (at, day, told) in enumerate(hours)
        if told
    )
    connection.executemany("INSERT INTO account_reading VALUES (?, ?, ?, ?, ?, ?, ?, ?)", readings)


def _hours(size: Size) -> Iterator[tuple[int, str, bool]]:
    """Each hour: its instant, its local day, whether it was read."""
    start, end = int(size.begun.timestamp()), int(UNTIL.timestamp())
    for index, at in enumerate(range(start, end, HOUR_S)):
        day = local_day(datetime.fromtimestamp(at, UTC), CASABLANCA)
        yield at, day.isoformat(), index % LOST_EVERY != LOST_EVERY - 1


def _insert_posts(
    connection: sqlite3.Connection, number: int, account: Account, size: Size
) -> None:
    """Posts at even distances, each looked at along its first month."""
    many = size.posts_a_year * size.years
    first, step = number * many + 1, (UNTIL - size.begun) / many
    ages = _ages(size.looks_a_post)
    shares = [share(account.platform, timedelta(seconds=age)) for age in ages]
    chance = random.Random(number)  # noqa: S311 - seeded: the same rows each time
    for index in range(many):
        key, published = first + index, int((size.begun + index * step).timestamp())
        text = "نداء للبحث عن مفقود " * 4 if index > many - size.posts_a_year else None
        kind = "reply" if index % 20 == 0 else "post"
        form = FORMS[index % len(FORMS)]
        row = (key, number + 1, f"19{key:017}", published, kind, form)
        own = (text if kind == "post" else None, f"https://example.org/{key}", None)
        connection.execute("INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row + own)
        drawn = int(chance.paretovariate(1.2) * 1_000)
        looks = [
            _look(key, published + age, int(drawn * part), look)
            for look, (age, part) in enumerate(zip(ages, shares, strict=True))
            if published + age < UNTIL.timestamp()
        ]
        connection.executemany("INSERT INTO post_reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", looks)


def _ages(looks: int) -> list[int]:
    """Ages in seconds, evenly spread over the logarithm, from half an hour to the 29th day."""
    ratio = (2 * OLDEST_LOOK_H) ** (1 / max(1, looks - 1))
    return [int(HOUR_S / 2 * ratio**index) for index in range(looks)]


def _look(key: int, at: int, views: int, look: int) -> tuple[int | None, ...]:
    told = None if (key + look) % UNTOLD_EVERY == 0 else views
    return (key, at, told, None, views // 40, views // 300, views // 120, views // 900, 0)
