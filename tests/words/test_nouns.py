"""Nouns take the form that their number, their precision and their place ask for."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel import Locale

from metrics.activity import KINDS, ActivityKind
from metrics.quantity import Precision, Quantity, derived, measured, published
from tests.support.catalogues import babel_catalogue
from words import Case, Noun, counted, language
from words.nouns import KIND_NOUNS

AR, FR, EN = (language(code) for code in ("ar", "fr", "en"))
NARROW = "\u202f"
NUMBERS = (0, 1, 2, 3, 5, 10, 11, 26, 99, 100, 101, 102, 103, 111, 1000, 480944)
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The six plural categories of Arabic, in the order of its catalogue."""


def printed(value: int, precision: Precision) -> Quantity:
    return published(value, precision, "a source")


@cache
def forms_in_arabic() -> dict[tuple[str, str], list[str]]:
    """The six forms of each noun, as a subject."""
    plural = (each for each in babel_catalogue("ar") if each.pluralizable and not each.context)
    return {(each.id[0], each.id[1]): list(each.string or ()) for each in plural}


FOLLOWERS = {
    0: "0 منخرط",
    1: "منخرط واحد",
    2: "منخرطان",
    3: "3 منخرطين",
    10: "10 منخرطين",
    11: "11 منخرطا",
    26: "26 منخرطا",
    99: "99 منخرطا",
    100: "100 منخرط",
    101: "101 منخرط",
    102: "102 منخرط",
    103: "103 منخرطين",
    111: "111 منخرطا",
    1000: "1.000 منخرط",
    480944: "480.944 منخرطا",
}


@pytest.mark.parametrize(("n", "words"), FOLLOWERS.items())
def test_it_counts_followers_in_arabic(n: int, words: str) -> None:
    assert counted(Noun.FOLLOWER, n, AR) == words


@pytest.mark.parametrize("what", Noun)
@pytest.mark.parametrize("n", NUMBERS)
def test_it_takes_for_each_noun_and_number_the_form_of_cldr(what: Noun, n: int) -> None:
    place = CATEGORIES.index(Locale.parse("ar").plural_form(n))

    expected = forms_in_arabic()[what.value][place]
    assert counted(what, n, AR) == expected.replace("{n}", AR.number(n))


@pytest.mark.parametrize("what", Noun)
def test_it_writes_one_and_two_in_words_and_the_others_in_digits(what: Noun) -> None:
    for case in Case:
        one, two = (counted(what, n, AR, case) for n in (1, 2))
        assert not re.search(r"\d", one + two)
        assert re.search("واحدا?|واحدة", one)
        for n in (3, 11, 100):
            assert counted(what, n, AR, case).startswith(str(n))


@pytest.mark.parametrize("what", Noun)
def test_it_spells_arabic_cases_as_grammar_has_them(what: Noun) -> None:
    """The dual ends in -ān as a subject, else in -ayn; from three on all cases are one."""
    subject, thing, after = (counted(what, 2, AR, case) for case in Case)

    assert thing == after != subject
    assert counted(what, 1, AR, Case.GENITIVE) == counted(what, 1, AR)
    for n in (0, 3, 11, 100):
        assert len({counted(what, n, AR, case) for case in Case}) == 1


@pytest.mark.parametrize("what", Noun)
@pytest.mark.parametrize("n", [1, 2, 11])
def test_it_lets_no_case_change_french_or_english(what: Noun, n: int) -> None:
    for tongue in (FR, EN):
        assert len({counted(what, n, tongue, case) for case in Case}) == 1


@pytest.mark.parametrize(
    ("what", "many", "object_one"),
    [
        (Noun.TRUTH_STATEMENT, "26 بيان حقيقة", "بيان حقيقة واحدا"),
        (Noun.VIOLENT_CONTENT, "26 محتوى عنيفا", "محتوى عنيفا واحدا"),
        (Noun.UNION, "26 هيئة نقابية", "هيئة نقابية واحدة"),
        (Noun.PRESS_NEWS, "26 خبرا صحفيا", "خبرا صحفيا واحدا"),
        (Noun.REPORTAGE, "26 روبورتاجا أو تغطية", "روبورتاجا واحدا أو تغطية واحدة"),
        (Noun.INFORMATION, "26 في باب الإخبار", "نشاطا واحدا في باب الإخبار"),
    ],
)
def test_it_inflects_nouns_of_two_words(what: Noun, many: str, object_one: str) -> None:
    assert counted(what, 26, AR) == many
    assert counted(what, 1, AR, Case.ACCUSATIVE) == object_one


@pytest.mark.parametrize(
    ("precision", "arabic", "french", "english"),
    [
        (Precision.EXACT, "434.000 منخرط", f"434{NARROW}000 abonnés", "434,000 followers"),
        (
            Precision.THOUSAND,
            "نحو 434.000 منخرط",
            f"près de 434{NARROW}000 abonnés",
            "around 434,000 followers",
        ),
        (
            Precision.ABOUT,
            "زهاء 434.000 منخرط",
            f"environ 434{NARROW}000 abonnés",
            "about 434,000 followers",
        ),
        (
            Precision.AT_LEAST,
            "أكثر من 434.000 منخرط",
            f"plus de 434{NARROW}000 abonnés",
            "more than 434,000 followers",
        ),
    ],
)
def test_it_puts_the_qualifier_before_the_number(
    precision: Precision, arabic: str, french: str, english: str
) -> None:
    figure = printed(434000, precision)

    assert [counted(Noun.FOLLOWER, figure, each) for each in (AR, FR, EN)] == [
        arabic,
        french,
        english,
    ]


def test_it_tells_the_one_bound_that_is_known() -> None:
    gain = printed(207000, Precision.THOUSAND) - printed(133000, Precision.AT_LEAST)

    assert counted(Noun.FOLLOWER, gain, AR) == "74.500 منخرط على الأكثر"
    assert counted(Noun.FOLLOWER, gain, FR) == f"au plus 74{NARROW}500 abonnés"


def test_it_inflects_by_the_bound_and_after_the_qualifier() -> None:
    """More than two is a genitive, and its noun follows the two."""
    assert counted(Noun.VIEW, printed(2, Precision.AT_LEAST), AR) == "أكثر من مشاهدتين"
    assert counted(Noun.VIEW, measured(2), AR) == "مشاهدتان"


def test_it_counts_in_whole_numbers() -> None:
    half = derived(25) - derived(0)
    assert counted(Noun.LIKE, half, EN) == "about 25 likes"


def test_it_knows_the_noun_of_every_built_in_kind_of_activity() -> None:
    assert set(KIND_NOUNS) == set(KINDS)
    assert counted(KIND_NOUNS["press_news"], 2, FR) == "2 informations de presse"


def test_it_counts_declared_kinds_by_the_plurals_that_the_office_wrote() -> None:
    stands = ActivityKind(
        "stands",
        in_total=False,
        names={"ar": "رواق", "fr": "stand"},
        plurals={
            "ar": {"few": "أروقة", "many": "رواقا", "other": "رواق"},
            "fr": {"other": "stands"},
        },
    )

    assert counted(stands.plurals["ar"], 5, AR) == "5 أروقة"
    assert counted(stands.plurals["ar"], 26, AR) == "26 رواقا"
    assert counted(stands.plurals["fr"], printed(12, Precision.AT_LEAST), FR) == "plus de 12 stands"
