"""The weekly letter: what it tells of a week, and what it says where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from metrics.alerts import AlarmKind
from metrics.history.account_days import AccountDay
from metrics.model import Counts, Failure, Kind, PostSnapshot, Reason, Snapshot, Visit
from metrics.periods import parse_period
from metrics.quantity import reported
from reports.letter import LetterWriter, gather, word
from reports.letter import mail_as_text as told
from reports.letter.facts import OfficeFacts
from settings import Settings
from storage import Store, alerts, outbox
from storage.history.account_days import keep_reported
from storage.outbox import Envelope
from storage.schema import State
from storage.visits import keep, keep_missed
from tests.support.letters import (
    ADMINISTRATOR,
    DAY,
    MAIL,
    MONDAY,
    NOW,
    OFFICE,
    WEEK,
    opened,
    post,
    read,
    read_daily,
    settings_with_mail,
)
from words import language
from words.names import alert_name

HOUR = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with_mail(tmp_path)


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Iterator[Store]:
    with opened(tmp_path, settings) as found:
        yield found


def letter(store: Store, settings: Settings, role: str = "office", code: str = "en") -> str:
    return told(LetterWriter(store, settings, WEEK, NOW).paper(role, code))


def office(store: Store, settings: Settings) -> OfficeFacts:
    facts = gather(store, settings, WEEK, "office", NOW)
    assert isinstance(facts, OfficeFacts)
    return facts


def test_it_tells_followers_with_the_weeks_net_growth(store: Store, settings: Settings) -> None:
    read_daily(store, 640_000)
    read_daily(store, 590_000, -10, account="dgsn-facebook")

    text = letter(store, settings)

    assert "• X — Followers: 640,200; This week: +70 (+0.1 per thousand)" in text
    assert "• Facebook — Followers: 589,800; This week: -70 (-0.1 per thousand)" in text
    assert "• Together — Followers: 1,230,000; This week: 0 (0.0%)" in text


def test_the_week_stands_beside_the_week_before_of_the_accounts_known_in_both(
    store: Store, settings: Settings
) -> None:
    """X gained 7 a day all along; Facebook was read since the Sunday before the week."""
    read_daily(store, 640_000, 7)
    read_daily(store, 590_000, 100, account="dgsn-facebook", days=8)

    text = letter(store, settings).replace(" per thousand", "‰")

    assert "X — Followers: 640,140; This week: +49 (+0.1‰); The week before: +49 (+0.1‰)" in text
    assert "This week: +700 (+1.2‰); The week before: not known (no reading before)" in text
    assert "Together — Followers: 1,230,840; This week: +749 (+0.6‰); The week before: +49" in text
    assert "The total growth of the week before is that of X alone." in text


def test_the_years_growth_counts_from_the_last_reading_before_january(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)
    read(store, MONDAY.replace(year=2025, month=12, day=31), 500_000)

    assert "In 2026: +140,200 (+28.0%)" in letter(store, settings)


TARGET = """
[[target]]
account = "dgsn-x"
followers = 641000
by = 2026-11-29
since = 2026-11-02
"""


@pytest.mark.parametrize(
    ("code", "told_of_it"),
    [
        ("ar", ("الأهداف", "ما قُطع من الطريق: 14,9 بالمائة", "دون المسار")),
        ("fr", ("Objectifs", "du chemin parcouru : 14,9 %", "en retard")),
        ("en", ("Targets", "of the way gone: 14.9%", "behind")),
    ],
)
def test_it_tells_how_far_the_way_to_a_target_is_gone(
    tmp_path: Path, code: str, told_of_it: tuple[str, ...]
) -> None:
    """From 640,060 on the Sunday before to 641,000: 140 of 940, and a half of the time."""
    settings = settings_with_mail(tmp_path, MAIL + TARGET)
    with opened(tmp_path, settings) as store:
        read_daily(store, 640_000)
        text = letter(store, settings, code=code)

    plain = text.replace("\u202f", " ").replace("\u00a0", " ")
    assert [words for words in told_of_it if words.casefold() not in plain.casefold()] == []


def test_a_growth_that_nobody_can_know_is_said_not_to_be_known(
    store: Store, settings: Settings
) -> None:
    read(store, MONDAY + 6 * DAY, 640_000)

    text = letter(store, settings)

    assert "• X — Followers: 640,000; This week: not known (no reading before)" in text
    assert "• Facebook — Followers: not known; This week: not known (no reading)" in text
    assert "The total is" not in text  # one account alone has no total


def test_a_total_says_which_accounts_it_leaves_out(store: Store, settings: Settings) -> None:
    more = settings.account[1].model_copy(update={"name": "open-days", "id": "9"})
    settings = settings.model_copy(update={"account": (*settings.account, more)})
    read_daily(store, 640_000)
    read_daily(store, 590_000, account="dgsn-facebook")

    text = letter(store, settings)

    assert "without Facebook · \u2068open-days\u2069, of which nothing is known" in text


def test_an_event_account_is_outside_the_total(store: Store, settings: Settings) -> None:
    x, facebook = settings.account
    event = facebook.model_copy(update={"event": True})
    other = facebook.model_copy(update={"name": "second"})
    settings = settings.model_copy(update={"account": (x, event, other)})
    for name in ("dgsn-x", "dgsn-facebook"):
        read_daily(store, 1000, account=name)

    assert office(store, settings).together.accounts == ("dgsn-x",)


def test_a_growth_since_long_before_names_its_true_beginning(
    store: Store, settings: Settings
) -> None:
    read(store, MONDAY - 8 * DAY, 640_000)
    read(store, MONDAY + DAY, 640_500)

    text = letter(store, settings)

    assert "Followers: 640,500 (read on November 10)" in text
    assert "+500 (+0.8 per thousand · since November 1 · until November 10)" in text


def test_it_tells_posts_with_what_they_drew_and_replies_apart(
    store: Store, settings: Settings
) -> None:
    reply = PostSnapshot("9", MONDAY, kind=Kind.REPLY)
    more = Counts(views=None, likes=30, comments=0, shares=0)
    read(store, MONDAY + 2 * DAY, 640_000, post("1"), post("2", counts=more), reply)

    text = letter(store, settings)

    assert (
        "• X — Posts: at least 2 (beside 1 reply); Views: at least 900 (of 1 of 2 posts);" in text
    )
    assert "Interactions: at least 46" in text
    assert "(42\u00a0likes · 3\u00a0reposts · 1\u00a0reply)" in text
    assert "Interactions on X: likes, reposts, and replies." in text


def test_it_tells_what_the_accounts_as_a_whole_drew_where_that_is_told(
    store: Store, settings: Settings
) -> None:
    assert "Views of the account" not in letter(store, settings)
    days = [
        AccountDay(WEEK.since + number * timedelta(days=1), metric, reported(1_000))
        for number in range(7)
        for metric in ("views", "visits")
    ]
    keep_reported(store, "dgsn-facebook", days, told_at=NOW)

    paper = letter(store, settings)

    assert "Views of the account: 7,000; Visits: 7,000" in paper
    assert "Views of an account hold those of its posts." in paper


def test_reach_is_told_post_by_post_and_never_added(store: Store, settings: Settings) -> None:
    counts = Counts(views=900, reach=700, likes=12, comments=1, shares=3)
    posts = [
        post(str(number), url="https://www.facebook.com/1", counts=counts) for number in (1, 2)
    ]
    read(store, MONDAY + 2 * DAY, 590_000, *posts, account="dgsn-facebook")

    text = letter(store, settings)

    assert text.count("Accounts reached: 700") == 2
    assert "1,400" not in text


def test_the_best_posts_are_told_with_the_followers_of_their_day(
    store: Store, settings: Settings
) -> None:
    read(store, MONDAY, 8_000)
    read(store, MONDAY + 2 * DAY, 9_000, post("1", "first"), post("2", "second"), post("3", "x"))

    text = letter(store, settings)

    assert "900 views · 16 interactions" in text
    assert "2 interactions for each 1,000 of the 8,000 followers at publication" in text
    assert "https://x.com/DGSN_MAROC/status/1" in text
    assert text.count("status/") == 2  # of each network the two best


def test_a_purge_is_told_with_the_growth_without_it(store: Store, settings: Settings) -> None:
    read_daily(store, 640_000, 0, days=9)
    for hour in range(1, 4):
        read(store, MONDAY + 6 * DAY + hour * HOUR, 635_000)

    text = letter(store, settings)

    assert "X: a fall in one step" in text
    assert "From 640,000 to 635,000 followers" in text
    assert "Net growth of the week: -5,000; without such falls: 0." in text


def test_a_round_number_is_told_once(store: Store, settings: Settings) -> None:
    read(store, MONDAY - DAY, 699_990)
    read(store, MONDAY, 700_010)

    assert "X: 700,000 followers passed" in letter(store, settings)
    later = LetterWriter(store, settings, parse_period("2026-W47"), NOW + 7 * DAY)
    assert "passed" not in told(later.paper("office", "en"))


def test_a_post_that_breaks_out_is_told_beside_what_is_usual(
    store: Store, settings: Settings
) -> None:
    usual = [post(str(n), published_at=MONDAY - n * DAY) for n in range(5, 20)]
    great = post("99", counts=Counts(views=90_000, likes=5_000, comments=1, shares=3))
    read(store, MONDAY + 2 * DAY, 640_000, great, *usual)

    text = letter(store, settings)

    assert "X: a post breaks out\n  5,004 interactions, where 16 is usual." in text


def test_a_vanished_post_counts_and_is_told_without_its_text(
    store: Store, settings: Settings
) -> None:
    read(store, MONDAY + 2 * DAY, 640_000, post("1", "words that are gone"))
    seen = Snapshot("dgsn-x", MONDAY + 3 * DAY, "id of dgsn-x", 640_000, gone=("1",))
    keep(store, Visit("dgsn-x", seen.taken_at, seen))

    text = letter(store, settings)

    assert "• X — Posts: at least 1;" in text
    assert "X: a post is gone" in text
    assert "words that are gone" not in text


def test_its_one_line_of_reservations_tells_what_is_missing_and_why(
    store: Store, settings: Settings
) -> None:
    for hour in range(7 * 24):
        at = MONDAY - 12 * HOUR + hour * HOUR
        if not 48 <= hour < 100:
            read(store, at, 640_000)
    lost = [MONDAY - 12 * HOUR + hour * HOUR for hour in range(48, 100)]
    keep_missed(store, "dgsn-x", lost, Reason.DOWN)

    line = letter(store, settings).split("RESERVATIONS\n")[1].splitlines()[0]

    assert line.startswith("X: 5 of 7 days, 116 of 168 readings, longest gap 2 days and 4 hours")
    assert "(this program was not running)" in line
    assert "not read yet: Facebook" in line


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
@pytest.mark.parametrize("role", ["office", "administrator"])
def test_an_empty_database_has_its_letter(
    store: Store, settings: Settings, role: str, code: str
) -> None:
    text = letter(store, settings, role, code)

    assert language(code).say("not known") in text or role == "administrator"
    assert len(text.splitlines()) > 8


def test_where_nothing_was_read_there_is_no_chart_and_it_says_so(
    store: Store, settings: Settings
) -> None:
    paper = LetterWriter(store, settings, WEEK, NOW).paper("office", "en")

    assert paper.pictures == ()
    assert "There is no chart: nothing has been read yet." in told(paper)


def test_a_chart_that_cannot_be_drawn_leaves_the_letter_with_its_figures(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)
    facts = replace(office(store, settings), drawn_since=date.max)

    paper = word(facts, settings, language("en"), NOW)

    assert paper.pictures == ()
    assert "There is no chart: it could not be drawn." in told(paper)
    assert "Followers: 640,200" in told(paper)


def test_the_chart_is_as_wide_as_telephones_show_it_sharply(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)

    (picture,) = LetterWriter(store, settings, WEEK, NOW).paper("office", "ar").pictures

    width = int.from_bytes(picture.content[16:20], "big")
    assert 375 <= width <= 2 * 375
    assert len(picture.content) < 150_000


def test_closed_and_unopened_accounts_are_not_spoken_of(store: Store, settings: Settings) -> None:
    x, facebook = settings.account
    closed = x.model_copy(update={"closed": date(2026, 11, 9)})
    later = facebook.model_copy(update={"opened": date(2026, 11, 16)})
    settings = settings.model_copy(update={"account": (closed, later)})

    assert office(store, settings).standings == ()


def test_the_administrator_is_told_slots_and_gaps_with_their_reasons(
    store: Store, settings: Settings
) -> None:
    read(store, MONDAY, 640_000)
    failed = Failure("account", Reason.ACCESS, "The token was refused.")
    keep(store, Visit("dgsn-x", MONDAY + HOUR, None, (failed,)))

    text = letter(store, settings, "administrator")

    assert "• X — Days kept: 1 of 7; Slots kept: 1 of 156; Longest gap:" in text
    assert "November 9, 2026 at 13:00, 6 days and 11 hours: this program was not running" in text


def test_the_administrator_is_told_spending_under_its_ceilings(
    store: Store, settings: Settings
) -> None:
    text = letter(store, settings, "administrator")

    assert "• X — Today: \u20680.000 USD\u2069 (of \u20681.00 USD\u2069 at most)" in text
    assert "Facebook — Today" not in text


def test_an_alert_is_told_with_what_to_do(store: Store, settings: Settings) -> None:
    alerts.open_(store, "access", "dgsn-x", "The token was refused.", MONDAY)
    alerts.open_(store, "disk", "disk", "12 MB are left.", MONDAY - 8 * DAY)
    alerts.close(store, "disk", "disk", MONDAY + DAY)

    text = letter(store, settings, "administrator")

    assert "Opened in the week: 1; closed: 1; open now: 1." in text
    assert "docs/tokens.md" in text.split("WHAT TO DO\n")[1].split("READINGS")[0]
    assert "Make room" not in text
    assert "The token was refused." in text


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
@pytest.mark.parametrize("kind", AlarmKind)
def test_every_kind_of_alert_has_a_name_in_every_language(kind: AlarmKind, code: str) -> None:
    name = alert_name(kind, language(code))

    assert name
    assert name != kind


def test_a_letter_that_may_not_have_arrived_is_told_to_the_administrator(
    store: Store, settings: Settings
) -> None:
    envelope = Envelope(OFFICE, "ar", "office", "<1@example.org>")
    outbox.enqueue(store, "2026-W45", [envelope], NOW - 7 * DAY)
    ticket = outbox.claim(store, "2026-W45", OFFICE, NOW - 7 * DAY)
    assert ticket is not None
    outbox.ended(store, ticket, State.UNSURE, "the server did not say", NOW - 7 * DAY)

    text = letter(store, settings, "administrator")

    assert (
        f"Ask \u2068{OFFICE}\u2069 whether the letter of \u20682026-W45\u2069 has arrived." in text
    )
    assert ADMINISTRATOR not in text
