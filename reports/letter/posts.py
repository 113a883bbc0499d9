"""The posts of a week in words: how many, what they drew, which drew most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.platforms import PLATFORMS
from metrics.snapshot import Account
from queries.best import Best
from queries.publishing import Published, Tally
from reports.letter.blocks import Block, Cell, Item, Line, Table, Tone
from reports.letter.facts import OfficeFacts
from reports.letter.telling import Teller, excerpt, link_to
from words import count_name
from words.nouns import Noun

NOUNS = {
    "likes": Noun.LIKE,
    "reactions": Noun.REACTION,
    "comments": Noun.COMMENT,
    "replies": Noun.REPLY,
    "shares": Noun.SHARE,
    "reposts": Noun.REPOST,
    "quotes": Noun.QUOTE,
    "saves": Noun.SAVE,
    "bookmarks": Noun.SAVE,
}
"""What the parts of interactions are counted as."""


def table(published: Sequence[Published], teller: Teller) -> Iterator[Block]:
    """What each account published in the week, and what that has drawn so far."""
    say = teller.language.say
    if not any(one.posts or one.replies or one.reposts for one in published):
        yield Line(say("No post of this week is on file."))
        return
    heads = (
        say("Network"),
        say("Posts"),
        _capital(count_name("views", teller.language)),
        _capital(count_name("interactions", teller.language)),
    )
    rows = [_published(one, teller) for one in published]
    yield Table(heads, tuple(rows))
    yield Line(" ".join(_definitions(published, teller)), Tone.FAINT)


def _published(one: Published, teller: Teller) -> tuple[Cell, ...]:
    apart = [
        teller.count(noun, n)
        for noun, n in ((Noun.REPLY, one.replies), (Noun.REPOST, one.reposts))
        if n
    ]
    beside = teller.language.say("beside {posts}", posts=teller.language.listed(apart))
    parts = PLATFORMS[one.account.platform].interactions
    drawn = [
        _counted(name, one.by_kind[name], one.account.platform, teller)
        for name in parts
        if one.by_kind[name].total is not None
    ]
    return (
        Cell(teller.account(one.account.name)),
        Cell(teller.language.number(len(one.posts)), beside if apart else None),
        _tally(one.views, teller),
        _tally(one.interactions, teller, " · ".join(drawn)),
    )


def _counted(name: str, tally: Tally, platform: str, teller: Teller) -> str:
    """A sum with its noun, in the platform's own word: X's comments are replies."""
    own_word = PLATFORMS[platform].own_words.get(name, name)
    told = teller.count(NOUNS[own_word], tally.total or 0)
    return told.replace(" ", "\u00a0")  # a number and its noun stay on one line


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tally(tally: Tally, teller: Teller, note: str | None = None) -> Cell:
    """A sum; of some posts alone it says of how many."""
    if not tally.posts:
        return Cell(teller.language.number(0))
    if tally.total is None:
        return Cell(teller.not_known())
    text = teller.language.number(tally.total)
    if tally.is_whole:
        return Cell(text, note or None)
    part = teller.language.say(
        "of {counted} of {posts} posts", counted=tally.counted, posts=tally.posts
    )
    return Cell(text, f"{part} · {note}" if note else part)


def _definitions(published: Sequence[Published], teller: Teller) -> Iterator[str]:
    say, platforms = teller.language.say, {one.account.platform for one in published if one.posts}
    yield say(
        "Counts are those of the last look at each post, until {moment}.",
        moment=teller.moment(teller.now),
    )
    for key in sorted(platforms):
        counts = [count_name(name, teller.language, key) for name in PLATFORMS[key].interactions]
        yield say(
            "Interactions on {platform}: {counts}.",
            platform=teller.platform(key),
            counts=teller.language.listed(counts),
        )
    yield say("Accounts reached are told post by post and never added.")


def best(facts: OfficeFacts, teller: Teller) -> Iterator[Block]:
    """The posts of each network that drew most."""
    accounts = {one.account.name: one.account for one in facts.standings}
    for one in facts.best:
        yield _best(one, accounts[one.post.account], teller)
    yield Line(
        teller.language.say(
            "The posts of each network that drew most interactions by their last look."
        ),
        Tone.FAINT,
    )


def _best(one: Best, account: Account, teller: Teller) -> Item:
    counts, post = one.reading.counts, one.post
    drawn = [teller.count(Noun.INTERACTION, one.count)]
    if counts.views is not None:
        drawn.insert(0, teller.count(Noun.VIEW, counts.views))
    lines = [" · ".join(drawn)]
    if one.by_followers:
        lines.append(
            teller.language.say(
                "{number} interactions for each 1,000 of the {followers} at publication",
                number=teller.language.number(1000 * one.by_followers.value.value),
                followers=teller.count(Noun.FOLLOWER, one.by_followers.denominator),
            )
        )
    if counts.reach is not None:
        reached = teller.language.number(counts.reach)
        lines.append(_capital(teller.language.say("accounts reached: {number}", number=reached)))
    return Item(
        head=f"{teller.account(account.name)} · {teller.moment(post.published_at)}",
        lines=tuple(lines),
        quote=excerpt(post.text) if post.text else None,
        link=link_to(post.url, post.platform),
    )
