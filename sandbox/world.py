"""The simulated world: the accounts, the truth about them at any instant, and who may ask."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from metrics.model import Account
from sandbox.curves import FollowerCurve, Purge, on
from sandbox.posts import TruePost, posts_of_day, stories_of_day

FIRST_DAY = date(2024, 1, 1)
"""No post is older. Enough for several pages of a hundred."""
PROFESSIONAL_SINCE = on(2024, 3, 1)
"""When the Instagram account became a professional one; older media have no insights."""
PURGE_AFTER = timedelta(days=17, hours=4)
PURGE_SHARE = 0.009

PERMISSIONS = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "read_insights",
    "instagram_basic",
    "instagram_manage_insights",
)


@dataclass(frozen=True, slots=True)
class XCredentials:
    """What a client of X must present: OAuth 1.0a, and a Bearer token for the usage alone."""

    api_key: str = "canary-x-api-key"
    api_secret: str = "canary-x-api-secret"  # noqa: S105 - no secret: a canary for tests
    access_token: str = "1135102546118647808-canary-x-access-token"  # noqa: S105 - a canary
    access_token_secret: str = "canary-x-access-token-secret"  # noqa: S105 - a canary
    bearer_token: str = "canary-x-bearer-token"  # noqa: S105 - a canary


@dataclass(frozen=True, slots=True)
class MetaCredentials:
    """What a client of the Graph API must present: either token, and the app's secret."""

    app_id: str = "402115987654321"
    app_secret: str = "canary-meta-app-secret"  # noqa: S105 - a canary
    system_user_token: str = "canary-meta-system-user-token"  # noqa: S105 - a canary
    page_token: str = "canary-meta-page-token"  # noqa: S105 - a canary
    event_page_token: str = "canary-meta-event-page-token"  # noqa: S105 - a canary
    system_user_id: str = "122093456789012345"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The keys to both APIs."""

    x: XCredentials = field(default_factory=XCredentials)
    meta: MetaCredentials = field(default_factory=MetaCredentials)


class TrueAccount:
    """A simulated account and the truth about it, for oracles in tests."""

    def __init__(
        self,
        platform: str,
        identity: tuple[str, str, str],
        followers: FollowerCurve,
        seed: int,
        since: date = FIRST_DAY,
    ) -> None:
        """`identity` is the id, the handle and the display name; they may be changed later.

        No post is older than `since`.
        """
        self.platform = platform
        self.id, self.handle, self.name = identity
        self.followers = followers
        self.badge: str | None = {"x": "government", "facebook": "blue_verified"}.get(platform)
        self.shows_stories = False
        """Whether it publishes stories; on Instagram alone."""
        self._seed = seed
        self._posts: list[TruePost] = []
        self._by_version: dict[str, TruePost] = {}
        self._next_day = since
        self._deleted: dict[str, datetime] = {}

    def followers_at(self, instant: datetime) -> int:
        """How many follow it."""
        return self.followers.at(instant)

    def posts_at(self, instant: datetime) -> tuple[TruePost, ...]:
        """The posts that can be seen at an instant, newest first."""
        return tuple(
            post for post in reversed(self.published_by(instant)) if self.visible(post, instant)
        )

    def published_by(self, instant: datetime) -> list[TruePost]:
        """Everything published until an instant (included), deleted or not, oldest first."""
        while self._next_day <= instant.astimezone(UTC).date():
            day, self._next_day = self._next_day, self._next_day + timedelta(days=1)
            for post in posts_of_day(self.platform, self.id, day, self._seed):
                self._posts.append(post)
                self._by_version |= dict.fromkeys(
                    (post.id, *(edit.id for edit in post.edits)), post
                )
        return self._posts[: bisect_right(self._posts, instant, key=lambda post: post.published_at)]

    def visible(self, post: TruePost, instant: datetime) -> bool:
        """Whether a post is out and neither it nor a test has deleted it."""
        deleted = self._deleted.get(post.id)
        return post.visible_at(instant) and not (deleted is not None and deleted <= instant)

    def find(self, version: str, instant: datetime) -> TruePost | None:
        """The post that can be seen under an id: its own or that of an edit."""
        self.published_by(instant)
        post = self._by_version.get(version)
        if post is None or version not in post.versions_at(instant):
            return None
        return post if self.visible(post, instant) else None

    def stories_at(self, instant: datetime) -> tuple[TruePost, ...]:
        """The stories that are shown at an instant, newest first."""
        if not self.shows_stories:
            return ()
        today = instant.astimezone(UTC).date()
        recent = [
            story
            for day in (today, today - timedelta(days=1))
            for story in reversed(stories_of_day(self.id, day, self._seed))
        ]
        return tuple(story for story in recent if story.visible_at(instant))

    def delete(self, post_id: str, at: datetime) -> None:
        """Let a post (named by its first id) vanish at an instant."""
        self._deleted[post_id] = at


class World:
    """The accounts of one institution on three platforms, some strangers, and the time."""

    def __init__(self, now: datetime, seed: int = 1) -> None:
        """A world that stands at `now` (aware). The same seed makes the same posts."""
        self.now = now
        self.credentials = Credentials()
        self.x_account = _account("x", X_IDENTITY, X_FOLLOWERS, seed, now + PURGE_AFTER)
        self.page = _account("facebook", PAGE_IDENTITY, PAGE_FOLLOWERS, seed)
        self.instagram: TrueAccount = _account(
            "instagram", INSTAGRAM_IDENTITY, INSTAGRAM_FOLLOWERS, seed
        )
        self.event_page = _account("facebook", EVENT_IDENTITY, SMALL_FOLLOWERS, seed)
        """A second Page of the institution, with no Instagram account."""
        self.strange_page = _account("facebook", STRANGE_PAGE, SMALL_FOLLOWERS, seed)
        self.strange_instagram = _account("instagram", STRANGE_INSTAGRAM, SMALL_FOLLOWERS, seed)
        self.strange_x = _account("x", STRANGE_X, SMALL_FOLLOWERS, seed)
        self.more_pages: dict[str, TrueAccount] = {}
        """Pages that the system user was not given, by their own tokens."""
        self.owns_app = False
        """Whether the X account itself owns the developer app: its timeline is then cheaper."""
        self.permissions: set[str] = set(PERMISSIONS)
        """What Meta's tokens may do; take one away to see what is lost."""
        self.proof_required = False
        """Whether the Graph API insists on `appsecret_proof`."""
        self.token_expires_at: datetime | None = None
        """When Meta's tokens end; None is never."""

    def add_pages(self, number: int) -> None:
        """Let there be so many more Pages, each with a token of its own and posts of two days."""
        since = (self.now - timedelta(days=1)).date()
        for place in range(len(self.more_pages), len(self.more_pages) + number):
            identity = (str(200_000_000_000_000 + place), f"page.{place:05}", f"Page {place}")
            page = _account("facebook", identity, SMALL_FOLLOWERS, 1, since=since)
            self.more_pages[f"canary-meta-page-token-{place:05}"] = page

    @classmethod
    def demo(cls, now: datetime, seed: int = 1) -> World:
        """The world of the demonstration: X loses 0.9 % of its followers 17 days after `now`."""
        return cls(now, seed)

    def show_stories(self) -> None:
        """Let the Instagram account publish stories, which it does not by itself."""
        self.instagram.shows_stories = True

    def accounts(self) -> tuple[Account, ...]:
        """The three official accounts, as settings would name them."""
        return (
            Account("dgsn-x", "x", self.x_account.handle, None, date(2019, 6, 1)),
            Account("dgsn-facebook", "facebook", id=self.page.id),
            Account("dgsn-instagram", "instagram", id=self.instagram.id, opened=date(2022, 3, 1)),
        )

    def x_accounts(self) -> Iterable[TrueAccount]:
        """Everybody on X."""
        return (self.x_account, self.strange_x)

    def listed_pages(self) -> dict[str, TrueAccount]:
        """The Pages that the system user was given, by their tokens."""
        meta = self.credentials.meta
        return {meta.page_token: self.page, meta.event_page_token: self.event_page}

    def page_tokens(self) -> dict[str, TrueAccount]:
        """Every Page that a token of its own reads, by that token."""
        return {**self.listed_pages(), **self.more_pages}


X_IDENTITY = ("1135102546118647808", "DGSN_MAROC", "DGSN MAROC")
PAGE_IDENTITY = ("108412957214365", "DGSN.MAROC", "DGSN MAROC - الصفحة الرسمية")
INSTAGRAM_IDENTITY = ("17841451207384612", "dgsn.maroc", "DGSN MAROC")
EVENT_IDENTITY = ("109733518420077", "portes.ouvertes.exemple", "أيام الأبواب المفتوحة")
STRANGE_X = ("2244994945", "SomebodyElse", "Somebody else")
STRANGE_PAGE = ("102907851890377", "somebody.else", "Somebody else")
STRANGE_INSTAGRAM = ("17841407673135339", "somebody_else", "Somebody else")

# Through the figures that the directorate printed (the end of a year where only the year is
# known), then on at the pace of the last years.
X_FOLLOWERS = (
    (on(2019, 6, 1), 2_000),
    (on(2020, 12, 15), 226_000),
    (on(2021, 12, 15), 317_074),
    (on(2022, 12, 15), 434_000),
    (on(2023, 12, 15), 480_944),
    (on(2024, 12, 15), 539_000),
    (on(2025, 12, 15), 592_000),
    (on(2026, 9, 15), 634_000),
)
PAGE_FOLLOWERS = (
    (on(2016, 1, 1), 5_000),
    (on(2020, 12, 15), 191_903),
    (on(2021, 12, 15), 282_638),
    (on(2022, 12, 15), 385_000),
    (on(2023, 12, 15), 440_000),
    (on(2024, 12, 15), 496_000),
    (on(2025, 12, 15), 548_000),
    (on(2026, 9, 15), 585_000),
)
INSTAGRAM_FOLLOWERS = (
    (on(2022, 3, 1), 1_000),
    (on(2022, 12, 15), 133_800),
    (on(2023, 12, 15), 207_000),
    (on(2024, 12, 15), 258_000),
    (on(2025, 12, 15), 300_000),
    (on(2026, 9, 15), 326_000),
)
SMALL_FOLLOWERS = ((on(2015, 1, 1), 900), (on(2026, 1, 1), 13_500))


def _account(
    platform: str,
    identity: tuple[str, str, str],
    anchors: tuple[tuple[datetime, int], ...],
    seed: int,
    purged_at: datetime | None = None,
    since: date = FIRST_DAY,
) -> TrueAccount:
    purge = Purge(purged_at, PURGE_SHARE) if purged_at else None
    curve = FollowerCurve(anchors, f"{seed}/{identity[0]}", purge)
    return TrueAccount(platform, identity, curve, seed, since)
