"""Weeks that are not like others: at a year's turn, on DST nights, of failures, of an opening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from metrics.model import Discovery, Failure, Reason, Snapshot, Visit
from metrics.periods import Period, parse_period, zone
from metrics.quantity import Precision, published
from metrics.series import PrintedFigure
from reports.letter import LetterWriter
from reports.letter import mail_as_text as told
from settings import Settings
from storage import Store
from storage.accounts import enrol
from storage.registers.printed import add_figures
from storage.visits import keep
from tests.support.letters import (
    DAY,
    MONDAY,
    NOW,
    WEEK,
    opened,
    read,
    read_daily,
    settings_with_mail,
)

HOUR = timedelta(hours=1)
PARIS = zone("Europe/Paris")
YEAR_2025 = parse_period("2025")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with_mail(tmp_path)


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Iterator[Store]:
    with opened(tmp_path, settings) as found:
        yield found


def letter(
    store: Store,
    settings: Settings,
    role: str = "office",
    code: str = "en",
    *,
    week: Period = WEEK,
    now: datetime = NOW,
) -> str:
    return told(LetterWriter(store, settings, week, now).paper(role, code))


def after(week: Period) -> datetime:
    """The Monday morning on which the letter of a week leaves."""
    return datetime.combine(week.until, datetime.min.time(), UTC) + 8 * HOUR


def printed(
    store: Store,
    followers: int,
    precision: Precision = Precision.THOUSAND,
    as_of: date | None = None,
) -> None:
    quantity = published(followers, precision, "the balance of 2025")
    figure = PrintedFigure(YEAR_2025, "dgsn-x", "followers", quantity, as_of)
    add_figures(store, [figure], who="office", now=NOW, reason=None)


@pytest.mark.parametrize(
    ("week", "days", "year"),
    [
        ("2026-W53", "December 28, 2026 to January 3, 2027", "In 2027"),
        ("2027-W01", "January 4 to 10, 2027", "In 2027"),
        ("2026-W01", "December 29, 2025 to January 4, 2026", "In 2026"),
        ("2026-W44", "October 26 to November 1, 2026", "In 2026"),
        ("2026-W46", "November 9 to 15, 2026", "In 2026"),
    ],
)
def test_a_week_is_told_by_its_days_and_counts_to_the_year_in_which_it_ends(
    store: Store, settings: Settings, week: str, days: str, year: str
) -> None:
    period = parse_period(week)
    sunday = datetime.combine(period.until, datetime.min.time(), UTC) - 12 * HOUR
    for number in range(15):
        read(store, sunday - (14 - number) * DAY, 640_000 + 10 * number)

    text = letter(store, settings, week=period, now=after(period)).replace(" per thousand", "‰")

    assert text.splitlines()[2] == days
    assert f"This week: +70 (+0.1‰); The week before: +70 (+0.1‰); {year}: " in text


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("ar", "من 9 إلى 15 نونبر 2026"),
        ("fr", "du 9 au 15 novembre 2026"),
    ],
)
def test_the_days_of_a_week_name_their_month_once(
    store: Store, settings: Settings, code: str, days: str
) -> None:
    assert letter(store, settings, code=code).splitlines()[2] == days


@pytest.mark.parametrize(("week", "hours"), [("2026-W13", 167), ("2026-W43", 169)])
def test_on_dst_nights_every_hour_is_due_once(
    tmp_path: Path, settings: Settings, week: str, hours: int
) -> None:
    institution = settings.institution.model_copy(update={"timezone": "Europe/Paris"})
    settings = settings.model_copy(
        update={"institution": institution, "account": settings.account[:1]}
    )
    period = parse_period(week)
    since, until = period.instants(PARIS)
    url = f"sqlite:///{tmp_path / 'paris.db'}"
    with Store.open(url, zone=PARIS, durable=False) as store:
        enrol(store, settings.accounts, since - 60 * DAY)
        read(store, since - HOUR, 640_000)
        for hour in range(hours):
            read(store, since + hour * HOUR, 640_000)
        assert since + hours * HOUR == until
        office = letter(store, settings, week=period, now=after(period))
        kept = letter(store, settings, "administrator", week=period, now=after(period))

    assert "every reading kept: X" in office
    assert f"Days kept: 7 of 7; Slots kept: {hours} of {hours}; Longest gap: none" in kept


def test_an_account_opened_in_the_week_is_due_from_its_opening(
    store: Store, settings: Settings
) -> None:
    account = settings.account[0].model_copy(update={"opened": date(2026, 11, 12)})
    settings = settings.model_copy(update={"account": (account,)})
    for hour in range(4 * 24):
        read(store, datetime(2026, 11, 11, 23, tzinfo=UTC) + HOUR + hour * HOUR, 100 + hour)

    text = letter(store, settings)

    assert "Followers: 195" in text
    assert "This week: not known (no reading before · +95 since November 12)" in text
    assert "every reading kept: X" in text


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
@pytest.mark.parametrize("role", ["office", "administrator"])
def test_a_week_of_failures_alone_is_told_with_its_reason(
    store: Store, settings: Settings, role: str, code: str
) -> None:
    refused = Failure("account", Reason.ACCESS, "The token was refused.")
    for hour in range(7 * 24):
        keep(store, Visit("dgsn-x", MONDAY - 12 * HOUR + hour * HOUR, None, (refused,)))

    text = letter(store, settings, role, code)

    if code == "en":
        assert "the access was refused" in text
        assert "0 of 168" in text
        assert "all is well" not in text


def test_without_a_reading_before_the_year_it_grows_from_the_printed_figure(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)
    printed(store, 600_000)

    text = letter(store, settings)

    assert "In 2026: about +40,200 (about +6.7% · since the figure printed for 2025)" in text
    assert "Facebook — Followers: not known" in text


def test_a_reading_before_the_year_counts_before_a_printed_figure(
    store: Store, settings: Settings
) -> None:
    read(store, datetime(2025, 12, 31, 12, tzinfo=UTC), 610_000)
    read_daily(store, 640_000)
    printed(store, 600_000)

    text = letter(store, settings)

    assert "In 2026: +30,200 (+5.0%)" in text
    assert "printed" not in text


def test_a_figure_printed_for_a_day_names_it_and_one_of_another_year_counts_not(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)
    old = published(500_000, Precision.EXACT, "the balance of 2024")
    earlier = PrintedFigure(parse_period("2024"), "dgsn-x", "followers", old)
    add_figures(store, [earlier], who="office", now=NOW, reason=None)
    assert "In 2026: not known (no reading before · +" in letter(store, settings)

    printed(store, 600_000, Precision.AT_LEAST, date(2025, 5, 16))
    text = letter(store, settings)

    assert "In 2026: at most +40,200 (at most +6.7%" in text
    assert "since the figure printed for May 16, 2025)" in text


def test_a_total_of_measured_and_printed_beginnings_is_told_as_about(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)
    printed(store, 600_000)
    read(store, datetime(2025, 12, 31, 12, tzinfo=UTC), 500_000, account="dgsn-facebook")
    read_daily(store, 590_000, account="dgsn-facebook")

    assert (
        "Together — Followers: 1,230,400; This week: +140 (+0.1 per thousand);"
        " The week before: +140 (+0.1 per thousand); In 2026: about +130,400"
    ) in letter(store, settings)


def test_a_beginning_years_ago_is_told_with_its_year(store: Store, settings: Settings) -> None:
    read(store, datetime(2024, 11, 3, 12, tzinfo=UTC), 500_000)
    read_daily(store, 640_000)

    assert "In 2026: +140,200 (+28.0% · since November 3, 2024)" in letter(store, settings)


def test_the_administrator_is_not_told_that_all_is_well_when_it_is_not(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)

    to_do = letter(store, settings, "administrator").split("WHAT TO DO\n")[1].split("\n\n")[0]

    assert to_do == (
        "See that the daemon runs: it checks the tokens, and makes a backup every night."
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "what was published this week is not known (the access was refused)."),
        ("fr", "les publications de cette semaine ne sont pas connues"),
        ("ar", "ما نُشر هذا الأسبوع غير معروف"),
    ],
)
def test_a_week_whose_posts_were_refused_is_not_told_as_without_posts(
    store: Store, settings: Settings, code: str, words: str
) -> None:
    """Followers are read every day; the list of posts is refused since before the week."""
    read(store, MONDAY - 2 * DAY, 600)
    lost = Failure("posts", Reason.ACCESS, "refused")
    for number in range(7):
        at = MONDAY + number * DAY + 12 * HOUR
        seen = Snapshot("dgsn-x", at, "id of dgsn-x", 600 + number)
        keep(store, Visit("dgsn-x", at, seen, (lost,)))

    told_of_x = letter(store, settings, code=code)

    assert words in told_of_x
    assert "No post of this week is on file." not in told_of_x


def test_a_week_whose_posts_are_known_in_part_says_so(store: Store, settings: Settings) -> None:
    for at in (MONDAY - 3 * DAY, MONDAY + 6 * DAY):
        found = Discovery(MONDAY + 4 * DAY if at > MONDAY else at - DAY, at)
        seen = Snapshot("dgsn-x", at, "id of dgsn-x", 600, discovered=found)
        keep(store, Visit("dgsn-x", at, seen))

    assert "the posts of this week are known in part alone" in letter(store, settings)
