"""The nouns: an account of the institution, and what one visit to it brought back.

Everywhere in this file None means "the platform did not say". It is never zero.
Instants are aware datetimes in UTC; ids are text; money is US dollars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

NOTHING = Decimal(0)
BEGINNING = datetime(2004, 1, 1, tzinfo=UTC)
"""Before any platform of ours: from the very first post on."""


class Kind(StrEnum):
    """Whose words a post carries."""

    POST = "post"
    REPLY = "reply"
    """Counted apart, never with its text."""
    REPOST = "repost"
    """Somebody else's post passed on: counted apart, never with its text."""


class Form(StrEnum):
    """What a post is made of, where the platform says so."""

    TEXT = "text"
    LINK = "link"
    IMAGE = "image"
    ALBUM = "album"
    VIDEO = "video"
    REEL = "reel"
    STORY = "story"
    """Shown for a day and then gone; seen while it lives alone, and never asked for afterwards."""


class Outcome(StrEnum):
    """How a visit, or a slot, ended."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    MISSED = "missed"
    """Of a slot only: nobody looked."""


class Reason(StrEnum):
    """Why something was not read. Each names what an operator would do about it."""

    ACCESS = "access"
    """The token is dead or lacks a permission."""
    NOT_OURS = "not_ours"
    """The token does not prove that the account is the institution's own."""
    MISSING = "missing"
    """The account, post, field or metric does not exist (any more)."""
    LIMIT = "limit"
    """The platform asked us to wait."""
    CREDIT = "credit"
    """The platform's credit is spent."""
    CEILING = "ceiling"
    """Our own ceiling on money is reached."""
    UNAVAILABLE = "unavailable"
    """The platform, or the way to it, is down or too slow."""
    MALFORMED = "malformed"
    """The answer could not be understood."""
    TERMS = "terms"
    """Nobody has yet read the platform's terms."""
    DOWN = "down"
    """This program was not running."""


@dataclass(frozen=True, slots=True)
class Account:
    """One official account, as the settings name it."""

    name: str
    platform: str
    handle: str | None = None
    id: str | None = None
    opened: date | None = None
    closed: date | None = None
    event: bool = False
    """Opened for an event: outside the totals."""
    former_names: tuple[str, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What people shall read in place of its name, by language; empty: not declared."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a post had drawn since it was published, at one look. The field's common words."""

    views: int | None = None
    reach: int | None = None
    """Unique viewers, an estimate of the platform's; never summed."""
    likes: int | None = None
    """Likes; on Facebook reactions of every kind."""
    comments: int | None = None
    """Comments; on X replies."""
    shares: int | None = None
    """Shares; on X reposts."""
    quotes: int | None = None
    saves: int | None = None
    """Saves; on X bookmarks."""


@dataclass(frozen=True, slots=True)
class PostSnapshot:
    """A post of the account and its counts at one look."""

    id: str
    """The platform's id; of an edited post the first id of its history, which never changes."""
    published_at: datetime
    kind: Kind = Kind.POST
    form: Form | None = None
    text: str | None = None
    """Cleaned, without @mentions; None where there is none or none may be kept."""
    url: str | None = None
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True)
class Discovery:
    """A stretch of which a visit has found every own post: published in [since, until)."""

    since: datetime
    """`BEGINNING` where the platform showed all that there is."""
    until: datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an account looked like at one moment."""

    account: str
    """The account's name in the settings."""
    taken_at: datetime
    platform_id: str
    followers: int | None
    following: int | None = None
    posts_total: int | None = None
    listed: int | None = None
    handle: str | None = None
    display_name: str | None = None
    verified: str | None = None
    """The kind of badge, in the platform's own word ("government", "blue_verified", "none")."""
    posts: tuple[PostSnapshot, ...] = ()
    gone: tuple[str, ...] = ()
    """Ids of posts that the platform says exist no more (not: that we may not see them)."""
    discovered: Discovery | None = None
    """Of which stretch every own post is on file with this look; None: of none, posts failed or
    were left out."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that could not be read, and why."""

    scope: str
    """What was lost: `account`, `posts`, or a metric such as `views`."""
    reason: Reason
    detail: str
    """A sentence for people. Never holds a secret."""
    until: datetime | None = None
    """Not to be tried again before then."""


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """Something optional that a platform refused of an account, which is left out for a while."""

    part: str
    """What was asked for, in the platform's own word."""
    scope: str
    """What is lost without it, as a failure names it; empty where nothing is."""
    reason: Reason
    detail: str
    """A sentence for people. Never holds a secret."""
    until: datetime
    """Asked for again from then on."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One attempt to read an account: what it brought, what it lost, what it cost."""

    account: str
    at: datetime
    snapshot: Snapshot | None
    failures: tuple[Failure, ...] = ()
    requests: int = 0
    cost_usd: Decimal = NOTHING
    proven_at: datetime | None = None
    """When this visit asked the platform for the proof that the account is ours, if it did."""
    not_before: datetime | None = None
    """Not to be asked again before then: a limit of the platform's is used up, or nearly."""
    refused: tuple[RefusedPart, ...] = ()
    """What the account's next visits leave out, in the place of what earlier visits left out."""

    @property
    def outcome(self) -> Outcome:
        """Failed without a snapshot, partial with losses, else ok."""
        if self.snapshot is None:
            return Outcome.FAILED
        return Outcome.PARTIAL if self.failures else Outcome.OK


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post on file, as much of it as a plan needs."""

    id: str
    published_at: datetime
    read_at: datetime
    """When it was last read."""
    count: int | None = None
    """What it had drawn by then: views where they are told, else likes."""
    earlier_at: datetime | None = None
    """When it was read at least 20 hours before now, the last time."""
    earlier_count: int | None = None
    """What it had drawn by then, of the same count."""
    url: str | None = None
    """Its address, as the latest reading told it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file of an account before a visit."""

    platform_id: str | None = None
    proven_at: datetime | None = None
    posts: tuple[KnownPost, ...] = ()
    """Its posts that have not vanished and are young enough to be read again, newest first; no
    stories."""
    newest_post: KnownPost | None = None
    billed_today: frozenset[str] = frozenset()
    """Ids of users and posts already paid for in this UTC day: X bills each once a day."""
    refused: tuple[RefusedPart, ...] = ()
    """What was refused, and when it is asked for again; that may have passed."""
    read_at: datetime | None = None
    """When the account itself was last read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one visit shall ask for, beside the account itself."""

    prove: bool = True
    """Ask the platform whether the account is ours (before the first read, then daily)."""
    since: KnownPost | None = None
    """Discover posts published after this one; None to read back `backfill` posts."""
    backfill: int = 0
    """How many past posts to read when `since` is None."""
    reread: tuple[KnownPost, ...] = ()
    """Posts whose counts to read again."""
    platform_id: str | None = None
    billed_today: frozenset[str] = frozenset()
    allowance_usd: Decimal | None = None
    """What this visit may cost at most; None is no ceiling."""
    look_up: frozenset[str] = frozenset()
    """Of `reread`: ids that cost less by lookup than in a window of the own timeline."""
    new_from: timedelta | None = None
    """Where one call brings all posts: none is due, so call only if the account itself shows a new
    post of at least this age. None: call."""
    stories: bool = False
    """Ask for the stories that are shown now."""
    next_at: datetime | None = None
    """When the next post falls due, provided that this visit succeeds; None: at no known time."""
    refused: tuple[RefusedPart, ...] = ()
    """What to leave out because it was refused lately."""


@dataclass(frozen=True, slots=True)
class CallLimit:
    """How many requests one token may make in any hour."""

    token: str
    """Whose it is: an account's own, or its section's."""
    per_hour: int


class Ledger(Protocol):
    """Money that a visit may spend, request after request, under ceilings kept elsewhere."""

    def reserve(self, usd: Decimal, resource: str | None = None) -> bool:
        """Set the worst case of the next request aside; False where a ceiling forbids it.

        `resource` is the id of what it asks for, where that is one thing: paid once a UTC day.
        """

    def settle(self, usd: Decimal) -> None:
        """Say what the request that was reserved last has cost."""
