"""Each platform's names, colour, prices and what its numbers mean.

A fourth platform is one entry here and one file in collectors/. Nothing else names a platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Names = Mapping[str, str]
"""A text in the languages of the program: {"ar": …, "fr": …, "en": …}."""

COUNT_NAMES = ("views", "reach", "likes", "comments", "shares", "quotes", "saves")
NEVER_SUMMED = frozenset({"reach"})
"""Counts that do not add up over posts or days: one person seen three times is one person.

Source: Iconosquare and the monitoring guides of the field: reach is unique, views are not.
"""


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which a platform's number means another thing than the day before."""

    metrics: tuple[str, ...]
    """The counts that changed, in our words; `interactions` too where one of its parts did."""
    on: date
    """The first day that counts in the new way, by the calendar of UTC."""
    names: Names = field(hash=False)
    """What changed, in the languages of the program."""
    source: str


@dataclass(frozen=True, slots=True)
class Price:
    """What one resource costs, in US dollars, billed once per UTC day."""

    user: Decimal = Decimal(0)
    post: Decimal = Decimal(0)
    owned_post: Decimal = Decimal(0)
    """A post of the account's own timeline, read by an app that the account itself owns."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What the rest of the program must know of a platform."""

    key: str
    section: str
    """The section of the settings with its credentials and address."""
    secrets: tuple[str, ...]
    """The secrets without which it cannot be read."""
    names: Names
    colour: str
    counts: tuple[str, ...]
    """The counts that it tells of a post, in our words."""
    interactions: tuple[str, ...]
    """Which of them are summed as interactions."""
    first_names: Names = field(default_factory=dict)
    """What it is called where a paper names it first, if not by its name alone."""
    optional_secrets: tuple[str, ...] = ()
    """Secrets that it can be read without, which make it safer or tell more."""
    own_words: Mapping[str, str] = field(default_factory=dict)
    """What it calls a count that has another name in our common words."""
    needs_handle_or_id: tuple[str, ...] = ("id",)
    """By what an account may be named in the settings."""
    handle_pattern: str = r"[A-Za-z0-9._-]{1,80}"
    """What a handle looks like, whole and without its @ (a regular expression)."""
    id_pattern: str = r"[0-9]{1,20}"
    """What an account's id looks like, whole (a regular expression)."""
    price: Price = field(default_factory=Price)
    terms_to_read: bool = False
    """Whether somebody must have read docs/platform-terms.md before it is read."""
    keeps_counts: bool = True
    """Whether `forget` may keep the counts (docs/platform-terms.md says why)."""
    history: Names = field(default_factory=dict)
    """How far back it lets posts be read."""
    hosts: tuple[str, ...] = ()
    """Where its posts stand on the web: a link of a paper of ours goes nowhere else."""
    breaks: tuple[Break, ...] = ()
    """Where its numbers changed their meaning, oldest first."""


PLATFORMS: Mapping[str, Platform] = {
    "x": Platform(
        key="x",
        section="x",
        secrets=("api_key", "api_secret", "access_token", "access_token_secret"),
        names={"ar": "إكس", "fr": "X", "en": "X"},
        first_names={
            "ar": "إكس (تويتر سابقا)",
            "fr": "X (anciennement Twitter)",
            "en": "X (formerly Twitter)",
        },
        hosts=("x.com", "twitter.com"),
        colour="#14171A",
        counts=("views", "likes", "comments", "shares", "quotes", "saves"),
        # Rival IQ's list for X: likes, reposts, replies. Quotes and bookmarks stand apart.
        interactions=("likes", "shares", "comments"),
        own_words={"comments": "replies", "shares": "reposts", "saves": "bookmarks"},
        optional_secrets=("bearer_token",),
        needs_handle_or_id=("handle", "id"),
        # GET /2/users/by: ^[A-Za-z0-9_]{1,15}$ (X API 2.167, 2026-08-22).
        handle_pattern=r"[A-Za-z0-9_]{1,15}",
        price=Price(user=Decimal("0.010"), post=Decimal("0.005"), owned_post=Decimal("0.001")),
        terms_to_read=True,
        # X's agreement obliges to delete all licensed material when it ends.
        keeps_counts=False,
        history={
            "ar": "آخر 3200 تغريدة",
            "fr": "les 3 200 derniers posts",
            "en": "the newest 3,200 posts",
        },
    ),
    "facebook": Platform(
        key="facebook",
        section="meta",
        secrets=("access_token",),
        optional_secrets=("app_secret",),
        names={"ar": "فايسبوك", "fr": "Facebook", "en": "Facebook"},
        hosts=("www.facebook.com", "facebook.com"),
        colour="#1877F2",
        counts=("views", "reach", "likes", "comments", "shares"),
        interactions=("likes", "comments", "shares"),
        own_words={"likes": "reactions"},
        history={
            "ar": "نحو 600 تدوينة في السنة",
            "fr": "environ 600 publications par an",
            "en": "about 600 posts a year",
        },
        breaks=(
            Break(
                metrics=("views",),
                on=date(2025, 11, 15),
                names={
                    "ar": "المشاهدات عوض مرات الظهور",
                    "fr": "vues au lieu des impressions",
                    "en": "views instead of impressions",
                },
                source="Meta, Pages API changelog, 2025-11-15: post_impressions gave way to"
                " post_media_view",
            ),
            Break(
                metrics=("reach",),
                on=date(2026, 6, 15),
                names={
                    "ar": "عدد المشاهدين عوض الوصول",
                    "fr": "spectateurs au lieu de la portée",
                    "en": "viewers instead of reach",
                },
                source="Meta, deprecated Page metrics, 2026-06-15: post_impressions_unique gave"
                " way to post_total_media_view_unique",
            ),
        ),
    ),
    "instagram": Platform(
        key="instagram",
        section="meta",
        secrets=("access_token",),
        optional_secrets=("app_secret",),
        names={"ar": "إنستغرام", "fr": "Instagram", "en": "Instagram"},
        hosts=("www.instagram.com", "instagram.com"),
        colour="#C13584",
        counts=("views", "reach", "likes", "comments", "shares", "saves"),
        interactions=("likes", "comments"),
        history={
            "ar": "آخر 10000 منشور",
            "fr": "les 10 000 dernières publications",
            "en": "the newest 10,000 posts",
        },
        breaks=(
            Break(
                metrics=("views",),
                on=date(2025, 4, 21),
                names={
                    "ar": "المشاهدات عوض مرات الظهور",
                    "fr": "vues au lieu des impressions",
                    "en": "views instead of impressions",
                },
                source="Meta, Graph API changelog, 2025-04-21: impressions and plays gave way to"
                " views",
            ),
        ),
    ),
}


def breaks_between(platform: str, metric: str, since: date, until: date) -> tuple[Break, ...]:
    """The breaks that lie between two numbers of a metric, oldest first.

    Args:
        platform: A key of `PLATFORMS`.
        metric: A count in our words, or `interactions`.
        since: The day of the earlier number.
        until: The day of the later one (both included): a break on `since` itself divides
            nothing, a break on `until` does.
    """
    return tuple(
        change
        for change in PLATFORMS[platform].breaks
        if metric in change.metrics and since < change.on <= until
    )
