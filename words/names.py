"""The words that the trade uses for what is counted."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import get_day_names

from metrics.model import Form, Kind
from metrics.platforms import PLATFORMS
from metrics.series import Post
from words.language import Case, Language
from words.nouns import Noun, counted

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)


def count_name(metric: str, language: Language, platform: str | None = None) -> str:
    """What a count of posts is called: `views`, `likes`, … or `interactions`.

    In the platform's own word, where one is named and has another: X's comments are replies.

    Raises:
        KeyError: there is no such count.
    """
    own_words = PLATFORMS[platform].own_words if platform else {}
    return {
        "views": language.say("views"),
        "reach": language.say("accounts reached"),
        "likes": language.say("likes"),
        "reactions": language.say("reactions"),
        "comments": language.say("comments"),
        "replies": language.say("replies"),
        "shares": language.say("shares"),
        "reposts": language.say("reposts"),
        "quotes": language.say("quotes"),
        "saves": language.say("saves"),
        "bookmarks": language.say("bookmarks"),
        "interactions": language.say("interactions"),
    }[own_words.get(metric, metric)]


def network_name(platform: str, language: Language, *, first: bool = False) -> str:
    """What a platform is called; with `first`, where a paper names it first: X, once Twitter.

    Raises:
        KeyError: there is no such platform.
    """
    known = PLATFORMS[platform]
    return language.names((first and known.first_names) or known.names)


def weekday(number: int, language: Language) -> str:
    """The name of a day of the week; 1 is Monday, 7 Sunday (ISO 8601)."""
    return str(get_day_names("wide", context="stand-alone", locale=language.locale)[number - 1])


def age(length: timedelta, language: Language) -> str:
    """A length of time in its greatest whole unit: days, hours or minutes, rounded down.

    In the genitive: it stands after "at an age of".
    """
    if length >= A_DAY:
        return counted(Noun.DAY, length // A_DAY, language, Case.GENITIVE)
    if length >= AN_HOUR:
        return counted(Noun.HOUR, length // AN_HOUR, language, Case.GENITIVE)
    return counted(Noun.MINUTE, max(0, length // A_MINUTE), language, Case.GENITIVE)


def wordless(post: Post, language: Language) -> str:
    """What a post without words is, as far as the platform said."""
    if post.vanished_at is not None:
        return language.say("the post is gone; its text was erased")
    if post.kind is Kind.REPLY:
        return language.say("reply")
    if post.kind is Kind.REPOST:
        return language.say("repost")
    return _form(post.form, language)


def _form(form: Form | None, language: Language) -> str:
    match form:
        case Form.IMAGE:
            return language.say("image")
        case Form.ALBUM:
            return language.say("album")
        case Form.VIDEO:
            return language.say("video")
        case Form.REEL:
            return language.say("reel")
        case _:
            return language.say("without text")
