"""What other rooms said in English, told in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from metrics.model import Reason
from metrics.texts.phrases import LostScope, Phrase, PlatformName, Plural, joined_phrase, restored
from words import language
from words.bidi import without_marks
from words.telling import tell

NOT_READ = Phrase(
    "Not read since {since}: {slots} ({reason}).",
    since=datetime(2026, 3, 9, 14, 30, tzinfo=UTC),
    slots=Plural("{n} slot", "{n} slots", 2),
    reason=Reason.DOWN,
)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ar", "لم تُجر أي قراءة منذ 2026-03-09 14:30 UTC: موعدان (البرنامج كان متوقفا)."),
        (
            "fr",
            "Pas de relevé depuis le 2026-03-09 14:30 UTC\u202f: 2 créneaux (programme arrêté).",
        ),
        (
            "en",
            "Not read since 2026-03-09 14:30 UTC: 2 slots (this program was not running).",
        ),
    ],
)
def test_a_phrase_is_told_with_its_facts_in_the_language(code: str, told: str) -> None:
    assert without_marks(tell(NOT_READ, language(code))) == told


def test_days_and_names_are_held_apart_in_arabic() -> None:
    told = tell(NOT_READ, language("ar"))

    assert "\u200e2026-03-09 14:30 UTC\u200e" in told


def test_what_was_lost_and_who_lost_it_have_their_names() -> None:
    lost = Phrase(
        "{account}: {scope} not read ({reason}): {detail}",
        account="dgsn-x",
        scope=LostScope("followers"),
        reason=Reason.LIMIT,
        detail=Phrase("X asks us to wait"),
    )

    assert without_marks(tell(lost, language("ar"))) == (
        "dgsn-x: لم يُقرأ عدد المنخرطين (بلوغ حد المنصة): يطلب منا إكس الانتظار"
    )
    assert tell(Phrase("terms of {platform}", platform=PlatformName("x")), language("fr")) == (
        "conditions de X"
    )


def test_what_no_catalogue_knows_is_told_in_english() -> None:
    earlier = restored('{"say": "A sentence of {which} version.", "with": {"which": "an early"}}')

    assert tell(earlier, language("fr")) == "A sentence of an early version."
    assert tell("as it was kept", language("ar")) == "as it was kept"
    assert tell(joined_phrase("; ", ["a", "b"]), language("fr")) == "a\u202f; b"
    assert without_marks(tell(joined_phrase("; ", ["a", "b"]), language("ar"))) == "a؛ b"
