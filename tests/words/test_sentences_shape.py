"""Whatever the numbers and whichever parts are known, a sentence is whole."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.periods import Span, period_of
from metrics.quantity import Precision, Quantity, growth_rate, measured, published
from words import CODES, Language, Noun, language
from words.bidi import LEFT_TO_RIGHT_MARK
from words.sentences import (
    activities_sentence,
    change_sentence,
    completeness_sentence,
    drawn_sentence,
    event_sentence,
    school_year_sentence,
    together_sentence,
)
from words.sentences import published_sentence as contents
from words.sentences.clauses import Count

BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PRINTED = (Precision.EXACT, Precision.THOUSAND, Precision.ABOUT, Precision.AT_LEAST)

languages = st.sampled_from([language(code) for code in CODES])
days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
whens = st.none() | days | st.builds(period_of, days, st.sampled_from(Span))
numbers = st.integers(0, 200) | st.integers(0, 20_000_000)
figures = st.builds(published, numbers, st.sampled_from(PRINTED), st.just("a source"))
counts = numbers | figures
maybe = st.none() | counts
names = st.text(max_size=20).filter(lambda text: any(letter.isalnum() for letter in text))


def assert_whole(told: str | None) -> None:
    """A sentence ends, holds no brace, no doubled or lost space and no mark but the house's."""
    if told is None:
        return
    assert told.endswith(".")
    assert not re.search(r"[{}]| {2}|^ |\( | \)| ,| ،| \.|None", told)
    assert told.count("(") == told.count(")")
    assert set(BIDI_CONTROLS.findall(told)) <= {LEFT_TO_RIGHT_MARK}


def assert_agrees(told: str | None, tongue: Language) -> None:
    """French elides, and Arabic leaves no number of two or one before its noun."""
    if told is None:
        return
    if tongue.code == "fr":
        assert not re.search(r"\bde (environ|au plus)\b", told)
        assert not re.search(r"(?<![\d\u202f,])[01] (abonnés|vues|visiteurs)", told)
    if tongue.code == "ar":
        assert not re.search(r"(?<![\d.,])[12] (منخرط|مشاهد|تفاعل|زائر|نشاط)", told)


@settings(deadline=None)
@given(languages, maybe, st.lists(counts, max_size=5), whens, maybe, maybe)
def test_it_tells_standings_and_what_was_drawn_whole(
    tongue: Language,
    total: Count | None,
    parts: list[Count],
    when: date | None,
    views: Count | None,
    interactions: Count | None,
) -> None:
    networks = [(f"n{place}", n) for place, n in enumerate(parts)]
    for told in (
        together_sentence(tongue, total=total, networks=networks, when=when),
        contents(tongue, total=total, platforms=networks),
        drawn_sentence(tongue, views=views, interactions=interactions, when=when),
    ):
        assert_whole(told)
        assert_agrees(told, tongue)


@settings(deadline=None)
@given(languages, figures, figures, whens)
def test_it_tells_every_change_whole(
    tongue: Language, start: Quantity, end: Quantity, since: date | None
) -> None:
    told = change_sentence(tongue, "X", net=end - start, rate=growth_rate(start, end), since=since)

    assert_whole(told)
    assert_agrees(told, tongue)


@settings(deadline=None)
@given(languages, maybe, maybe, maybe, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_it_tells_the_offices_work_whole(
    tongue: Language, one: Count | None, two: Count | None, three: Count | None, gap: timedelta
) -> None:
    kinds = [(noun, n) for noun, n in ((Noun.DENIAL, two), (Noun.UNION, three)) if n is not None]
    for told in (
        activities_sentence(tongue, total=one, kinds=kinds),
        school_year_sentence(tongue, "2021-2022", pupils=one, schools=two, unions=three),
        event_sentence(tongue, "E", visitors=one, city="R"),
        completeness_sentence(tongue, kept=7, due=9, longest_gap=gap),
    ):
        assert_whole(told)
        assert_agrees(told, tongue)


@settings(deadline=None)
@given(languages, names, st.fractions(Fraction(-1), Fraction(3)))
def test_it_lets_no_name_break_a_sentence(tongue: Language, name: str, share: Fraction) -> None:
    told = change_sentence(tongue, name, net=measured(5), rate=measured(share))

    assert told is not None
    assert told.endswith(".")
    assert set(BIDI_CONTROLS.findall(told)) <= {LEFT_TO_RIGHT_MARK}
    assert len(told.splitlines()) == 1
