"""Sentences on what the figures rest on, and on what was put right (S15, S16)."""

from __future__ import annotations

from datetime import date, timedelta

from words.language import Case, Language
from words.lengths import length_in_words
from words.nouns import Noun, counted
from words.sentences.clauses import Count, count_in_words, foreign, sentence_of


def completeness_sentence(
    language: Language,
    *,
    kept: int | None,
    due: int | None = None,
    longest_gap: timedelta | None = None,
    reason: str | None = None,
    since: date | None = None,
) -> str | None:
    """S15: the readings kept of those due, since when, and the longest gap with its reason."""
    if kept is None:
        return None
    readings = counted(Noun.READING, kept, language, Case.GENITIVE)
    clause = language.say("The figures rest on {readings}", readings=readings)
    if due is not None:
        number = language.number(due)
        clause = language.say("{clause} of {due} due", clause=clause, due=number)
    if since is not None:
        day = language.date(since)
        clause = language.say("{clause}, since the first one on {day}", clause=clause, day=day)
    if not longest_gap:
        return sentence_of(clause, language)
    gap = length_in_words(longest_gap, language)
    clause = language.say("{clause}; the longest gap: {length}", clause=clause, length=gap)
    return sentence_of(clause, language, foreign(reason, language) if reason else None)


def rectification_sentence(
    language: Language,
    *,
    new: Count | None,
    old: Count | None,
    printed_on: date | None = None,
    reason: str | None = None,
) -> str | None:
    """S16: a number that stands in the place of one printed before."""
    if new is None or old is None:
        return None
    clause = language.say(
        "Rectification: {new} instead of {old}",
        new=count_in_words(new, language),
        old=count_in_words(old, language),
    )
    if printed_on is not None:
        day = language.date(printed_on)
        clause = language.say("{clause}, printed on {day}", clause=clause, day=day)
    return sentence_of(clause, language, foreign(reason, language) if reason else None)
