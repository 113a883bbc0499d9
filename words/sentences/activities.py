"""Sentences on what the communication services did (S9, S10, S12 to S14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from words.language import Case, Language
from words.lengths import days_in_words
from words.nouns import Countable, Noun, counted
from words.sentences.clauses import (
    Count,
    begun,
    enumerated,
    foreign,
    sentence_of,
    until_now,
    whole_count,
)


def activities_sentence(
    language: Language,
    *,
    total: Count | None,
    kinds: Sequence[tuple[Countable, Count]] = (),
    is_so_far: bool = False,
) -> str | None:
    """S9: the activities of a period, and those of each kind; of one that runs, so far."""
    if total is None:
        return None
    activities = counted(Noun.ACTIVITY, total, language, Case.ACCUSATIVE)
    clause = begun(language.say("Communication came to {activities}", activities=activities))
    clause = until_now(clause, language, is_so_far=is_so_far)
    if kinds:
        parts = [counted(kind, n, language) for kind, n in kinds]
        listed = enumerated(parts, language)
        clause = language.say("{clause}: {parts}", clause=clause, parts=listed)
    return sentence_of(clause, language)


def truth_statements_sentence(
    language: Language,
    *,
    denials: int | None = None,
    rectifications: int | None = None,
    is_so_far: bool = False,
    is_alone: bool = False,
) -> str | None:
    """S10: how many of the statements of truth deny, and how many rectify.

    `is_alone`: no sentence stands before it that tells of what they are a part.
    """
    parts = []
    if denials is not None:
        parts.append(language.count("{n} denied false news", "{n} denied false news", denials))
    if rectifications is not None:
        parts.append(
            language.count(
                "{n} rectified inaccurate facts",
                "{n} rectified inaccurate facts",
                rectifications,
            )
        )
    if not parts:
        return None
    listed = language.listed(parts)
    clause = (
        language.say("Truth statements: {parts}", parts=listed)
        if is_alone
        else language.say("Of the truth statements, {parts}", parts=listed)
    )
    return sentence_of(until_now(clause, language, is_so_far=is_so_far), language)


def event_sentence(
    language: Language,
    name: str,
    *,
    visitors: Count | None = None,
    audience: tuple[Countable, Count] | None = None,
    city: str | None = None,
    stretch: tuple[date, date] | None = None,
    is_so_far: bool = False,
) -> str | None:
    """S12: an event's visitors, and what its own account drew (`audience`, in its own noun).

    `stretch` is half-open, as an event on file is. `is_so_far`: the event may not be over.
    """
    parts = []
    if visitors is not None:
        parts.append(counted(Noun.VISITOR, visitors, language))
    if audience is not None:
        guests = counted(*audience, language)
        parts.append(language.say("{audience} of the event's own account", audience=guests))
    if not parts:
        return None
    place = [foreign(city, language)] if city else []
    if stretch:
        place.append(days_in_words(*stretch, language))
    title = foreign(name, language)
    if place:
        joined = place[0]
        if place[1:]:
            joined = language.say("{place}, {days}", place=place[0], days=place[1])
        title = language.say("{event} ({place})", event=title, place=joined)
    listed = until_now(enumerated(parts, language), language, is_so_far=is_so_far)
    return sentence_of(language.say("{event}: {parts}", event=title, parts=listed), language)


def media_requests_sentence(
    language: Language,
    *,
    received: Count | None,
    met: int | None = None,
    withheld: int | None = None,
    is_so_far: bool = False,
) -> str | None:
    """S13: the requests of the media, those met and those that the law did not let be met."""
    if received is None:
        return None
    requests = language.count(
        "{requests} came from the media",
        "{requests} came from the media",
        whole_count(received),
        requests=counted(Noun.REQUEST, received, language),
    )
    clause = until_now(begun(requests), language, is_so_far=is_so_far)
    parts = []
    if met is not None:
        parts.append(language.count("{n} of them was met", "{n} of them were met", met))
    if withheld is not None:
        parts.append(
            language.count(
                "{n} was withheld on legal grounds", "{n} were withheld on legal grounds", withheld
            )
        )
    if parts:
        both = parts[0]
        if parts[1:]:
            both = language.say("{met} and {withheld}", met=parts[0], withheld=parts[1])
        clause = language.say("{requests}: {outcomes}", requests=clause, outcomes=both)
    return sentence_of(clause, language)


def school_year_sentence(
    language: Language,
    season: str | None,
    *,
    pupils: Count | None = None,
    schools: Count | None = None,
    associations: Count | None = None,
    unions: Count | None = None,
    is_so_far: bool = False,
) -> str | None:
    """S14: what was done in schools in a season ("2021-2022"), and who was consulted.

    `is_so_far`: the year is not over.
    """
    clauses = []
    if pupils is not None or schools is not None:
        clauses.append(_reached(pupils, schools, language))
    pairs = ((Noun.ASSOCIATION, associations), (Noun.UNION, unions))
    partners = [counted(noun, n, language, Case.GENITIVE) for noun, n in pairs if n is not None]
    if partners:
        listed = language.listed(partners)
        clauses.append(language.say("consultation with {partners}", partners=listed))
    if not clauses:
        return None
    clause = clauses[0]
    if clauses[1:]:
        clause = language.say("{done}; {consultation}", done=clause, consultation=clauses[1])
    clause = until_now(clause, language, is_so_far=is_so_far)
    if season:
        name = foreign(season, language)
        clause = language.say("School year {season}: {clause}", season=name, clause=clause)
    return sentence_of(begun(clause), language)


def _reached(pupils: Count | None, schools: Count | None, language: Language) -> str:
    if pupils is None or schools is None:
        noun, n = (Noun.SCHOOL, schools) if pupils is None else (Noun.PUPIL, pupils)
        assert n is not None  # noqa: S101 - one of the two is known
        people = counted(noun, n, language, Case.ACCUSATIVE)
        return language.say("awareness for {whom}", whom=people)
    return language.say(
        "awareness for {pupils} in {schools}",
        pupils=counted(Noun.PUPIL, pupils, language, Case.ACCUSATIVE),
        schools=counted(Noun.SCHOOL, schools, language, Case.GENITIVE),
    )
