"""Each platform's names, colour, prices and what its numbers mean.

A fourth platform is one entry here and one file in collectors/. Nothing else names a platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Protocol

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
    told_on: date | None = field(default=None, compare=False)
    """The day of the price list that this was taken from."""
    source: str = field(default="", compare=False)
    """Where that list stands."""

    @property
    def is_free(self) -> bool:
        """Whether reading costs nothing."""
        return not (self.user or self.post or self.owned_post)


@dataclass(frozen=True, slots=True)
class SpendingLimits:
    """What may be spent at most in a UTC day and in a UTC month, or what is left of that."""

    day_usd: Decimal
    month_usd: Decimal


@dataclass(frozen=True, slots=True)
class Api:
    """Where a platform is asked, and by which keys its section of the settings says otherwise."""

    url: str | None = None
    """Its address; None: the settings must give it."""
    url_key: str = "api_url"
    version: str | None = None
    """The version that is asked for; None: it has no versions."""
    version_key: str = "api_version"
    version_pattern: str = r"v[0-9]{1,3}\.[0-9]"
    has_app: bool = False
    """Whether the section may name an app of ours, by `app_id`."""


MeanCurve = tuple[tuple[float, float], ...]
"""Ages in hours, ascending, each with the share of the 30-day count that has come by then."""
CURVE_AGES_H = (
    0.05, 0.061, 0.075, 0.092, 0.113, 0.138, 0.17, 0.208, 0.255,
    0.313, 0.383, 0.47, 0.576, 0.707, 0.866, 1.062, 1.302, 1.596,
    1.957, 2.399, 2.941, 3.605, 4.42, 5.419, 6.643, 8.145, 9.985,
    12.241, 15.007, 18.398, 22.555, 27.652, 33.9, 41.56, 50.95, 62.463,
    76.577, 93.88, 115.093, 141.1, 172.982, 212.069, 259.988, 318.735, 390.756,
    479.05, 587.296, 720.0,
)  # fmt: skip
"""The ages of every mean curve, in hours: evenly spread over their logarithm."""


def curve(*shares: float) -> MeanCurve:
    """Return the mean curve of these shares, one for each of `CURVE_AGES_H`."""
    return tuple(zip(CURVE_AGES_H, shares, strict=True))


@dataclass(frozen=True, slots=True)
class LearnedGrowth:
    """What was learned about how a platform's posts grow; benchmarks/_learn_schedule.py prints it.

    For the reading plan, and for interpolation.
    """

    mean: MeanCurve
    found_after_h: float
    """Where a call brings all posts: the age (hours) from which a new one is worth a call."""
    call_ages_h: tuple[float, ...]
    """The nominal ages (hours) of its readings after that."""


CURVE_OF_PAGES = curve(
    0.04153, 0.05158, 0.06342, 0.07832, 0.09548, 0.11575, 0.13834, 0.16446, 0.19295,
    0.22482, 0.25957, 0.29705, 0.33594, 0.37682, 0.41932, 0.4642, 0.51029, 0.55577,
    0.60108, 0.64887, 0.69217, 0.73435, 0.77204, 0.80615, 0.83596, 0.85958, 0.87748,
    0.89068, 0.89888, 0.90571, 0.91472, 0.92766, 0.93936, 0.94378, 0.94918, 0.95613,
    0.9602, 0.96379, 0.96658, 0.96982, 0.97336, 0.97493, 0.9787, 0.98249, 0.98682,
    0.99011, 0.99737, 1.0,
)  # fmt: skip
CURVE_OF_X = curve(
    0.01749, 0.02387, 0.03211, 0.04302, 0.05697, 0.07383, 0.09378, 0.11719, 0.14574,
    0.17894, 0.21718, 0.25849, 0.30526, 0.35427, 0.40793, 0.46204, 0.51722, 0.57148,
    0.62678, 0.68013, 0.72914, 0.77371, 0.81351, 0.84726, 0.87415, 0.89486, 0.90928,
    0.91844, 0.92375, 0.92814, 0.93398, 0.94196, 0.94962, 0.95259, 0.95568, 0.96103,
    0.96368, 0.9672, 0.9708, 0.97293, 0.97605, 0.97837, 0.98094, 0.98397, 0.98652,
    0.99092, 0.99734, 1.0,
)  # fmt: skip
CURVE_OF_INSTAGRAM = curve(
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1e-05, 2e-05,
    0.0001, 0.0002, 0.00048, 0.00094, 0.00185, 0.00343, 0.00601, 0.01028, 0.01747,
    0.02801, 0.04413, 0.06647, 0.09843, 0.14053, 0.19541, 0.26066, 0.33038, 0.4003,
    0.46019, 0.50247, 0.53474, 0.57736, 0.65754, 0.74496, 0.78257, 0.81868, 0.86762,
    0.89177, 0.91387, 0.93311, 0.94698, 0.95809, 0.96624, 0.97367, 0.98045, 0.98523,
    0.99046, 0.99637, 1.0,
)  # fmt: skip
LIKE_PAGES = LearnedGrowth(
    mean=CURVE_OF_PAGES,
    found_after_h=0.06,
    call_ages_h=(2.34, 720.0),
)
"""Of Facebook's Pages; it serves a platform of which nothing was learned, too."""


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
    own_posts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What {number} of its posts are called, by language and CLDR's plural categories ("other"
    at least), where a language has a word of its own for them."""
    own_words: Mapping[str, str | Names] = field(default_factory=dict)
    """What it calls a count that has another name in our common words: a word of
    `words.names.count_name`, or the names of a word that nobody else has."""
    package: str | None = None
    """The library through which it is read, by the name under which it is installed."""
    talkative: tuple[str, ...] = ()
    """Loggers of that library and of those below it: what they say below WARNING holds tokens."""
    needs_handle_or_id: tuple[str, ...] = ("id",)
    """By what an account may be named in the settings."""
    handle_pattern: str = r"[A-Za-z0-9._-]{1,80}"
    """What a handle looks like, whole and without its @ (a regular expression)."""
    id_pattern: str = r"[0-9]{1,20}"
    """What an account's id looks like, whole (a regular expression)."""
    api: Api = field(default_factory=Api)
    price: Price = field(default_factory=Price)
    limits: SpendingLimits = SpendingLimits(Decimal("1.00"), Decimal("20.00"))
    """What may be spent on it unless the settings say otherwise, where reading costs anything."""
    terms_to_read: bool = False
    """Whether somebody must have read docs/platform-terms.md before it is read."""
    keeps_counts: bool = True
    """Whether `forget` may keep the counts (docs/platform-terms.md says why)."""
    history: Names = field(default_factory=dict)
    """How far back it lets posts be read."""
    depth: int = 10_000
    """How many of an account's newest posts it shows at most: of older ones nobody can tell."""
    escapes_texts: bool = False
    """Whether `&`, `<` and `>` of its texts come as `&amp;`, `&lt;` and `&gt;`."""
    post_ids_begin_with_account: bool = False
    """Whether the id of a post is that of its account, `_`, and a number, which stands alone in
    files that it exports."""
    days_told: int = 0
    """How many past days of an account it tells of, day by day; 0: of none, so it is not asked."""
    has_stories: bool = False
    """Whether it tells of an account's stories, which it shows for a day."""
    hosts: tuple[str, ...] = ()
    """Where its posts stand on the web: a link of a paper of ours goes nowhere else."""
    breaks: tuple[Break, ...] = ()
    """Where its numbers changed their meaning, oldest first."""
    counted_since: Mapping[str, date] = field(default_factory=dict)
    """Counts that it keeps only of posts published from a day on, by the calendar of UTC: of an
    older one it tells 0, which nobody counted."""
    growth: LearnedGrowth = LIKE_PAGES
    """How its posts grow."""


GRAPH = Api(
    url="https://graph.facebook.com",
    url_key="graph_url",
    version="v27.0",
    version_key="graph_version",
    has_app=True,
)
"""Meta's Graph API, of Facebook and Instagram."""

PLATFORMS: Mapping[str, Platform] = {
    "x": Platform(
        key="x",
        escapes_texts=True,
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
        own_posts={
            "ar": {
                "one": "تغريدة واحدة",
                "two": "تغريدتان",
                "few": "{number} تغريدات",
                "other": "{number} تغريدة",
            }
        },
        own_words={"comments": "replies", "shares": "reposts", "saves": "bookmarks"},
        package="tweepy",
        talkative=("tweepy", "requests_oauthlib", "oauthlib"),
        optional_secrets=("bearer_token",),
        needs_handle_or_id=("handle", "id"),
        # GET /2/users/by: ^[A-Za-z0-9_]{1,15}$ (X API 2.167, 2026-08-22).
        handle_pattern=r"[A-Za-z0-9_]{1,15}",
        api=Api(url="https://api.x.com"),
        price=Price(
            user=Decimal("0.010"),
            post=Decimal("0.005"),
            owned_post=Decimal("0.001"),
            told_on=date(2026, 8, 13),
            source="docs.x.com/x-api/getting-started/pricing",
        ),
        terms_to_read=True,
        # X's agreement obliges to delete all licensed material when it ends.
        keeps_counts=False,
        history={
            "ar": "آخر 3200 تغريدة",
            "fr": "les 3 200 derniers posts",
            "en": "the newest 3,200 posts",
        },
        depth=3_200,
        # X shows views of posts since 2022-12-15 (its help: "Older posts will not have view
        # counts"); impression_count joined public_metrics on 2023-01-05.
        counted_since={"views": date(2022, 12, 15)},
        growth=replace(
            LIKE_PAGES,
            mean=CURVE_OF_X,
        ),
    ),
    "facebook": Platform(
        key="facebook",
        post_ids_begin_with_account=True,
        section="meta",
        secrets=("access_token",),
        optional_secrets=("app_secret",),
        names={"ar": "فايسبوك", "fr": "Facebook", "en": "Facebook"},
        api=GRAPH,
        hosts=("www.facebook.com", "facebook.com"),
        colour="#1877F2",
        counts=("views", "reach", "likes", "comments", "shares"),
        interactions=("likes", "comments", "shares"),
        own_posts={
            "ar": {
                "one": "تدوينة واحدة",
                "two": "تدوينتان",
                "few": "{number} تدوينات",
                "other": "{number} تدوينة",
            }
        },
        own_words={"likes": "reactions"},
        package="facebook-sdk",
        talkative=("facebook",),
        history={
            "ar": "نحو 600 تدوينة في السنة",
            "fr": "environ 600 publications par an",
            "en": "about 600 posts a year",
        },
        days_told=730,
        depth=600,
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
            Break(
                metrics=("comments", "interactions"),
                on=date(2026, 12, 1),
                names={
                    "ar": "التعليقات مع الردود عليها",
                    "fr": "commentaires avec leurs réponses",
                    "en": "comments with the replies to them",
                },
                source="Meta, reference of the edge comments: filter is `toplevel` unless"
                " `stream` is asked for, as Hasila does since 2026-12-01",
            ),
        ),
    ),
    "instagram": Platform(
        key="instagram",
        section="meta",
        secrets=("access_token",),
        optional_secrets=("app_secret",),
        names={"ar": "إنستغرام", "fr": "Instagram", "en": "Instagram"},
        api=GRAPH,
        hosts=("www.instagram.com", "instagram.com"),
        colour="#C13584",
        counts=("views", "reach", "likes", "comments", "shares", "saves"),
        interactions=("likes", "comments"),
        package="facebook-sdk",
        talkative=("facebook",),
        history={
            "ar": "آخر 10000 منشور",
            "fr": "les 10 000 dernières publications",
            "en": "the newest 10,000 posts",
        },
        days_told=30,
        has_stories=True,
        depth=10_000,
        growth=LearnedGrowth(
            mean=CURVE_OF_INSTAGRAM,
            found_after_h=4.29,
            call_ages_h=(12.83, 720.0),
        ),
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


SEVERAL = "+".join(list(PLATFORMS)[:2])
"""How a figure that covers more than one platform names them; here the first two."""


class OnPlatform(Protocol):
    """What belongs to a platform: an account, a post."""

    @property
    def platform(self) -> str:
        """Its key."""


def platforms_of(parts: Iterable[OnPlatform]) -> tuple[str, ...]:
    """The platforms of some accounts or posts, each once, in the order of `PLATFORMS`."""
    keys = {part.platform for part in parts}
    return tuple(key for key in PLATFORMS if key in keys)


def growth_of(platform: str) -> LearnedGrowth:
    """Return how a platform's posts grow; a platform that is not known borrows `LIKE_PAGES`."""
    known = PLATFORMS.get(platform)
    return known.growth if known else LIKE_PAGES


def counts_lacking(
    platforms: Iterable[str], metrics: Iterable[str], first_day: date
) -> Iterator[tuple[str, str, date]]:
    """The platforms and counts that posts of some days do not have, and since when posts do.

    `first_day` is the day, in UTC, of the oldest of the posts.
    """
    wanted = tuple(metrics)
    for platform in dict.fromkeys(platforms):
        for metric in wanted:
            counted = counted_since(platform, metric)
            if counted is not None and first_day < counted:
                yield platform, metric, counted


def counted_since(platform: str, metric: str) -> date | None:
    """The first day of publication of which a platform keeps a count; None where it is any."""
    return PLATFORMS[platform].counted_since.get(metric)


def was_counted(platform: str, metric: str, published_at: datetime) -> bool:
    """Whether a platform has kept a count of a post of that time: else its 0 is not known."""
    first_day = counted_since(platform, metric)
    return first_day is None or published_at.astimezone(UTC).date() >= first_day


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
