"""`post`: what one post drew, look by look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from fractions import Fraction
from functools import partial

from documents.model import Column, Row, Table, ValueKind
from metrics.platforms import PLATFORMS
from metrics.posts import INTERACTIONS, interactions
from metrics.quantity import Evidence
from metrics.series import Post, PostReading
from metrics.texts.phrases import Phrase
from queries.columns import whose_columns
from queries.request import Asked, CannotAnswer, Question
from storage.accounts import if_enrolled
from storage.post_query import one_post
from storage.registers.references import own_posts
from words import count_name, notices

AN_HOUR = timedelta(hours=1)


def ask_post(asked: Asked) -> Table:
    """The curve of one own post: each look at it, and what it had drawn by then.

    The word after the question is the platform's id of the post, or its address.

    Raises:
        CannotAnswer: no word or several, or no own post of the accounts asked for is called so.
    """
    post = _named(asked)
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


def _named(asked: Asked) -> Post:
    if len(asked.words) != 1:
        raise CannotAnswer(Phrase("name one post: its id, or its address, after the question"))
    (word,) = asked.words
    post = _by_id(asked, word) or _by_reference(asked, word)
    if post is None:
        raise CannotAnswer(Phrase("{word} is no post of the office's own on file", word=repr(word)))
    return post


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
        yield language.say("Its text: {text}", text=" ".join(post.text.split()))
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
