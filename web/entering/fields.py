"""What a form is made of: its fields, worded, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from entries.texts import in_languages
from metrics.quantity import Precision
from metrics.texts.wordings import wording_columns
from settings import Settings
from storage import Store
from storage.registers.wordings import wordings
from words import Language
from words.bidi import isolated
from words.names import precision_name

Choices = Sequence[tuple[str, str]]
REASON, FIND, KNOWINGLY = "reason", "find", "knowingly"
Texts = Mapping[str, str]
"""What stands in the fields of a form, by their names."""


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of a form."""

    name: str
    label: str
    kind: str = "text"
    """`text`, `date`, `select`, `search`, or `posts`: any number of its choices; `step`: a choice
    on which the other fields depend; `chosen`: what was chosen so, which stays; `looked`: what
    was chosen to be looked at alone."""
    hint: str = ""
    button: str = ""
    """Of a `step`: by which the other fields are asked for."""
    choices: Choices = ()
    is_needed: bool = False
    value: str = ""
    problem: str = ""
    """What is wrong with what was filled in."""
    is_fixed: bool = False
    """Whether it names the entry that is corrected, and stays as it is."""
    is_more: bool = False
    """Whether it is folded away with others that few entries need."""

    @property
    def shown(self) -> str:
        """What stands in it, in the words of its choice."""
        return dict(self.choices).get(self.value, self.value)

    @property
    def picked(self) -> frozenset[str]:
        """Of `posts`: those that are chosen."""
        return frozenset(self.value.split())

    @property
    def typed(self) -> str:
        """Of `posts`: what is chosen and stands in no list."""
        return " ".join(name for name in self.value.split() if name not in dict(self.choices))


@dataclass(frozen=True, slots=True)
class FormDesk:
    """What the fields of a form depend on."""

    store: Store
    settings: Settings
    words: Language
    today: date
    """In the institution's zone."""
    texts: Texts = field(default_factory=dict)
    """What stands in the fields."""


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A form by which something is entered, and corrected."""

    name: str
    """In the address."""
    title: Callable[[Language], str]
    fields: Callable[[FormDesk], Iterator[EntryField]]
    subject: frozenset[str]
    """The fields that say which entry it is: they stay when it is corrected."""
    on_file: Callable[[FormDesk, int], Texts | None]
    """What is in force in a row of the register; None where there is none."""
    register: str = ""
    """The register that holds it; empty: none does."""
    linked: frozenset[str] = frozenset()
    """The fields that a link may fill in."""
    for_administrators: bool = False
    """Whether editors do not have it."""

    def as_on_file(self, desk: FormDesk, number: int) -> Texts | None:
        """What is in force in a row of the register, its texts in every language they are given in.

        None where there is nothing.
        """
        texts = self.on_file(desk, number)
        return None if texts is None else in_languages(texts, wordings(desk.store))

    def filled(self, desk: FormDesk, *, corrects: bool) -> list[EntryField]:
        """Its fields with what stands in them."""
        fields = [*self.fields(desk), *([_reason(desk.words)] if corrects else ())]
        return [
            replace(
                each,
                value=desk.texts.get(each.name, each.value),
                is_fixed=corrects and each.name in self.subject,
            )
            for each in fields
        ]


def _reason(words: Language) -> EntryField:
    return EntryField(REASON, words.say("reason of the correction"), is_needed=True)


def knowingly_field(words: Language, value: str = "") -> EntryField:
    """Why something is kept although it looks as if it told of a person."""
    hint = words.say("only if it shall stand as it is; the reason is kept with who gave it")
    return EntryField(KNOWINGLY, words.say("why it is kept all the same"), hint=hint, value=value)


def period_field(desk: FormDesk) -> EntryField:
    """The period of a count."""
    hint = isolated("2026, 2026-03, 2026-W46, 2026-03-09")
    return EntryField("period", desk.words.say("period"), hint=hint, is_needed=True)


def precision_field(desk: FormDesk) -> EntryField:
    """How closely a number is known."""
    choices = [
        (precision.value, precision_name(precision, desk.words))
        for precision in Precision
        if precision is not Precision.AT_MOST
    ]
    return EntryField("precision", desk.words.say("precision"), "select", choices=choices)


def source_field(desk: FormDesk, *, is_needed: bool = False) -> EntryField:
    """Where it stands written."""
    return EntryField("source", desk.words.say("source"), is_needed=is_needed)


def wording_fields(desk: FormDesk, *columns: str) -> Iterator[EntryField]:
    """The texts of an entry in each language, for whoever reads in it."""
    say = desk.words.say
    labels = {
        "source_ar": say("source in Arabic"),
        "source_fr": say("source in French"),
        "source_en": say("source in English"),
        "coverage_ar": say("what the number covers, in Arabic"),
        "coverage_fr": say("what the number covers, in French"),
        "coverage_en": say("what the number covers, in English"),
        "note_ar": say("note in Arabic"),
        "note_fr": say("note in French"),
        "note_en": say("note in English"),
    }
    for name in wording_columns(*columns):
        yield EntryField(name, labels[name], is_more=True)


def note_field(desk: FormDesk) -> EntryField:
    """Anything to remember."""
    return EntryField("note", desk.words.say("note"))
