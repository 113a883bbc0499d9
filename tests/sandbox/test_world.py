from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from imports.exports.recognise import read_exports
from imports.exports.sources import SourceBytes
from metrics.model import Counts, Kind
from metrics.periods import midnight
from sandbox import TrueAccount, TruePost, World
from sandbox.world import PURGE_AFTER
from sandbox.x_overview import FILE_NAME, overview_csv
from tests.support.sandbox_calls import NOW

LONG_AGO = timedelta(days=60)
"""After which nothing much comes any more."""


@pytest.fixture(scope="module")
def world() -> World:
    return World.demo(NOW)


@pytest.fixture(params=["x_account", "page", "instagram"])
def account(world: World, request: pytest.FixtureRequest) -> TrueAccount:
    found: TrueAccount = getattr(world, request.param)
    return found


def finished(account: TrueAccount) -> list[TruePost]:
    return account.published_by(NOW - LONG_AGO)


def half_life_h(post: TruePost) -> float:
    """Hours until a post has half of its views of 60 days."""
    half = (post.counts_at(post.published_at + LONG_AGO).views or 0) / 2
    low, high = 0.0, 24.0 * 60
    while high - low > 0.01:
        middle = (low + high) / 2
        views = post.counts_at(post.published_at + timedelta(hours=middle)).views or 0
        low, high = (middle, high) if views < half else (low, middle)
    return high


def test_it_is_the_same_world_for_the_same_seed(account: TrueAccount) -> None:
    again = World.demo(NOW)
    twin = next(a for a in (again.x_account, again.page, again.instagram) if a.id == account.id)

    assert account.posts_at(NOW) == twin.posts_at(NOW)
    assert account.followers_at(NOW) == twin.followers_at(NOW)


def test_it_is_another_world_for_another_seed(world: World) -> None:
    other = World.demo(NOW, seed=2)

    assert world.page.posts_at(NOW) != other.page.posts_at(NOW)


def test_it_tells_the_same_of_an_instant_whenever_it_is_asked(world: World) -> None:
    later_first = World.demo(NOW)
    later_first.page.posts_at(NOW + timedelta(days=30))

    assert world.page.posts_at(NOW) == later_first.page.posts_at(NOW)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("x_account", 630_000, 655_000), ("page", 585_000, 600_000), ("instagram", 325_000, 335_000)],
)
def test_it_continues_the_printed_follower_figures(
    world: World, name: str, low: int, high: int
) -> None:
    account: TrueAccount = getattr(world, name)

    assert low < account.followers_at(NOW) < high


def test_it_passes_through_the_figure_printed_for_2023(world: World) -> None:
    assert world.x_account.followers_at(datetime(2023, 12, 15, tzinfo=UTC)) == pytest.approx(
        480_944, rel=0.001
    )


def test_followers_grow_by_about_a_fifth_of_a_percent_a_week(account: TrueAccount) -> None:
    start, end = (account.followers_at(NOW + timedelta(days=days)) for days in (-140, 0))

    assert 0.001 < (end / start - 1) / 20 < 0.003


def test_followers_of_x_fall_once_by_a_small_purge(world: World) -> None:
    before = world.x_account.followers_at(NOW + PURGE_AFTER)
    after = world.x_account.followers_at(NOW + PURGE_AFTER + timedelta(hours=7))

    assert 0.005 < 1 - after / before < 0.012


@pytest.mark.parametrize(
    ("name", "low", "high"), [("x_account", 1.0, 1.7), ("page", 1.0, 1.7), ("instagram", 14, 22)]
)
def test_half_of_the_views_come_when_they_do_on_the_platform(
    world: World, name: str, low: float, high: float
) -> None:
    posts = [post for post in finished(getattr(world, name)) if post.totals["views"] > 100]
    lives = sorted(half_life_h(post) for post in posts)

    assert low < lives[len(lives) // 2] < high


def test_sizes_are_heavy_tailed(account: TrueAccount) -> None:
    views = sorted(post.counts_at(NOW).views or 0 for post in finished(account))

    assert views[-1] > 8 * views[len(views) // 2]


def test_counts_only_grow_except_likes_taken_back(account: TrueAccount) -> None:
    for post in finished(account)[-60:]:
        looks = [post.counts_at(post.published_at + timedelta(hours=h)) for h in range(0, 999, 37)]

        assert all(
            later >= earlier
            for name in post.totals
            if not (name == "likes" and post.unliked)
            for earlier, later in zip(
                (getattr(look, name) for look in looks),
                (getattr(look, name) for look in looks[1:]),
                strict=False,
            )
        )


def test_some_likes_are_taken_back(world: World) -> None:
    steady = [post for post in finished(world.page) if len(post.waves) == 1]
    post = max(steady, key=lambda post: post.unliked)
    early, late = (post.counts_at(post.published_at + timedelta(days=d)).likes for d in (4, 40))

    assert early is not None
    assert late is not None
    assert 0 < late < early


def test_some_posts_are_drawn_on_again_weeks_later(account: TrueAccount) -> None:
    assert any(len(post.waves) == 2 for post in finished(account))


def test_some_posts_vanish_at_their_time(account: TrueAccount) -> None:
    post = next(post for post in finished(account) if post.vanishes_at is not None)
    gone_at = post.vanishes_at
    assert gone_at is not None

    assert account.find(post.id, gone_at - timedelta(seconds=1)) is post
    assert account.find(post.id, gone_at) is None


def test_a_test_can_delete_a_post() -> None:
    page = World.demo(NOW).page
    newest, *rest = page.posts_at(NOW)
    page.delete(newest.id, at=NOW)

    assert list(page.posts_at(NOW)) == rest
    assert page.posts_at(NOW - timedelta(seconds=1))[0] == newest


def test_an_edit_on_x_gives_a_post_a_second_id(world: World) -> None:
    post = next(post for post in world.x_account.posts_at(NOW) if post.edits)
    edit = post.edits[0]

    assert post.versions_at(edit.at - timedelta(seconds=1)) == (post.id,)
    assert post.versions_at(edit.at) == (post.id, edit.id)
    assert world.x_account.find(edit.id, NOW) is post
    assert world.x_account.find(edit.id, edit.at - timedelta(seconds=1)) is None


def test_x_has_replies_and_reposts_and_a_repost_has_only_reposts(world: World) -> None:
    posts = world.x_account.posts_at(NOW)
    repost = next(post for post in posts if post.kind is Kind.REPOST)
    counts = repost.counts_at(NOW)

    assert {post.kind for post in posts} == {Kind.POST, Kind.REPLY, Kind.REPOST}
    assert counts == Counts(views=0, likes=0, comments=0, shares=counts.shares, quotes=0, saves=0)
    assert counts.shares


def test_texts_are_arabic_and_french_with_mentions_and_addresses(world: World) -> None:
    texts = [post.text or "" for post in world.x_account.posts_at(NOW)]

    assert any("الأبواب المفتوحة" in text for text in texts)
    assert any("Sécurité routière" in text for text in texts)
    assert any("@" in text for text in texts)
    assert any("https://t.co/" in text for text in texts)


def test_it_names_the_three_accounts_as_settings_would(world: World) -> None:
    assert [
        (account.name, account.platform, account.handle or account.id)
        for account in world.accounts()
    ] == [
        ("dgsn-x", "x", "DGSN_MAROC"),
        ("dgsn-facebook", "facebook", world.page.id),
        ("dgsn-instagram", "instagram", world.instagram.id),
    ]


def test_the_overview_of_x_tells_who_came_and_left_and_is_recognised(world: World) -> None:
    today = NOW.date()
    file = overview_csv(world.x_account, today).encode()
    (export,) = read_exports(SourceBytes(FILE_NAME, file, None))
    came, left = (
        sum(day.value for day in export.days if day.metric == metric)
        for metric in ("new_followers", "lost_followers")
    )
    ends = [
        world.x_account.followers_at(midnight(day, ZoneInfo("UTC")))
        for day in (today - timedelta(days=365), today)
    ]

    assert export.kind.key == "x_overview"
    assert len({day.day for day in export.days}) == 365
    assert came - left == ends[1] - ends[0]
