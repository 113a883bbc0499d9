"""Alarms: what is judged from the file, when it begins, and that it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from metrics.alerts import (
    SCARCE_BYTES,
    AccountSeen,
    Alarm,
    AlarmKind,
    HouseSeen,
    JobSeen,
    breakouts,
    judge,
    milestones,
    silences,
    suspect_falls,
)
from metrics.completeness import Completeness, Gap
from metrics.falls import falls
from metrics.model import Account, Counts, Failure, Kind, Reason, Snapshot, Visit
from metrics.quantity import measured
from metrics.series import Point, Post, PostReading

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
X = Account("dgsn-x", "x")
HEALTHY = HouseSeen(disk_free=10 * SCARCE_BYTES)
WHOLE = Completeness(24, 24, 24, 24)


def unread(slots: int, reason: Reason | None = None, *, ended_ago: int = 0) -> Completeness:
    """A day of which so many slots in a row were lost, the last one so many hours ago."""
    until = NOON - ended_ago * HOUR
    gap = Gap(until - slots * HOUR, until, reason, slots, reaches_now=not ended_ago)
    return Completeness(1, 1, 24 - slots, 24, (gap,))


def lost(scope: str, reason: Reason, detail: str = "It says no.") -> Failure:
    return Failure(scope, reason, detail)


def went(hours_ago: float, *failures: Failure, usd: str = "0") -> Visit:
    """A visit that ended so; one that lost the account read nothing."""
    at = NOW - hours_ago * HOUR
    read = not any(one.scope == "account" for one in failures)
    snapshot = Snapshot(X.name, at, "1132", 640_000) if read else None
    return Visit(X.name, at, snapshot, failures, 1, Decimal(usd))


def seen(*visits: Visit, kept: Completeness = WHOLE, read_ago: float = 0.5) -> AccountSeen:
    return AccountSeen(X, kept, visits, NOW - read_ago * HOUR)


def judged(*accounts: AccountSeen, house: HouseSeen = HEALTHY) -> dict[str, Alarm]:
    return {alarm.kind: alarm for alarm in judge(accounts, house, NOW, HOUR)}


def test_all_is_quiet_while_all_is_well() -> None:
    assert judged(seen(went(1.5), went(0.5))) == {}


@pytest.mark.parametrize(
    ("kept", "alarm"),
    [
        (unread(2, Reason.UNAVAILABLE), True),
        (unread(40, Reason.LIMIT), True),
        # Whatever the reason: status calls it silence too.
        (unread(2, Reason.DOWN), True),
        (unread(1, Reason.UNAVAILABLE), False),
        (unread(2, Reason.UNAVAILABLE, ended_ago=1), False),
        (WHOLE, False),
    ],
)
def test_two_slots_unread_are_a_gap(kept: Completeness, *, alarm: bool) -> None:
    visit = went(0.5, lost("account", Reason.UNAVAILABLE, "X does not answer."))
    found = judged(seen(visit, kept=kept))

    assert ("gap" in found) is alarm
    if alarm:
        assert found["gap"].subject == X.name
        assert "X does not answer." in found["gap"].detail
        since = kept.gaps[-1].since
        assert f"since {since:%Y-%m-%d %H:%M} UTC: {kept.gaps[-1].slots} slots" in (
            found["gap"].detail
        )


def test_a_gap_without_a_visit_since_tells_its_reason_and_no_older_failure() -> None:
    old = went(9, lost("account", Reason.UNAVAILABLE, "X does not answer."))
    found = judged(seen(old, kept=unread(3, Reason.DOWN)))

    assert found["gap"].detail == "Not read since 2026-11-21 09:00 UTC: 3 slots (down)."


def test_slots_of_long_ago_are_no_gap_of_today() -> None:
    assert judged(seen(kept=unread(2, Reason.UNAVAILABLE, ended_ago=8))) == {}


def test_a_silence_that_is_over_is_news_from_when_to_when() -> None:
    since = NOW - 2 * DAY
    (alarm,) = silences(X.name, unread(5, Reason.DOWN, ended_ago=1), since)

    assert (alarm.kind, alarm.subject) == ("silence", "dgsn-x 2026-11-21 11:00")
    assert (alarm.since, alarm.until) == (NOON - 6 * HOUR, NOON - HOUR)
    told = "Not read from 2026-11-21 06:00 UTC to 2026-11-21 11:00 UTC: 5 slots (down)."
    assert alarm.detail == told


@pytest.mark.parametrize(
    "kept",
    [
        unread(5),  # it lasts, and is a gap
        unread(1, ended_ago=3),  # one slot is no silence
        unread(5, ended_ago=60),  # of long ago
        WHOLE,
    ],
)
def test_a_silence_that_lasts_or_is_short_or_old_is_no_news(kept: Completeness) -> None:
    assert list(silences(X.name, kept, NOW - 2 * DAY)) == []


@pytest.mark.parametrize(
    ("reason", "kind"),
    [(Reason.ACCESS, "access"), (Reason.TERMS, "access"), (Reason.NOT_OURS, "not_ours")],
)
def test_a_token_that_is_refused_is_told_at_once_and_ends_with_the_next_good_visit(
    reason: Reason, kind: str
) -> None:
    refused = went(0.5, lost("account", reason))

    assert judged(seen(refused))[kind].detail == "It says no."
    assert kind not in judged(seen(refused, went(0.1)))


@pytest.mark.fault(22)
def test_spent_credit_lasts_until_something_could_be_paid_again() -> None:
    unpaid = went(5, lost("posts", Reason.CREDIT), usd="0")

    assert judged(seen(unpaid, went(4)))["credit"].subject == "x"
    assert "credit" not in judged(seen(unpaid, went(4, usd="0.01")))


def test_a_ceiling_lasts_until_its_utc_day_ends() -> None:
    reached = lost("posts", Reason.CEILING)

    assert "ceiling" in judged(seen(went(12.4, reached), went(0.5)))
    assert "ceiling" not in judged(seen(went(12.6, reached), went(0.5)))


@pytest.mark.fault(21)
def test_a_retired_metric_is_told_by_its_name_and_for_as_long_as_it_is_missed() -> None:
    retired = lost("views", Reason.MISSING)

    assert judged(seen(went(25, retired), went(0.5)))["metric"].subject == "dgsn-x views"
    assert "metric" not in judged(seen(went(27, retired), went(0.5)))
    assert "metric" not in judged(seen(went(1, lost("posts", Reason.MISSING))))


def test_no_good_reading_anywhere_is_told_whatever_the_reason() -> None:
    """The dead man's switch."""
    assert "gap" not in judged(seen(went(2), read_ago=2.2))
    alarm = judged(seen(went(2), read_ago=2.3))["gap"]
    assert alarm.subject == "all accounts"
    assert judged(seen(went(2), read_ago=2.3), seen(went(0.1), read_ago=0.1)) == {}


def test_an_account_that_nobody_has_tried_to_read_yet_is_no_alarm() -> None:
    assert judged(AccountSeen(X)) == {}


def test_a_visit_that_lies_in_the_future_tells_of_a_wrong_clock() -> None:
    assert judged(seen(went(-1)))["clock"].subject == "clock"
    assert judged(seen(went(-0.05))) == {}


@pytest.mark.parametrize(
    ("house", "kind"),
    [
        (replace(HEALTHY, disk_free=SCARCE_BYTES - 1), "disk"),
        (replace(HEALTHY, clock="It jumped."), "clock"),
        (replace(HEALTHY, damage="A page is torn."), "database"),
        (replace(HEALTHY, settings="A key is wrong."), "settings"),
        (replace(HEALTHY, jobs=(JobSeen(AlarmKind.BACKUP, "No room."),)), "backup"),
    ],
)
def test_the_machine_itself_is_judged(house: HouseSeen, kind: str) -> None:
    assert list(judged(seen(went(0.5)), house=house)) == [kind]


def test_two_accounts_of_a_platform_raise_one_alarm_of_it() -> None:
    spent = seen(went(0.5, lost("posts", Reason.CREDIT)))

    assert len(judge([spent, spent], HEALTHY, NOW, HOUR)) == 1


def counted(*counts: int | None) -> list[Point]:
    """Follower counts, an hour from one to the next."""
    return [
        Point(None if count is None else measured(count), at=NOW + number * HOUR)
        for number, count in enumerate(counts)
    ]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((649_990, 650_003), "650,000"),
        ((699_990, 700_003), "700,000"),
        ((649_990, None, 671_000), "670,000"),
        ((695_000, 731_000), "700,000"),
        ((999_990, 1_000_003), "1,000,000"),
        ((650_003, 650_001), None),
        ((650_003, 649_900, 650_010), None),
        ((650_003,), None),
    ],
)
def test_the_greatest_round_number_that_was_passed_is_a_milestone(
    counts: tuple[int | None, ...], told: str | None
) -> None:
    found = [alarm.subject for alarm in milestones("dgsn-x", counted(*counts))]

    assert found == ([] if told is None else [f"dgsn-x {told}"])


def posted(number: int, age: timedelta, likes: int | None, kind: Kind = Kind.POST) -> Post:
    reading = PostReading(NOW, Counts(likes=likes, shares=0, comments=0))
    published = NOW - age
    return Post("dgsn-x", "x", str(number), published, kind, None, None, None, None, (reading,))


USUAL = [posted(number, (3 + number) * DAY, 100 + number) for number in range(20)]


@pytest.mark.parametrize(
    ("post", "told"),
    [
        (posted(99, 5 * HOUR, 5 * 110), True),
        (posted(99, 5 * HOUR, 5 * 109), False),
        (posted(99, 4 * DAY, 9_999), False),
        (posted(99, 5 * HOUR, None), False),
        (posted(99, 5 * HOUR, 9_999, Kind.REPLY), False),
    ],
)
def test_a_young_post_far_above_the_usual_breaks_out(post: Post, *, told: bool) -> None:
    found = [alarm.subject for alarm in breakouts([*USUAL, post], NOW)]

    assert found == (["dgsn-x 99"] if told else [])


def test_nothing_breaks_out_before_it_is_known_what_is_usual() -> None:
    assert list(breakouts([*USUAL[:9], posted(99, HOUR, 9_999)], NOW)) == []


@pytest.mark.fault(27)
def test_a_fall_in_one_step_is_suspect_until_two_readings_confirm_it() -> None:
    purge = (640_000, 640_003, 634_200)

    assert [fall.is_suspect for fall in falls(counted(*purge))] == [True]
    assert [fall.is_suspect for fall in falls(counted(*purge, 634_199))] == [True]
    assert [fall.is_suspect for fall in falls(counted(*purge, 634_199, 634_205))] == [False]
    (alarm,) = suspect_falls("dgsn-x", counted(*purge))
    assert "from 640,003 to 634,200" in alarm.detail


@pytest.mark.fault(27)
def test_a_number_that_comes_back_was_a_misreading_and_no_fall() -> None:
    assert falls(counted(640_000, 0, 640_010)) == ()


def test_a_slow_loss_is_no_fall() -> None:
    week = [640_000 - 300 * number for number in range(60)]

    assert falls(counted(*week)) == ()
    assert list(suspect_falls("dgsn-x", counted(*week))) == []


@pytest.mark.parametrize(
    ("scope", "kind", "hours"),
    [
        ("followers", "followers", 3),
        ("posts", "posts", 26),
        ("identity", "profile", 26),
        ("verification", "profile", 26),
        ("proof", "not_ours", 26),
        ("version", "version", 26),
        ("shares", "metric", 26),
        ("listed", "profile", 26),
        ("text", "profile", 26),
    ],
)
def test_a_loss_that_lasts_opens_an_alert_of_its_own_and_closes_it(
    scope: str, kind: str, hours: int
) -> None:
    losing = [went(hours + 0.5 - ago, lost(scope, Reason.MALFORMED)) for ago in range(hours + 1)]

    alarm = judged(seen(*losing))[kind]

    is_one_of_many = scope in {"shares", "listed", "text"}
    assert alarm.subject == (f"{X.name} {scope}" if is_one_of_many else X.name)
    assert alarm.detail.startswith("It says no. Since ")
    assert judged(seen(*losing[1:])) == {}
    ended = replace(seen(*losing, went(0.1)), posts_until=NOW - 0.1 * HOUR)
    assert kind not in judged(ended)


def test_posts_are_lost_since_they_were_known_last_though_not_every_visit_seeks_them() -> None:
    visits = [went(40, lost("posts", Reason.ACCESS)), went(30), went(1)]

    assert judged(seen(*visits))["posts"].subject == X.name
    assert judged(replace(seen(*visits), posts_until=NOW - 39 * HOUR)) == {}


def test_followers_that_are_not_told_are_no_fault_of_the_token() -> None:
    losing = [went(ago, lost("followers", Reason.MISSING)) for ago in (5, 4, 3, 2, 1)]

    assert "access" not in judged(seen(*losing))
    assert "followers" in judged(seen(*losing))


def test_a_count_that_was_told_and_is_told_no_more_is_a_loss() -> None:
    told = replace(seen(went(0.5)), silent_counts={"views": NOW - 30 * HOUR})

    alarm = judged(told)["metric"]

    assert alarm.subject == "dgsn-x views"
    assert "told last at" in alarm.detail
