"""`post`: what one post drew, look by look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from fractions import Fraction
from functools import partial

from documents.model import Column, Quotation, Row, Table, ValueKind, foreign_line
from metrics.platforms import PLATFORMS
from metrics.posts import INTERACTIONS, interactions
from metrics.quantity import Evidence
from metrics.series import Post, PostReading
from metrics.texts.phrases import Phrase
from queries.columns import whose_columns
from queries.request import Asked, CannotAnswer, Question
from storage.accounts import if_enrolled
from storage.post_query import one_post
from storage.post_query.words import NamedPost, posts_with_words
from storage.registers.references import own_posts
from words import count_name, notices

AN_HOUR = timedelta(hours=1)
MOST_SEARCHED, MOST_OFFERED = 1_000, 30
"""Posts that hold the words asked for: how many are looked for, and how many are listed."""


def ask_post(asked: Asked) -> Table:
    """The curve of one own post: each look at it, and what it had drawn by then.

    What follows the question is the platform's id of the post, its address, or words of its text;
    where several posts hold them, those are listed.

    Raises:
        CannotAnswer: nothing follows, or no own post of the accounts asked for is meant by it.
    """
    post = _named(asked)
    if not isinstance(post, Post):
        return _offered(post, asked)
    say = asked.language.say
    counts = PLATFORMS[post.platform].counts
    columns = (
        *(
            Column(column.key, column.title, is_detail=True)
            for column in whose_columns(asked.language)
        ),
        Column("post", say("id of the post"), is_detail=True),
        Column("read_at", say("read at"), ValueKind.INSTANT),
        Column("hours", say("age in hours"), ValueKind.COUNT),
        *(
            Column(
                name,
                count_name(name, asked.language, post.platform),
                ValueKind.COUNT,
                is_detail=_is_untold(post, name),
            )
            for name in counts
        ),
        Column(INTERACTIONS, count_name(INTERACTIONS, asked.language), ValueKind.COUNT),
        Column("evidence", say("evidence"), is_detail=True),
    )
    rows = tuple(_row(post, reading, counts) for reading in post.readings)
    moment = asked.language.moment(post.published_at, asked.zone)
    caption = say("What the post of {moment} drew", moment=moment)
    return Table("post", caption, columns, rows, tuple(_notes(asked, post)))


def _named(asked: Asked) -> Post | list[NamedPost]:
    """The post that is meant, or those that may be, the newest first."""
    if not asked.words:
        raise CannotAnswer(
            Phrase("name one post after the question: its id, its address, or words of its text")
        )
    word = " ".join(asked.words)
    post = _by_id(asked, word) or _by_reference(asked, word)
    if post is not None:
        return post
    holding = _holding(asked, word)
    if not holding:
        raise CannotAnswer(
            Phrase(
                "{word} is no post of the office's own on file, and no text of one holds it",
                word=repr(word),
            )
        )
    if len(holding) == 1:
        (only,) = holding
        return _of(asked, only.account, only.id) or holding
    return holding


def _holding(asked: Asked, words: str) -> list[NamedPost]:
    if not any(letter.isalpha() for letter in words):
        return []  # an id that nobody has, and no word
    names = {account.name for account in asked.accounts}
    posts = if_enrolled(partial(posts_with_words, asked.store, words, MOST_SEARCHED)) or []
    return [post for post in posts if post.account in names]


def _offered(posts: Sequence[NamedPost], asked: Asked) -> Table:
    """The posts of which one may be meant."""
    language = asked.language
    columns = (
        *whose_columns(language),
        Column("published", language.say("published"), ValueKind.INSTANT),
        Column("excerpt", language.say("text")),
        Column("post", language.say("id of the post")),
    )
    rows: tuple[Row, ...] = tuple(
        {
            "account": post.account,
            "platform": post.platform,
            "published": post.published_at,
            "excerpt": foreign_line(post.text),
            "post": post.id,
        }
        for post in posts[:MOST_OFFERED]
    )
    caption = language.count("{n} post holds these words", "{n} posts hold these words", len(posts))
    notes = [language.say("Name one of them by its id, to see what it drew.")]
    if len(posts) > MOST_OFFERED:
        notes.append(
            language.count("The newest {n} is listed.", "The newest {n} are listed.", MOST_OFFERED)
        )
    return Table("post", caption, columns, rows, tuple(notes))


def _by_id(asked: Asked, word: str) -> Post | None:
    """The usual case, which needs no list of every post."""
    posts = [post for account in asked.accounts if (post := _of(asked, account.name, word))]
    return posts[0] if len(posts) == 1 else None


def _by_reference(asked: Asked, word: str) -> Post | None:
    names = [account.name for account in asked.accounts]
    account = names[0] if len(names) == 1 else None
    ask = partial(own_posts, asked.store, account, in_files=True)
    catalogue = if_enrolled(ask)
    own_post = catalogue.find(word) if catalogue else None
    return (
        _of(asked, own_post.account, own_post.id)
        if own_post and own_post.account in names
        else None
    )


def _of(asked: Asked, account: str, post_id: str) -> Post | None:
    return if_enrolled(lambda: one_post(asked.store, account, post_id, in_files=True))


def _is_untold(post: Post, name: str) -> bool:
    return all(getattr(reading.counts, name) is None for reading in post.readings)


def _row(post: Post, reading: PostReading, counts: Sequence[str]) -> Row:
    age = reading.at - post.published_at
    return {
        "account": post.account,
        "platform": post.platform,
        "post": post.id,
        "read_at": reading.at,
        "hours": Fraction(int(age.total_seconds()), int(AN_HOUR.total_seconds())),
        **{name: getattr(reading.counts, name) for name in counts},
        INTERACTIONS: interactions(reading.counts, post.platform),
        "evidence": (Evidence.EXPORTED if reading.exported else Evidence.MEASURED).value,
    }


def _notes(asked: Asked, post: Post) -> Iterator[str]:
    language = asked.language
    if post.text:
        text = " ".join(post.text.split())
        yield Quotation(language.say("Its text: {text}", text=text))
    if post.vanished_at is not None:
        moment = language.moment(post.vanished_at, asked.zone)
        yield language.say("The post is gone from the platform, noticed {moment}.", moment=moment)
    if any(reading.exported for reading in post.readings):
        yield language.say(
            "Some numbers stand in downloaded files alone, as of the day of the download."
        )
    if not post.readings:
        yield language.say("This post was never read again.")
    for name in PLATFORMS[post.platform].counts:
        untold = sum(getattr(reading.counts, name) is None for reading in post.readings)
        born = post.published_at.astimezone(UTC).date()
        reasons = tuple(notices.uncounted_reasons([post.platform], [name], born, language))
        if untold and reasons:
            yield from reasons
        elif untold:
            yield language.count(
                "{count}: the platform did not tell the number at {n} look",
                "{count}: the platform did not tell the number at {n} looks",
                untold,
                count=count_name(name, language, post.platform),
            )


POST = Question(
    "post",
    lambda language: language.say("What did one post draw, look by look?"),
    frozenset({"post"}),
    ask_post,
    has_days=False,
)
