"""Rules find the topics of a text as a reader of Arabic, French or English would."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.topics import Rule, check_pattern, fold, topics_of


def is_found(text: str, *, words: str = "", hashtag: str = "", pattern: str = "") -> bool:
    """Whether a rule of one word, hashtag or pattern finds a text."""
    given_parts = ((one,) if one else () for one in (words, hashtag, pattern))
    return topics_of(text, [Rule("topic", *given_parts)]) == {"topic"}


@pytest.mark.parametrize(
    "text",
    [
        "السلامة الطرقية مسؤولية الجميع",
        "من أجل السَّلَامَةِ الطُّرُقِيَّة",
        "الســـلامة الطرقيــة",
        "السلامه الطرقيه",
        "في إطار التوعية بالسلامة الطرقية",
        "للسلامة الطرقية",
        "والسلامة الطرقية",
        "وبالسلامة  الطرقية.",
        "#السلامة_الطرقية",
        "(السلامة\nالطرقية)",
        "ﺍﻟﺴﻼﻣﺔ ﺍﻟﻄﺮﻗﻴﺔ",
    ],
)
def test_it_finds_an_arabic_phrase_however_it_is_written(text: str) -> None:
    assert is_found(text, words="السلامة الطرقية")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("السلامة الطرقية", "سلامة المواطنين"),
        ("السلامة الطرقية", "السلامة ثم الطرقية"),
        ("حملة", "الحملات"),
        ("حملة", "محملة"),
        ("من", "ومن"),
        ("sécurité", "insécurité"),
        ("art", "article"),
    ],
)
def test_it_finds_no_part_of_another_word(word: str, text: str) -> None:
    assert not is_found(text, words=word)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("حملة", "بحملة"),
        ("حملة", "والحملة"),
        ("حملة", "للحملة"),
        ("أمن", "الامن"),
        ("إدارة", "ادارة"),
        ("مسؤول", "مسوول"),
        ("مستشفى", "مستشفي"),
        ("sécurité routière", "SECURITE ROUTIERE"),
        ("sécurité routière", "la se\u0301curite\u0301 routie\u0300re"),
        ("road safety", "Road-safety: road  safety"),
        ("كورونا", "کورونا"),
    ],
)
def test_it_takes_letters_that_readers_take_for_the_same(word: str, text: str) -> None:
    assert is_found(text, words=word)


def test_it_finds_a_hashtag_whole_and_alone() -> None:
    assert is_found("نحن #معكم اليوم", hashtag="معكم")
    assert is_found("＃Securite", hashtag="#sécurité")
    assert not is_found("نحن معكم", hashtag="معكم")
    assert not is_found("#معكم_دائما", hashtag="معكم")


def test_it_finds_a_pattern_without_regard_to_case_or_forms_of_letters() -> None:
    assert is_found("حملة وطنية للسلامة الطرقيّة", pattern="حملة .{0,30}طرقية")
    assert is_found("CAMPAGNE 2026", pattern=r"campagne \d{4}")
    assert not is_found("campagne", pattern=r"campagne \d{4}")


def test_a_topic_without_a_rule_is_found_nowhere() -> None:
    assert topics_of("campagne", [Rule("campaign")]) == frozenset()


def test_a_text_may_be_of_several_topics() -> None:
    rules = [Rule("a", ("un",)), Rule("b", ("deux",)), Rule("c", ("trois",))]

    assert topics_of("un, deux", rules) == {"a", "b"}


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("a(", "not a regular expression"),
        ("(a+)+$", "without an end"),
        ("a.*b", "without an end"),
        ("a{3,}b", "without an end"),
        ("(ab){2,9}c", "repeated group"),
        (r"(a)\1", "another kind"),
        ("(?=a)b", "another kind"),
        ("(?i)b", "another kind"),
        (".{0,40}.{0,40}b", "too many ways"),
        ("a?" * 12 + "b", "too many ways"),
        ("a{0,3}", "fits every text"),
        ("a" * 201, "longer than 200"),
        ("a{1,99999999999999999999}", "not a regular expression"),
    ],
)
def test_it_refuses_a_pattern_that_may_never_end(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"\+212", "[*+]a", "حملة .{0,40}طرقية", r"(?:journée|jour)s? \w{1,20}", "a{4}", r"\{,"],
)
def test_it_takes_a_pattern_that_ends_soon(pattern: str) -> None:
    check_pattern(pattern)


PIECES = st.sampled_from(
    ["a", "b", ".", "{0,9}", "{1,3}", "?", "*", "+", "(", ")", "|", "[ab]", "x"]
)


@given(st.lists(PIECES, min_size=1, max_size=10).map("".join))
def test_whatever_pattern_is_taken_ends_on_a_hostile_text(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except ValueError:
        return
    topics_of("ab" * 1_000 + "!", [Rule("t", (), (), (pattern,))])


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    topics_of(text, [Rule("t", (text or "x",), (text,))])
