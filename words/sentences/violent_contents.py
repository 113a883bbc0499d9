"""The sentence on violent contents: on how many the public was informed, and how fast (S11)."""

from __future__ import annotations

from metrics.statement import ResponseTimes
from words.language import Case, Language
from words.lengths import length_in_words
from words.nouns import Noun, counted
from words.sentences.clauses import (
    Count,
    begun,
    count_in_words,
    sentence_of,
    until_now,
    whole_count,
)


def violent_contents_sentence(
    language: Language,
    *,
    informed: Count | None,
    noticed: Count | None = None,
    times: ResponseTimes | None = None,
    is_so_far: bool = False,
) -> str | None:
    """S11: of `noticed` contents the public was informed on `informed`, and how fast.

    What `times` does not know is left out: of one case the range, of none all of them.
    """
    if informed is None:
        return None
    public = begun(_informed(informed, noticed, language))
    clauses = [until_now(public, language, is_so_far=is_so_far)]
    if times is not None:
        clauses += [
            clause for clause in (_delay(times, language), _kept(times, language)) if clause
        ]
    return sentence_of(language.say("; ").join(clauses), language)


def _informed(informed: Count, noticed: Count | None, language: Language) -> str:
    if noticed is None:
        return language.count(
            "The public was informed on {contents}",
            "The public was informed on {contents}",
            whole_count(informed),
            contents=counted(Noun.VIOLENT_CONTENT, informed, language, Case.GENITIVE),
        )
    part = language.count(
        "on {informed}",
        "on {informed}",
        whole_count(informed),
        informed=count_in_words(informed, language),
    )
    all_of_them = language.count(
        "of {noticed} piece of violent content",
        "of {noticed} pieces of violent content",
        whole_count(noticed),
        noticed=count_in_words(noticed, language),
    )
    return language.count(
        "The public was informed {part} {all}",
        "The public was informed {part} {all}",
        whole_count(informed),
        part=part,
        all=all_of_them,
    )


def _delay(times: ResponseTimes, language: Language) -> str | None:
    shortest, longest, median = times.shortest, times.longest, times.median
    if shortest is None or longest is None or median is None:
        return None
    if shortest == longest:
        return language.say("the delay was {length}", length=length_in_words(median, language))
    between = language.say(
        "the delay ran from {shortest} to {longest}",
        shortest=length_in_words(shortest, language, Case.GENITIVE),
        longest=length_in_words(longest, language, Case.GENITIVE),
    )
    middle = length_in_words(median, language)
    return language.say("{delay}, its median {median}", delay=between, median=middle)


def _kept(times: ResponseTimes, language: Language) -> str | None:
    if times.share is None:
        return None
    return language.count(
        "the ceiling of {ceiling} was kept in {share} of {n} timed case",
        "the ceiling of {ceiling} was kept in {share} of {n} timed cases",
        times.timed,
        ceiling=length_in_words(times.ceiling, language, Case.GENITIVE),
        share=language.percent(times.share),
    )
