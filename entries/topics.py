"""Topics given to posts by hand, or taken away: of one post, or of many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from entries.hand import Hand
from imports import FileProblem, ImportRefused
from metrics.spelling import nearest, unknown_word
from metrics.statement import OwnPost
from metrics.texts.phrases import Phrase, Plural
from metrics.texts.spoken import meant
from metrics.topics import TOPIC
from storage.registers.references import Catalogue, own_posts
from storage.registers.supersede import Added
from storage.topics import tag_all, topics_on_file

MOST_TAGGED = 200
"""So many posts are given a topic at once."""
GIVE, TAKE = "give", "take"


def record_topic(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Give posts a topic, or take it away, all of them or none.

    `texts` are `posts` (each as ACCOUNT/ID, id or address, with spaces between), `topic`, and
    `what`: give, take.

    Raises:
        ImportRefused: a post is none of ours, or there is no such topic.
        StorageError: the database could not keep it.
    """
    del reason  # what a hand says of a topic needs none
    posts, topic = _posts(hand, texts.get("posts") or ""), texts.get("topic") or ""
    known = {*hand.settings.topics, *topics_on_file(hand.store)}
    topic = meant(topic, {key: hand.settings.topic_names(key).values() for key in known}) or topic
    if topic not in known:
        raise _refused(
            "topic", unknown_topic(topic, sorted(known)) or Phrase("is empty: choose a topic")
        )
    keys = [(post.account, post.id) for post in posts]
    off = texts.get("what") == TAKE
    changed = tag_all(hand.store, keys, topic, who=hand.who, now=hand.now, off=off)
    return Added(new=changed, same=len(keys) - changed)


def unknown_topic(topic: str, known: Collection[str]) -> str | None:
    """What is wrong with a topic that is not known; None: nothing, it may be a new one."""
    if nearest(topic, known):
        return unknown_word("topic", topic, known)
    if not TOPIC.fullmatch(topic):
        return Phrase(
            "{topic} is not a topic: write small letters a-z, 0-9, _ or -", topic=repr(topic)
        )
    return None


def _posts(hand: Hand, references: str) -> Sequence[OwnPost]:
    named = list(dict.fromkeys(references.split()))
    if not named:
        raise _refused("posts", Phrase("is empty: choose at least one post"))
    if len(named) > MOST_TAGGED:
        posts = Plural("{n} post", "{n} posts", len(named))
        said = Phrase("names {posts}; {most} are the most", posts=posts, most=MOST_TAGGED)
        raise _refused("posts", said)
    every = own_posts(hand.store)
    catalogues: dict[str, Catalogue] = {}
    for account in {name.partition("/")[0] for name in named}:
        if account in {each.name for each in hand.settings.accounts}:
            catalogues[account] = own_posts(hand.store, account)
    return [_post(reference, every, catalogues) for reference in named]


def _post(reference: str, every: Catalogue, catalogues: Mapping[str, Catalogue]) -> OwnPost:
    account, _, identifier = reference.partition("/")
    catalogue = catalogues.get(account)
    post = every.find(reference) if catalogue is None else catalogue.find(identifier)
    if post is None:
        raise _refused(
            "posts", Phrase("{post} is no post of the office's own on file", post=repr(reference))
        )
    return post


def _refused(field: str, message: str) -> ImportRefused:
    return ImportRefused([FileProblem(None, message, field)])
