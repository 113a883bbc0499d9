"""What staff write in registers for our words, in Arabic, French and English.

The words that stand in the catalogues are taken and offered; a few more are taken.
"""

from __future__ import annotations

from collections.abc import Mapping

from metrics.activity import PRINTED_TOTAL, ActivityKind
from metrics.texts.phrases import Phrase
from metrics.texts.spoken import meant
from words import CODES, language
from words.names import activity_name
from words.telling import tell

OTHERS = ("ar", "fr")
"""The languages whose words stand beside the keys, which are English."""
STAND_WORDS = {"yes": Phrase("yes"), "no": Phrase("no"), "check": Phrase("check")}
"""Whether an activity counts in the total, or is one that was printed."""
PRECISION_WORDS = {
    "exact": Phrase("exact"),
    "thousand": Phrase("thousand"),
    "about": Phrase("about"),
    "at_least": Phrase("at_least"),
}
"""How a figure was printed."""
REGISTER_WORDS: Mapping[str, Mapping[str, Phrase]] = {
    "outcome": {
        "true": Phrase("true"),
        "fabricated": Phrase("fabricated"),
        "inaccurate": Phrase("inaccurate"),
        "open": Phrase("open"),
    },
    "answer": {
        "communique": Phrase("communique"),
        "denial": Phrase("denial"),
        "rectification": Phrase("rectification"),
        "none": Phrase("none"),
    },
}
"""What a content turned out to be, and how the office answered."""
MORE_WORDS = {
    "check": ("contrôle", "للتحقق"),
    "exact": ("exacte", "مضبوط"),
    "thousand": ("au millier", "بالآلاف", "إلى الألف"),
    "about": ("à peu près", "approximatif", "حوالي", "نحو"),
    "at_least": ("plus de", "أكثر من", "ما لا يقل عن"),
    "true": ("vrai", "vraie", "صحيحة"),
    "fabricated": ("fabriqué", "inventée", "مفبرك", "زائف"),
    "inaccurate": ("inexacte", "غير دقيقة"),
    "open": ("ouvert", "en suspens", "مفتوح"),
    "none": ("aucun", "دون"),
}


def understood(word: str, known: Mapping[str, Phrase]) -> str | None:
    """The key of a word of a register, in any language; None where it is none."""
    return meant(
        word,
        {
            key: (*(tell(phrase, language(code)) for code in OTHERS), *MORE_WORDS.get(key, ()))
            for key, phrase in known.items()
        },
    )


def kind_names(kind: str, kinds: Mapping[str, ActivityKind]) -> dict[str, str]:
    """What a kind of activity is called, by language: as it is declared, else by us."""
    declared = kinds[kind].names if kind in kinds else {}
    names = {code: activity_name(kind, language(code), {}) for code in CODES}
    return names if kind == PRINTED_TOTAL else names | dict(declared)
