"""`posts`: how much each account published, by period and by form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from documents.model import Column, Row, Table, ValueKind, value_in_files
from metrics.model import Account, Form
from metrics.periods import Period
from metrics.posts import contents
from metrics.series import Post
from metrics.texts.phrases import Phrase
from queries.columns import when, when_columns, whose_cells, whose_columns
from queries.posts import PublishedCounts, published_counts
from queries.questions.top import excerpt_in_answers
from queries.request import Asked, CannotAnswer, Question, topic_of
from queries.reservations import PostsKnown, from_files, qualifier_columns
from storage import Store
from storage.accounts import if_enrolled
from storage.post_query import PostQuery, PostText, latest_posts, texts_of_posts
from words import Language

FORM_KEYS = {
    Form.TEXT: "texts",
    Form.LINK: "links",
    Form.IMAGE: "images",
    Form.ALBUM: "albums",
    Form.VIDEO: "videos",
    Form.REEL: "reels",
    Form.STORY: "stories",
}
UNTOLD = "form_not_told"
KIND_KEYS = ("posts", "replies", "reposts")


def ask_posts(asked: Asked) -> Table:
    """How many own posts each account published, by their form; replies, reposts, stories apart.

    A post that has vanished was published all the same. With a topic, the posts on it alone.
    Of those without a topic each is told, for somebody to give it one.

    Raises:
        CannotAnswer: of posts without a topic, a topic or periods were asked for too.
    """
    if asked.untagged:
        return _without_topic(asked)
    known = PostsKnown(asked)
    lines = [_counts(asked, account) for account in asked.accounts]
    rows = tuple(row for line in lines for row in _rows(asked, line, known))
    used = {key for row in rows for key, content in row.items() if value_in_files(content)}
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        *when_columns(asked.language, is_cut=asked.by is not None),
        Column("posts", say("posts"), ValueKind.COUNT),
        Column("replies", say("replies"), ValueKind.COUNT, is_detail=asked.topic is not None),
        Column("reposts", say("reposts"), ValueKind.COUNT, is_detail=asked.topic is not None),
        *(
            Column(key, title, ValueKind.COUNT, is_detail=key not in used)
            for key, title in form_titles(asked.language)
        ),
        *qualifier_columns(asked.language),
        Column("evidence", say("evidence"), is_detail=True),
    )
    caption = say("What each account published")
    files = sum(counts.from_files for line in lines for _, counts in line)
    notes = (
        *from_files(asked.language, files),
        *_notes(asked, known),
        *_on_stories(used, asked.language),
    )
    return Table("posts", caption, columns, rows, notes)


def _on_stories(used: Collection[str], language: Language) -> Iterator[str]:
    """What numbers with stories in them hold."""
    if FORM_KEYS[Form.STORY] in used:
        yield language.say(
            "Stories live for a day, and are counted apart: those that a visit saw in that time."
            " Before Hasila asked for them none is known."
        )


_Counted = Sequence[tuple[Period, PublishedCounts]]


def _counts(asked: Asked, account: Account) -> _Counted:
    periods, topic = asked.periods(), topic_of(asked)
    counts = published_counts(asked.store, account, periods, asked.zone, topic)
    return list(zip(periods, counts, strict=True))


def _rows(asked: Asked, line: _Counted, known: PostsKnown) -> Iterator[Row]:
    for period, counts in line:
        account = counts.account
        is_told = known.holds(account, period) or counts.from_files
        shown = counts if is_told else None
        values = _values(shown, asked.topic)
        partial = FORM_KEYS.values() if values[UNTOLD] else (FORM_KEYS[Form.STORY],)
        yield {
            **whose_cells(account),
            **when(period),
            **{
                key: known.shown(
                    account, period, number, is_all=key not in partial, evidence=counts.evidence
                )
                for key, number in values.items()
            },
            **known.qualified(account, period, shown.posts if shown else None, counts.evidence),
            "evidence": shown.evidence.value if shown else None,
        }


def _values(counts: PublishedCounts | None, topic: str | None) -> Mapping[str, int | None]:
    if counts is None:
        return dict.fromkeys((*KIND_KEYS, *FORM_KEYS.values(), UNTOLD))
    untold = counts.posts - sum(n for form, n in counts.forms.items() if form is not Form.STORY)
    return {
        "posts": counts.posts,
        "replies": None if topic else counts.replies,
        "reposts": None if topic else counts.reposts,
        **{key: _of_form(counts.forms.get(form, 0), untold) for form, key in FORM_KEYS.items()},
        # Nobody can tell that there was none: it may have come and gone between two visits.
        FORM_KEYS[Form.STORY]: counts.forms.get(Form.STORY),
        UNTOLD: untold,
    }


def _of_form(number: int, untold: int) -> int | None:
    """How many posts are of a form; not known where none is and the form of others is not told."""
    return number if number or not untold else None


def form_titles(language: Language) -> Sequence[tuple[str, str]]:
    """What the posts of each form are called, by their keys; last those whose form is not told."""
    say = language.say
    return (
        ("texts", say("texts")),
        ("links", say("links")),
        ("images", say("images")),
        ("albums", say("albums")),
        ("videos", say("videos")),
        ("reels", say("reels")),
        ("stories", say("stories")),
        (UNTOLD, say("form not told")),
    )


def _notes(asked: Asked, known: PostsKnown) -> Iterator[str]:
    yield from known.notes()
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
        for post in _texts(asked.store, PostQuery(account.name, since, until, in_files=True))
    ]
    grouped = len(contents(posts))
    if grouped < len(posts):
        yield asked.language.count(
            "Where the same words on several networks count once, this is {n} content.",
            "Where the same words on several networks count once, these are {n} contents.",
            grouped,
        )


def _texts(store: Store, wanted: PostQuery) -> list[PostText]:
    return if_enrolled(lambda: texts_of_posts(store, wanted)) or []


def _without_topic(asked: Asked) -> Table:
    """The own posts that have no topic, newest first."""
    if asked.topic is not None or asked.by is not None:
        raise CannotAnswer(
            Phrase("posts without a topic are told one by one: ask for no topic or periods")
        )
    posts = [
        post
        for account in asked.accounts
        for post in if_enrolled(partial(latest_posts, asked.store, _untagged(asked, account))) or []
    ]
    posts.sort(key=lambda post: post.published_at, reverse=True)
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("published", say("published"), ValueKind.INSTANT),
        Column("post", say("id of the post")),
        Column("url", say("address"), is_detail=True),
        Column("excerpt", say("text")),
        Column("text", say("whole text"), is_detail=True),
    )
    rows = tuple(_listed(post, asked.language) for post in posts)
    given = say("A topic is given by the settings’ words and hashtags, or by hand: `tag`.")
    caption = say("Posts without a topic")
    return Table("posts", caption, columns, rows, (given, *PostsKnown(asked).notes()))


def _untagged(asked: Asked, account: Account) -> PostQuery:
    return PostQuery(account.name, *asked.instants(), is_untagged=True)


def _listed(post: Post, language: Language) -> Row:
    return {
        "account": post.account,
        "platform": post.platform,
        "published": post.published_at,
        "post": post.id,
        "url": post.url,
        "excerpt": excerpt_in_answers(post, language),
        "text": post.text,
    }


POSTS = Question(
    "posts",
    lambda language: language.say("How much did each account publish?"),
    frozenset({"by", "topic", "untagged"}),
    ask_posts,
)
