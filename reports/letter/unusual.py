"""What is unusual in a week, in words."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.news import Breakout
from reports.letter.blocks import Item, Tone
from reports.letter.facts import Passed, Purge, Renamed, Unusual, Vanished
from reports.letter.telling import Teller, excerpt, foreign, link_to
from words.nouns import Noun


def told(found: Unusual, teller: Teller) -> Item:
    """One thing that is unusual."""
    match found:
        case Purge():
            return _purge(found, teller)
        case Passed():
            return _passed(found, teller)
        case Breakout():
            return _breakout(found, teller)
        case Vanished():
            return _vanished(found, teller)
        case Renamed():
            return _renamed(found, teller)


def _purge(found: Purge, teller: Teller) -> Item:
    say = teller.language.say
    head = say("{account}: a fall in one step", account=teller.account(found.account.name))
    return Item(head, tuple(_falls(found, teller)), tone=Tone.LOUD)


def _falls(found: Purge, teller: Teller) -> Iterator[str]:
    say = teller.language.say
    for fall in found.growth.falls:
        line = say(
            "From {before} to {after} followers, read on {moment}.",
            before=teller.language.number(fall.before),
            after=teller.language.number(fall.after),
            moment=teller.moment(fall.at),
        )
        yield line
        if fall.is_suspect:
            yield say("Too few readings have followed to know whether that number is true.")
    yield say(
        "Net growth of the week: {net}; without such falls: {without}.",
        net=teller.signed(found.growth.net),
        without=teller.signed(found.growth.without),
    )


def _passed(found: Passed, teller: Teller) -> Item:
    head = teller.language.say(
        "{account}: {followers} passed",
        account=teller.account(found.account.name),
        followers=teller.count(Noun.FOLLOWER, found.count),
    )
    first = teller.language.say("First read on {moment}.", moment=teller.moment(found.at))
    return Item(head, (first,))


def _breakout(found: Breakout, teller: Teller) -> Item:
    say, post = teller.language.say, found.post
    line = say(
        "{drawn}, where {usual} is usual.",
        drawn=teller.count(Noun.INTERACTION, found.drawn),
        usual=teller.language.number(found.usual),
    )
    return Item(
        say("{account}: a post breaks out", account=teller.account(post.account)),
        (line,),
        quote=excerpt(post.text) if post.text else None,
        link=link_to(post.url, post.platform),
    )


def _vanished(found: Vanished, teller: Teller) -> Item:
    say, post = teller.language.say, found.post
    assert post.vanished_at is not None  # noqa: S101 - it is told of for this
    line = say(
        "Published on {published}, noticed gone on {moment}. It counts as published; its text is"
        " erased.",
        published=teller.moment(post.published_at),
        moment=teller.moment(post.vanished_at),
    )
    return Item(
        say("{account}: a post is gone", account=teller.account(found.account.name)), (line,)
    )


def _renamed(found: Renamed, teller: Teller) -> Item:
    say, change = teller.language.say, found.change
    what = {
        "handle": say("the handle"),
        "display_name": say("the name"),
        "verified": say("the verification badge"),
    }[change.what]
    line = say(
        "{what} was {before} and is {after} since {moment}",
        what=what,
        before=foreign(change.before) if change.before else teller.not_known(),
        after=foreign(change.after or ""),
        moment=teller.moment(change.at),
    )
    head = say("{account}: shown otherwise", account=teller.account(found.account.name))
    return Item(head, (line,), tone=Tone.LOUD)
