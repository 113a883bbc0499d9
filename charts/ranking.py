"""The posts that drew most of one count, best first, with their words, age and date.

Each network has a ranking and a scale of its own: what one counts is not what another counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from matplotlib.figure import Figure

from charts.fonts import GREY, LABEL, SMALL, STRONG
from charts.headings import foot, head, say_nothing
from charts.notes import stretch_in_words
from charts.page import Align, Paper, Sheet, is_narrow
from charts.series import stretch_of
from charts.texts import in_line, line_of
from metrics.periods import local_day
from metrics.platforms import PLATFORMS, Break, breaks_between, platforms_of
from metrics.posts import INTERACTIONS, Ranked, rank
from metrics.series import Post
from words import Language, age, bidi, count_name, platform_name
from words.names import ranking_name

ROW, BAR = 0.58, 0.15
"""Heights in inches."""
FROM_TEXT = 0.23
"""From the text of a post down to its bar."""
NUMBER = 0.3
"""Room for the place of a post."""
GAP = 0.1
STAR = "*"
"""Stands after a count of which the foot has more to say."""
FURNITURE = 1.9
"""What the heading and the edges take."""
NAME = 0.3
"""Of a network, above its posts."""
FACTS = 0.2
"""From a bar down to where and when, which on a telephone stand below it."""


@dataclass(frozen=True, slots=True)
class Group:
    """The best posts of one network, and its name where there are several."""

    platform: str
    ranked: tuple[Ranked, ...]


def top_posts_chart(
    posts: Sequence[Post],
    paper: Paper,
    *,
    metric: str = INTERACTIONS,
    limit: int = 10,
    since: date | None = None,
    until: date | None = None,
) -> Figure:
    """Draw the posts with the highest last known count; the sheet grows with their number.

    `metric` is one of the counts, or `interactions`; posts that share a place are all drawn. Of
    several networks each has its share of the places. `since` and `until` (excluded) are the days
    of which the posts are; without them, from the first post's to now.
    """
    groups = _groups(posts, metric, limit)
    ranked = [entry for group in groups for entry in group.ranked]
    older = _older(ranked, metric)
    notes = [*_notes(posts, ranked, metric, paper), *_breaks(older, paper.language)]
    needed = FURNITURE + _height(groups, paper) + SMALL.pitch * len(notes)
    sheet = Sheet(paper, max(paper.size[1], needed))
    day = local_day(paper.now, paper.zone)
    platforms = [group.platform for group in groups]
    head(
        sheet,
        ranking_name(metric, paper.language, platforms, day if ranked else None),
        _published(posts, paper, since, until),
    )
    foot(sheet, notes)
    sheet.top -= GAP
    sheet.reserve(_height(groups, paper))
    if not ranked:
        name = count_name(metric, paper.language)
        say_nothing(
            sheet, paper.language.say("No post with a known number of: {count}.", count=name)
        )
    for group in groups:
        _draw_group(sheet, group, older, named=len(groups) > 1)
    return sheet.figure


def _groups(posts: Sequence[Post], metric: str, limit: int) -> list[Group]:
    """Each network's best posts; the places are shared among networks, rounded up."""
    known = platforms_of(entry.post for entry in rank(posts, metric, len(posts)))
    share = -(-limit // max(len(known), 1))
    return [
        Group(key, rank([post for post in posts if post.platform == key], metric, share))
        for key in known
    ]


def _height(groups: Sequence[Group], paper: Paper) -> float:
    names = NAME * len(groups) if len(groups) > 1 else 0
    return names + _row(paper) * sum(len(group.ranked) for group in groups)


def _row(paper: Paper) -> float:
    return ROW + (FACTS if is_narrow(paper) else 0)


def _published(posts: Sequence[Post], paper: Paper, since: date | None, until: date | None) -> str:
    """Whose posts these are, and of which days."""
    if not posts:
        return paper.institution
    first = min(local_day(post.published_at, paper.zone) for post in posts)
    return paper.language.say(
        "{institution} · published {days}",
        institution=in_line(paper.institution, paper.language),
        days=stretch_in_words(stretch_of((), (), paper, since or first, until), paper),
    )


def _draw_group(
    sheet: Sheet, group: Group, older: Mapping[Post, Sequence[Break]], *, named: bool
) -> None:
    if named:
        name = platform_name(group.platform, sheet.language)
        colour = PLATFORMS[group.platform].colour
        sheet.write((sheet.start, sheet.top), name, STRONG.in_colour(colour))
        sheet.top -= NAME
    for entry in group.ranked:
        mark = STAR if entry.post in older else ""
        _draw(sheet, entry, group.ranked[0].count, sheet.top, mark)
        sheet.top -= _row(sheet.paper)


def _older(ranked: Sequence[Ranked], metric: str) -> dict[Post, tuple[Break, ...]]:
    """The posts whose count means another thing than the newest one of their platform."""
    days = [(entry.post, entry.reading.at.astimezone(UTC).date()) for entry in ranked]
    newest: dict[str, date] = {}
    for post, day in days:
        newest[post.platform] = max(day, newest.get(post.platform, day))
    crossed = {
        post: breaks_between(post.platform, metric, day, newest[post.platform])
        for post, day in days
    }
    return {post: breaks for post, breaks in crossed.items() if breaks}


def _breaks(older: Mapping[Post, Sequence[Break]], language: Language) -> Iterator[str]:
    """What the mark at a count means."""
    seen = {
        (post.platform, change.on): change for post, breaks in older.items() for change in breaks
    }
    for (platform, _), step in seen.items():
        yield language.say(
            "{mark} Read before {day}, when the numbers of {platform} began to mean something else"
            " ({what}): not to be compared with later ones.",
            mark=STAR,
            day=language.date(step.on),
            platform=platform_name(platform, language),
            what=language.names(step.names),
        )


def _draw(sheet: Sheet, entry: Ranked, most: int, top: float, mark: str) -> None:
    """Draw one post: its place and words, below them its bar, its count, and where and when."""
    begin = sheet.onward(NUMBER)
    sheet.write((sheet.start, top), sheet.language.number(entry.place), STRONG.in_colour(GREY))
    room = sheet.inner - NUMBER
    words = sheet.shortened(line_of(entry.post, sheet), LABEL, room)
    sheet.write((begin, top), words, LABEL, rtl=bidi.runs_right_to_left(words))
    count, facts = sheet.language.number(entry.count) + mark, _facts(entry, sheet)
    beside = 0 if sheet.is_narrow else sheet.measure(facts, SMALL) + 0.3
    length = (room - sheet.measure(count, STRONG) - 0.1 - beside) * (
        entry.count / most if most else 0
    )
    _bar(sheet, entry, (begin, top - FROM_TEXT), length)
    base = top - FROM_TEXT + 0.02
    sheet.write((sheet.onward(length + 0.1, begin), base), count, STRONG)
    if sheet.is_narrow:
        words = sheet.shortened(facts, SMALL, room)
        sheet.write((begin, base - FACTS), words, SMALL)
        return
    far: Align = "left" if sheet.language.rtl else "right"
    sheet.write((sheet.width - sheet.start, base), facts, SMALL, align=far)


def _bar(sheet: Sheet, entry: Ranked, begin: tuple[float, float], length: float) -> None:
    left = min(begin[0], sheet.onward(length, begin[0]))
    look = {"color": PLATFORMS[entry.post.platform].colour, "linewidth": 0}
    sheet.block((left, begin[1]), (length, BAR), look)


def _facts(entry: Ranked, sheet: Sheet) -> str:
    language, post = sheet.language, entry.post
    return language.say(
        "{platform} · {day} · read at an age of {age}",
        platform=platform_name(post.platform, language),
        day=language.date(local_day(post.published_at, sheet.paper.zone)),
        age=age(entry.reading.at - post.published_at, language),
    )


def _notes(
    posts: Sequence[Post], ranked: Sequence[Ranked], metric: str, paper: Paper
) -> Iterator[str]:
    language = paper.language
    if ranked:
        latest = max(entry.reading.at for entry in ranked)
        yield language.say(
            "Measured: read from the platforms by Hasila; the last reading of each post, the latest"
            " {moment}.",
            moment=language.moment(latest, paper.zone),
        )
    if metric == INTERACTIONS:
        yield from _definitions(ranked, language)
    unknown = len(posts) - len(rank(posts, metric, len(posts)))
    if unknown:
        yield language.count(
            "{n} post is left out: its number is not known.",
            "{n} posts are left out: their numbers are not known.",
            unknown,
        )


def _definitions(ranked: Sequence[Ranked], language: Language) -> Iterator[str]:
    """What is summed as interactions on each platform that is drawn."""
    for key in sorted({entry.post.platform for entry in ranked}):
        platform = PLATFORMS[key]
        counts = [count_name(name, language, key) for name in platform.interactions]
        yield language.say(
            "Interactions on {platform}: {counts}.",
            platform=platform_name(key, language),
            counts=language.listed(counts),
        )
