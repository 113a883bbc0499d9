"""`posts`: how much each account published, by period and by form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.model import Column, Kind, Row, Table
from metrics.model import Account, Form
from metrics.posts import contents
from queries.columns import when, when_columns, whose_cells, whose_columns
from queries.posts import PublishedCounts, latest_posts_of, published_counts
from queries.request import Asked, Question, begun_periods, topic_of
from queries.reservations import Followed
from words import Language

FORM_KEYS = {
    Form.TEXT: "texts",
    Form.LINK: "links",
    Form.IMAGE: "images",
    Form.ALBUM: "albums",
    Form.VIDEO: "videos",
    Form.REEL: "reels",
}
UNTOLD = "form_not_told"
KIND_KEYS = ("posts", "replies", "reposts")


def ask_posts(asked: Asked) -> Table:
    """How many own posts each account published, by their form; replies and reposts apart.

    A post that has vanished was published all the same. With a topic, the posts on it alone.
    """
    followed = Followed(asked)
    rows = tuple(row for account in asked.accounts for row in _rows(asked, account, followed))
    used = {key for row in rows for key, value in row.items() if value}
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        *when_columns(asked.language, is_cut=asked.by is not None),
        Column("posts", say("posts"), Kind.COUNT),
        Column("replies", say("replies"), Kind.COUNT, is_detail=asked.topic is not None),
        Column("reposts", say("reposts"), Kind.COUNT, is_detail=asked.topic is not None),
        *(
            Column(key, title, Kind.COUNT, is_detail=key not in used)
            for key, title in _form_titles(asked.language)
        ),
    )
    caption = say("What each account published")
    return Table("posts", caption, columns, rows, tuple(_notes(asked, followed)))


def _rows(asked: Asked, account: Account, followed: Followed) -> Iterator[Row]:
    periods = begun_periods(asked)
    found = published_counts(asked.store, account, periods, asked.zone, topic_of(asked))
    for period, counts in zip(periods, found, strict=True):
        told = counts if followed.holds(account, period) else None
        yield {**whose_cells(account), **when(period), **_values(told, asked.topic)}


def _values(counts: PublishedCounts | None, topic: str | None) -> Row:
    if counts is None:
        return dict.fromkeys((*KIND_KEYS, *FORM_KEYS.values(), UNTOLD))
    forms = {key: counts.forms.get(form, 0) for form, key in FORM_KEYS.items()}
    return {
        "posts": counts.posts,
        "replies": None if topic else counts.replies,
        "reposts": None if topic else counts.reposts,
        **forms,
        UNTOLD: counts.posts - sum(forms.values()),
    }


def _form_titles(language: Language) -> Sequence[tuple[str, str]]:
    say = language.say
    return (
        ("texts", say("texts")),
        ("links", say("links")),
        ("images", say("images")),
        ("albums", say("albums")),
        ("videos", say("videos")),
        ("reels", say("reels")),
        (UNTOLD, say("form not told")),
    )


def _notes(asked: Asked, followed: Followed) -> Iterator[str]:
    yield from followed.notes()
    if asked.topic is not None:
        yield asked.language.say("Replies and reposts have no topic: they are kept without text.")
    elif asked.by is None:
        yield from _as_contents(asked)


def _as_contents(asked: Asked) -> Iterator[str]:
    """How many contents the posts are, where some say the same on several networks."""
    since, until = asked.instants()
    posts = [
        post
        for account in asked.accounts
        for post in latest_posts_of(asked.store, account, since, until)
    ]
    grouped = len(contents(posts))
    if grouped < len(posts):
        yield asked.language.count(
            "Where the same words on several networks count once, this is {n} content.",
            "Where the same words on several networks count once, these are {n} contents.",
            grouped,
        )


POSTS = Question(
    "posts",
    lambda language: language.say("How much did each account publish?"),
    frozenset({"by", "topic"}),
    ask_posts,
)
