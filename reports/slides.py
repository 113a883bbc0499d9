"""Five slides for the director: a cover, followers, growth, posts, targets and reservations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import charts
from documents.model import Picture
from documents.pptx import PICTURE, Deck, Slide
from queries.questions import QUESTIONS
from queries.request import Asked, CannotAnswer
from queries.targets import target_progress
from reports.cards import CARDS, targets_in_words
from reports.pictures import ChartOrder, drawn_charts
from words import notices
from words.lengths import days_in_words

CHARTS = {"followers": "followers", "growth": "net-growth-month", "posts": "top-posts-views"}
"""Which chart stands beside which figure."""
SHORT = timedelta(days=120)
"""Up to so many days, growth is drawn by weeks."""
MOST_RESERVATIONS = 8
LOW = 3.4
"""Inches: a sheet grows with its drawings and notes, and what is higher than its place shrinks."""
PLACES = 3
"""Of the ranking of posts: whoever sits at the back of the room shall read them."""


def deck_of(asked: Asked) -> Deck:
    """The slides of the days asked for, in the reader's language.

    What is not known is said on its slide, with the reason; no number stands in its place.

    Raises:
        StorageError: the database could not answer.
    """
    language, settings = asked.language, asked.settings
    beside = _charts(asked)
    pictures = _pictures(asked, beside)
    return Deck(
        language,
        language.names(settings.institution.name),
        language.say("The official accounts"),
        (
            days_in_words(asked.first_day, asked.last_day, language),
            language.say(
                "Written by Hasila on {moment}.", moment=language.moment(asked.now, asked.zone)
            ),
        ),
        (
            *(_of_figure(name, asked, pictures.get(chart)) for name, chart in beside.items()),
            _on_targets(asked),
        ),
        settings.brand(),
        notices.demonstration(language) if settings.is_simulated else None,
    )


def _of_figure(name: str, asked: Asked, draw: Callable[[], charts.Figure] | None) -> Slide:
    """What a card says, beside its chart; or why it is not known."""
    language = asked.language
    try:
        card = CARDS[name](asked)
    except CannotAnswer as error:
        return Slide(_titles(asked)[name], None, (str(error),))
    title = language.say("{title}: {subject}", title=card.title, subject=card.subject)
    picture = None
    if draw is not None:
        content = charts.render_figure(draw(), "png")
        picture = Picture(CHARTS[name], "png", content, title)
    return Slide(title, card.figure, card.lines, picture, card.source)


def _titles(asked: Asked) -> dict[str, str]:
    say = asked.language.say
    return {
        "followers": say("Number of followers"),
        "growth": say("Net growth of followers"),
        "posts": say("Posts published"),
    }


def _on_targets(asked: Asked) -> Slide:
    """How the targets stand, and what must be known of the numbers before."""
    say = asked.language.say
    lines = tuple(_reservations(asked))
    progress = target_progress(asked.store, asked.settings, asked.today, asked.now)
    if not progress:
        return Slide(say("What must be known of these numbers"), None, lines)
    targets = tuple(targets_in_words(progress, asked))
    return Slide(say("Targets, and what must be known"), None, (*targets, *lines))


def _reservations(asked: Asked) -> Iterator[str]:
    """What was not read, and what the questions on growth and posts say beside their numbers."""
    lines = [
        note
        for name in ("gaps", "growth", "posts")
        for note in QUESTIONS[name].ask(replace(asked, by=None)).notes
    ]
    notes = list(dict.fromkeys(lines))
    yield from notes[:MOST_RESERVATIONS]
    if more := len(notes[MOST_RESERVATIONS:]):
        yield asked.language.count(
            "{n} more remark stands in the answers to the questions.",
            "{n} more remarks stand in the answers to the questions.",
            more,
        )


def _charts(asked: Asked) -> dict[str, str]:
    is_short = asked.last_day - asked.first_day <= SHORT
    return CHARTS | ({"growth": "net-growth-week"} if is_short else {})


def _pictures(asked: Asked, beside: Mapping[str, str]) -> dict[str, Callable[[], charts.Figure]]:
    wanted = frozenset(beside.values())
    days, codes = (asked.first_day, asked.last_day), (asked.language.code,)
    order = ChartOrder(*days, codes, "png", wanted, size=(PICTURE[0], LOW), places=PLACES)
    drawn = drawn_charts(asked.store, asked.settings, asked.now, order)
    return {name: figure for name, _, figure in drawn}
