"""The posts that drew most of one count, best first, with their words, age and date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date

from matplotlib.figure import Figure

from charts.fonts import GREY, LABEL, SMALL, STRONG
from charts.headings import foot, head, say_nothing
from charts.page import MARGIN, Align, Paper, Sheet
from charts.texts import line_of
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


def top_posts_chart(
    posts: Sequence[Post], paper: Paper, *, metric: str = INTERACTIONS, limit: int = 10
) -> Figure:
    """Draw the posts with the highest last known count; the sheet grows with their number.

    `metric` is one of the counts, or `interactions`; posts that share a place are all drawn.
    """
    ranked = rank(posts, metric, limit)
    older = _older(ranked, metric)
    notes = [*_notes(posts, ranked, metric, paper), *_breaks(older, paper.language)]
    needed = FURNITURE + ROW * len(ranked) + SMALL.pitch * len(notes)
    sheet = Sheet(paper, max(paper.size[1], needed))
    platforms = platforms_of(entry.post for entry in ranked)
    day = local_day(paper.now, paper.zone)
    title = ranking_name(metric, paper.language, platforms, day if ranked else None)
    head(sheet, title, paper.institution)
    foot(sheet, notes)
    sheet.top -= GAP
    sheet.reserve(ROW * len(ranked))
    if not ranked:
        name = count_name(metric, paper.language)
        say_nothing(
            sheet, paper.language.say("No post with a known number of: {count}.", count=name)
        )
    for index, entry in enumerate(ranked):
        mark = STAR if entry.post in older else ""
        _draw(sheet, entry, ranked[0].count, sheet.top - index * ROW, mark)
    return sheet.figure


def _older(ranked: Sequence[Ranked], metric: str) -> dict[Post, tuple[Break, ...]]:
    """The posts whose count means another thing than the newest one of their platform."""
    days = [(one.post, one.reading.at.astimezone(UTC).date()) for one in ranked]
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
    for (platform, _), one in seen.items():
        yield language.say(
            "{mark} Read before {day}, when the numbers of {platform} began to mean something else"
            " ({what}): not to be compared with later ones.",
            mark=STAR,
            day=language.date(one.on),
            platform=platform_name(platform, language),
            what=language.names(one.names),
        )


def _draw(sheet: Sheet, entry: Ranked, most: int, top: float, mark: str) -> None:
    """Draw one post: its place and words, below them its bar, its count, and where and when."""
    begin = sheet.onward(NUMBER)
    sheet.write((sheet.start, top), sheet.language.number(entry.place), STRONG.in_colour(GREY))
    room = sheet.width - 2 * MARGIN - NUMBER
    words = sheet.shortened(line_of(entry.post, sheet), LABEL, room)
    sheet.write((begin, top), words, LABEL, rtl=bidi.runs_right_to_left(words))
    count, facts = sheet.language.number(entry.count) + mark, _facts(entry, sheet)
    taken = sheet.measure(count, STRONG) + sheet.measure(facts, SMALL) + 0.4
    length = (room - taken) * (entry.count / most if most else 0)
    _bar(sheet, entry, (begin, top - FROM_TEXT), length)
    base = top - FROM_TEXT + 0.02
    sheet.write((sheet.onward(length + 0.1, begin), base), count, STRONG)
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
