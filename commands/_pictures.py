"""The pictures that `chart` and `demo` draw: what is on file, made into files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import charts
from metrics.engagement import INTERACTIONS, rank
from metrics.periods import Span, midnight
from metrics.series import Event, Post, PrintedFigure, Series
from metrics.snapshot import Kind
from settings import Settings
from storage import Store
from storage import series as on_file
from storage.registers import events, figures
from words import language

ENOUGH_FOR_A_CURVE = 3

Picture = Callable[[], charts.Figure]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn: days in the institution's zone, `until` excluded; None is open."""

    since: date | None
    until: date | None
    codes: Sequence[str]
    format: str


@dataclass(frozen=True, slots=True)
class OnFile:
    """What is on file of the days to be drawn."""

    followers: Sequence[Series]
    printed: Sequence[PrintedFigure]
    events: Sequence[Event]
    posts: Sequence[Post]


def draw(
    store: Store,
    settings: Settings,
    now: datetime,
    drawing: Drawing,
    out: Path,
    show: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Draw every picture in every language asked for into a folder; returns the files.

    `show` is told each file's name before it is drawn.
    """
    out.mkdir(parents=True, exist_ok=True)
    found = look_up(store, settings, drawing)
    made = []
    for code in drawing.codes:
        paper = _paper(code, settings, now)
        for name, figure in pictures(found, paper, drawing):
            path = out / f"{name}.{code}.{drawing.format}"
            show(path.name)
            _write(path, charts.render(figure(), drawing.format))
            made.append(path)
    return made


def _write(path: Path, content: bytes) -> None:
    """Write a file whole: whoever looks sees the former one or the new one."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _paper(code: str, settings: Settings, now: datetime) -> charts.Paper:
    words = language(code)
    notice = words.say("Demonstration: readings of a simulated platform, not of the real accounts")
    return charts.Paper(
        language=words,
        institution=words.names(settings.institution.name),
        zone=settings.zone(),
        now=now,
        note=notice if settings.is_simulated else None,
    )


def look_up(store: Store, settings: Settings, drawing: Drawing) -> OnFile:
    """Everything on file of the days to be drawn."""
    zone = settings.zone()
    since = midnight(drawing.since, zone) if drawing.since else None
    until = midnight(drawing.until, zone) if drawing.until else None
    names = {account.name for account in settings.accounts}
    followers = [on_file.followers(store, a.name, None, until) for a in settings.accounts]
    return OnFile(
        followers=followers,
        printed=figures(store, metric="followers"),
        events=events(store, drawing.since, drawing.until),
        posts=[
            post
            for post in on_file.posts(store, since=since, until=until, kinds=(Kind.POST,))
            if post.account in names
        ],
    )


def pictures(found: OnFile, paper: charts.Paper, drawing: Drawing) -> Iterator[tuple[str, Picture]]:
    """Each picture's name, and what draws it."""
    days = {"since": drawing.since, "until": drawing.until}
    yield (
        "followers",
        partial(charts.followers, found.followers, found.printed, found.events, paper, **days),
    )
    yield (
        "followers-measured",
        partial(charts.followers, found.followers, (), found.events, paper, **days),
    )
    for span in (Span.WEEK, Span.MONTH):
        yield f"net-growth-{span}", partial(charts.net_growth, found.followers, span, paper, **days)
    for metric in ("views", INTERACTIONS):
        yield f"top-posts-{metric}", partial(charts.top_posts, found.posts, paper, metric=metric)
    followed = [post for post in found.posts if len(post.readings) >= ENOUGH_FOR_A_CURVE]
    for best in rank(followed, "views", limit=1)[:1]:
        yield "best-post", partial(charts.post_curve, best.post, paper)
