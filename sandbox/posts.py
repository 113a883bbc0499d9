"""The simulated posts: what each day brings, and what each post has drawn at any instant."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from metrics.model import Counts, Form, Kind
from sandbox import texts
from sandbox.curves import DECAYS, Wave, busy_hours

X_EPOCH_MS = 1288834974657
"""The instant from which X counts the milliseconds in its ids."""
FACEBOOK_EPOCH_S = 1_500_000_000

LAGS = {"views": 1.05, "reach": 1.05, "comments": 1.1, "saves": 1.05}
"""Counts that come a little later than likes: exponents of the share."""
UNLIKE_DAYS = 6.0
SPREAD = 0.7
"""Of sizes between posts (sigma of a log-normal)."""
SPEED_SPREAD = 0.4
GREAT, REVIVED, UNLIKED, DELETED = 0.05, 0.08, 0.06, 0.04
"""Shares of all posts: far above the others, drawn on again weeks later, and so on."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What an account usually posts on a platform."""

    per_day: float
    views: float
    """Of the median post, in the end."""
    rates: Mapping[str, float]
    """The other counts, as shares of the views."""
    forms: Mapping[Form, float]
    """How often each form is used (weights)."""
    replies: float = 0.0
    reposts: float = 0.0
    edited: float = 0.0
    hides_likes: float = 0.0
    silent: float = 0.0
    """The share of posts without a text."""


HABITS: Mapping[str, Habit] = {
    "x": Habit(
        per_day=0.5,
        views=14_000,
        rates={
            "likes": 0.014,
            "comments": 0.0014,
            "shares": 0.0035,
            "quotes": 0.0003,
            "saves": 0.0007,
        },
        forms={Form.TEXT: 3, Form.IMAGE: 4, Form.ALBUM: 1, Form.VIDEO: 2},
        replies=0.10,
        reposts=0.06,
        edited=0.05,
    ),
    "facebook": Habit(
        per_day=0.5,
        views=48_000,
        rates={"reach": 0.71, "likes": 0.021, "comments": 0.0016, "shares": 0.0011},
        forms={Form.TEXT: 2, Form.IMAGE: 5, Form.ALBUM: 2, Form.VIDEO: 3, Form.LINK: 1},
        silent=0.03,
    ),
    "instagram": Habit(
        per_day=0.4,
        views=36_000,
        rates={"reach": 0.64, "likes": 0.052, "comments": 0.0009, "shares": 0.004, "saves": 0.0021},
        forms={Form.REEL: 4, Form.IMAGE: 3, Form.ALBUM: 3},
        hides_likes=0.04,
        silent=0.03,
    ),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A new version of a post on X, which has an id of its own."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class TruePost:
    """A simulated post, and the truth about it at any instant."""

    platform: str
    id: str
    """The first id; X gives a new one to every edit."""
    published_at: datetime
    kind: Kind
    form: Form
    text: str | None
    totals: Mapping[str, float]
    """What the first wave brings of each count, in the end."""
    waves: tuple[Wave, ...]
    edits: tuple[Edit, ...] = ()
    vanishes_at: datetime | None = None
    unliked: float = 0.0
    """The share of its likes that is taken back over the following days."""
    likes_hidden: bool = False

    def visible_at(self, instant: datetime) -> bool:
        """Whether it is out, and not deleted."""
        gone = self.vanishes_at is not None and self.vanishes_at <= instant
        return self.published_at <= instant and not gone

    def versions_at(self, instant: datetime) -> tuple[str, ...]:
        """The ids of its versions so far, the first one first."""
        return (self.id, *(edit.id for edit in self.edits if edit.at <= instant))

    def counts_at(self, instant: datetime) -> Counts:
        """What it has drawn. Whole numbers; likes may fall a little when some are taken back."""
        share = self._share(instant)
        counts = {
            name: int(total * math.pow(share, LAGS.get(name, 1.0)))
            for name, total in self.totals.items()
        }
        if self.unliked:
            days = max((instant - self.published_at) / timedelta(days=1), 0.0)
            taken = self.unliked * (1 - math.exp(-days / UNLIKE_DAYS))
            counts["likes"] = int(counts["likes"] * (1 - taken))
        return Counts(**counts)

    def counted_until(self, version: str, instant: datetime) -> datetime:
        """Until when a version collected counts: until its successor's birth, or still."""
        index = (self.id, *(edit.id for edit in self.edits)).index(version)
        return min(self.edits[index].at, instant) if index < len(self.edits) else instant

    def _share(self, instant: datetime) -> float:
        now_h, decay = busy_hours(instant), DECAYS[self.platform]
        return math.fsum(wave.share(now_h, decay) for wave in self.waves)


def posts_of_day(platform: str, owner: str, day: date, seed: int) -> list[TruePost]:
    """What an account (its platform id) publishes on a UTC day, oldest first."""
    rng = random.Random(f"{seed}/{owner}/{day}")
    habit = HABITS[platform]
    minutes = [
        int(rng.triangular(7 * 60, 22 * 60, 11 * 60))
        for _ in range(2)
        if rng.random() < habit.per_day / 2
    ]
    midnight = datetime.combine(day, time(), UTC)
    return [
        _draw(platform, owner, midnight + timedelta(minutes=minute, seconds=rng.randrange(60)), rng)
        for minute in sorted(set(minutes))
    ]


def stories_of_day(owner: str, day: date, seed: int) -> list[TruePost]:
    """The stories that an Instagram account shows from a UTC day on, oldest first."""
    rng = random.Random(f"{seed}/{owner}/{day}/stories")
    minutes = sorted({rng.randrange(8 * 60, 21 * 60) for _ in range(rng.choice((0, 1, 1, 2)))})
    midnight = datetime.combine(day, time(), UTC)
    return [_draw_story(owner, midnight + timedelta(minutes=minute), rng) for minute in minutes]


def _draw_story(owner: str, at: datetime, rng: random.Random) -> TruePost:
    views = 9_000 * rng.lognormvariate(0, SPREAD)
    rates = {"views": 1.0, "reach": 0.82, "comments": 0.0008, "shares": 0.0004}
    return TruePost(
        platform="instagram",
        id=_id("instagram", owner, at, rng),
        published_at=at,
        kind=Kind.POST,
        form=Form.STORY,
        text=None,
        totals={name: views * rate for name, rate in rates.items()},
        waves=(Wave(busy_hours(at), 1.0, 3.0),),
        vanishes_at=at + timedelta(days=1),
    )


def _draw(platform: str, owner: str, at: datetime, rng: random.Random) -> TruePost:
    habit = HABITS[platform]
    kind = _kind(habit, rng)
    return TruePost(
        platform=platform,
        id=_id(platform, owner, at, rng),
        published_at=at,
        kind=kind,
        form=_form(habit, kind, rng),
        text=_text(habit, kind, rng),
        totals=_totals(habit, kind, rng),
        waves=_waves(at, rng),
        edits=_edits(habit, kind, at, rng),
        vanishes_at=_vanishing(at, rng),
        unliked=rng.uniform(0.03, 0.12) if rng.random() < UNLIKED else 0.0,
        likes_hidden=rng.random() < habit.hides_likes,
    )


def _id(platform: str, owner: str, at: datetime, rng: random.Random) -> str:
    if platform == "x":
        return snowflake(at, rng)
    if platform == "facebook":
        return f"{owner}_{(int(at.timestamp()) - FACEBOOK_EPOCH_S) * 1000 + rng.randrange(1000)}"
    return f"{rng.choice((17, 18))}{rng.randrange(10**15):015}"


def snowflake(at: datetime, rng: random.Random) -> str:
    """An id of X: its milliseconds, then 22 bits."""
    milliseconds = int(at.timestamp() * 1000) - X_EPOCH_MS
    return str(milliseconds << 22 | rng.getrandbits(22))


def _kind(habit: Habit, rng: random.Random) -> Kind:
    dice = rng.random()
    if dice < habit.replies:
        return Kind.REPLY
    return Kind.REPOST if dice < habit.replies + habit.reposts else Kind.POST


def _form(habit: Habit, kind: Kind, rng: random.Random) -> Form:
    (form,) = rng.choices(list(habit.forms), list(habit.forms.values()))
    return form if kind is Kind.POST else Form.TEXT


def _text(habit: Habit, kind: Kind, rng: random.Random) -> str | None:
    if kind is Kind.REPLY:
        return texts.reply(rng)
    if kind is Kind.REPOST:
        return texts.repost(rng)
    return None if rng.random() < habit.silent else texts.compose(rng)


def _totals(habit: Habit, kind: Kind, rng: random.Random) -> Mapping[str, float]:
    size = rng.lognormvariate(0, SPREAD)
    if rng.random() < GREAT:
        size *= rng.paretovariate(1.3)
    views = habit.views * min(size, 60.0) * (0.08 if kind is Kind.REPLY else 1.0)
    mood = {name: rate * rng.lognormvariate(0, 0.25) for name, rate in habit.rates.items()}
    mood["reach"] = habit.rates.get("reach", 0.0)
    totals = {"views": views} | {name: views * mood[name] for name in habit.rates}
    if kind is Kind.REPOST:  # X tells the original's reposts of a repost, and nothing else
        return {name: total if name == "shares" else 0.0 for name, total in totals.items()}
    return totals


def _waves(at: datetime, rng: random.Random) -> tuple[Wave, ...]:
    first = Wave(busy_hours(at), 1.0, rng.lognormvariate(0, SPEED_SPREAD))
    if rng.random() >= REVIVED:
        return (first,)
    late = at + timedelta(days=rng.uniform(3, 24))
    return (first, Wave(busy_hours(late), rng.uniform(0.15, 0.9), first.speed / 3))


def _edits(habit: Habit, kind: Kind, at: datetime, rng: random.Random) -> tuple[Edit, ...]:
    if kind is not Kind.POST or rng.random() >= habit.edited:
        return ()
    moment = at + timedelta(minutes=rng.uniform(4, 29))
    return (Edit(moment, snowflake(moment, rng)),)


def _vanishing(at: datetime, rng: random.Random) -> datetime | None:
    if rng.random() >= DELETED:
        return None
    return at + timedelta(hours=min(rng.lognormvariate(3.5, 1.5), 24 * 40))
