"""Sentences on what was published and what it drew (S6 to S8, S17, S19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.periods import Period
from metrics.platforms import PLATFORMS
from metrics.quantity import Quantity
from words.language import Case, Language
from words.lengths import age as aged
from words.lengths import period_in_words
from words.nouns import Noun, counted, form_of
from words.sentences.clauses import (
    Count,
    begun,
    count_in_words,
    enumerated,
    foreign,
    sentence_of,
    until_now,
    whole_count,
)


def published_sentence(
    language: Language,
    *,
    total: Count | None,
    platforms: Sequence[tuple[str, Count]] = (),
    unknown: Sequence[str] = (),
    known_since: date | None = None,
    is_all: bool = False,
    is_so_far: bool = False,
) -> str | None:
    """S6: the contents published, and those on each platform (by its key).

    `unknown` are what the platforms and accounts are called of which it is not known what was
    published. With `known_since` all that was published since that day is told; `is_all` says that
    nothing from before it is. Where every part is a lower bound, the total says so for all of them.
    `is_so_far`: the period is not over.
    """
    if total is None and unknown:
        text = language.say("The number of contents published is not known")
        return sentence_of(text, language)
    if total is None:
        return None
    clause = begun(_published(total, known_since, language, is_all=is_all, is_so_far=is_so_far))
    if platforms and whole_count(total):
        counts = [n for _, n in platforms]
        is_said = all(isinstance(n, Quantity) and n.is_measured_bound for n in counts)
        parts = [_on(key, whole_count(n) if is_said else n, language) for key, n in platforms]
        listed = enumerated(parts, language)
        clause = language.say("{clause}: {parts}", clause=clause, parts=listed)
    if unknown:
        networks = language.listed([foreign(name, language) for name in unknown])
        clause = language.say(
            "{clause}; those on {networks} are not known", clause=clause, networks=networks
        )
    return sentence_of(clause, language)


def _published(
    total: Count, known_since: date | None, language: Language, *, is_all: bool, is_so_far: bool
) -> str:
    if known_since is not None and is_all:
        known = language.count(
            "{contents} known since {day}",
            "{contents} known since {day}",
            whole_count(total),
            contents=counted(Noun.CONTENT, whole_count(total), language),
            day=language.date(known_since),
        )
        return until_now(known, language, is_so_far=is_so_far)
    clause = language.count(
        "{contents} was published",
        "{contents} were published",
        whole_count(total),
        contents=counted(Noun.CONTENT, total, language),
    )
    clause = until_now(clause, language, is_so_far=is_so_far)
    if known_since is None:
        return clause
    day = language.date(known_since)
    return language.say("{clause}, known in full since {day}", clause=clause, day=day)


def drawn_sentence(
    language: Language,
    *,
    views: Count | None = None,
    interactions: Count | None = None,
    when: date | Period | None = None,
    definition: str | None = None,
) -> str | None:
    """S7: the views and interactions of the contents that the sentence before told.

    `definition` says what is counted as which.
    """
    pairs = ((Noun.VIEW, views), (Noun.INTERACTION, interactions))
    parts = [counted(noun, n, language, Case.ACCUSATIVE) for noun, n in pairs if n is not None]
    if not parts:
        return None
    return sentence_of(_drawn(language.listed(parts), when, language), language, definition)


def account_days_sentence(
    language: Language,
    account: str,
    *,
    views: Count | None = None,
    visits: Count | None = None,
    covered: tuple[int, int],
    is_so_far: bool = False,
) -> str | None:
    """S17: the views of an account as a whole, and the visits to it, by its own days.

    `covered` are the days told and the days due. `is_so_far`: the period is not over.
    """
    pairs = ((Noun.VIEW, views), (Noun.VISIT, visits))
    parts = [counted(noun, n, language, Case.ACCUSATIVE) for noun, n in pairs if n is not None]
    if not parts:
        return None
    clause = language.say(
        "The account {network} as a whole drew {counts}",
        network=foreign(account, language),
        counts=language.listed(parts),
    )
    kept, due = language.number(covered[0]), covered[1]
    days = language.count("{kept} of {n} day told", "{kept} of {n} days told", due, kept=kept)
    return sentence_of(until_now(clause, language, is_so_far=is_so_far), language, days)


def views_and_visits_sentence(
    language: Language,
    *,
    together: Count,
    views: Count,
    visits: Count,
    untold: Sequence[str] = (),
    is_so_far: bool = False,
) -> str:
    """S19: views of the accounts as wholes and visits to them as one number, with its parts.

    `untold` names the counts of accounts that are not in it. `is_so_far`: the period is not over.
    """
    parts = [counted(noun, n, language) for noun, n in ((Noun.VISIT, visits), (Noun.VIEW, views))]
    clause = language.say(
        "The accounts as wholes drew visits and views, together {number}: {parts}",
        number=count_in_words(together, language),
        parts=language.listed(parts),
    )
    missing = language.say("not told: {names}", names=language.listed(untold)) if untold else None
    return sentence_of(until_now(clause, language, is_so_far=is_so_far), language, missing)


@dataclass(frozen=True, slots=True)
class RankedContent:
    """A content that was viewed more than others, as far as it is known."""

    network: str
    views: Count | None
    liked: tuple[Noun, Count] | None = None
    """How it was liked, in its platform's own word: Facebook's reactions."""
    title: str | None = None
    day: date | None = None
    age: timedelta | None = None
    """How old it was when it had drawn that."""


def most_viewed_sentence(
    language: Language, content: RankedContent, as_of: date | None = None
) -> str | None:
    """S8: the content with the most views by the last known count of each, as of a day.

    It is told at which age it was read: others were read at others.
    """
    if content.views is None:
        return None
    values = {"content": _content(content, language), "numbers": _numbers(content, language)}
    if as_of is None:
        clause = language.say(
            "The most viewed of the contents measured: {content}, {numbers}", **values
        )
    else:
        clause = language.say(
            "The most viewed of the contents measured, by the last known counts as of {day}:"
            " {content}, {numbers}",
            day=language.date(as_of),
            **values,
        )
    if content.age is not None:
        age = aged(content.age, language)
        clause = language.say("{clause} at an age of {age}", clause=clause, age=age)
    return sentence_of(clause, language)


def most_viewed_at_age_sentence(language: Language, content: RankedContent) -> str | None:
    """S8: the content that had been viewed most of all when each was of its age."""
    if content.views is None or content.age is None:
        return None
    clause = language.say(
        "The most viewed of the contents measured, each at the same age of {age}: {content},"
        " {numbers}",
        age=aged(content.age, language),
        content=_content(content, language),
        numbers=_numbers(content, language),
    )
    return sentence_of(clause, language)


def _on(platform: str, n: Count, language: Language) -> str:
    """The posts on a platform, in its own word where there is one."""
    if isinstance(n, Quantity) and n.is_measured_bound:
        views = _on(platform, whole_count(n), language)
        return language.say("at least {counted}", counted=views)
    number, agreeing = count_in_words(n, language), whole_count(n)
    known = PLATFORMS.get(platform)
    if known and (forms := known.own_posts.get(language.code)):
        return form_of(forms, agreeing, language).format(number=number)
    name = language.names(known.names) if known else foreign(platform, language)
    return language.count(
        "{number} on {network}",
        "{number} on {network}",
        agreeing,
        number=number,
        network=name,
    )


def _drawn(counts: str, when: date | Period | None, language: Language) -> str:
    if when is None:
        return language.say("They drew {counts}", counts=counts)
    if isinstance(when, date):
        day = language.date(when)
        return language.say("As of {day}, they had drawn {counts}", day=day, counts=counts)
    period = period_in_words(when, language)
    return language.say("For {period}, they drew {counts}", period=period, counts=counts)


def _content(content: RankedContent, language: Language) -> str:
    place = foreign(content.network, language)
    if content.day is not None:
        place = language.say("{network}, {day}", network=place, day=language.date(content.day))
    if not content.title:
        return place
    title = foreign(content.title, language)
    return language.say("{title} ({place})", title=title, place=place)


def _numbers(content: RankedContent, language: Language) -> str:
    pairs = ((Noun.VIEW, content.views), content.liked or (Noun.LIKE, None))
    parts = [counted(noun, n, language) for noun, n in pairs if n is not None]
    return language.listed(parts)
