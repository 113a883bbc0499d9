"""The forms: which fields each has, worded, and with what one is filled that corrects an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from entries.registers import event_accounts
from entries.texts import activity_texts, event_texts
from metrics.activity import PRINTED_TOTAL, Stand
from metrics.languages import LANGUAGES
from metrics.quantity import Precision
from settings import Settings
from storage import Store
from storage.registers.activities import activity_numbered
from storage.registers.printed import event_numbered
from words import Language
from words.names import activity_name, precision_name

Choices = Sequence[tuple[str, str]]
REASON = "reason"


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of a form."""

    name: str
    label: str
    kind: str = "text"
    """`text`, `date` or `select`."""
    hint: str = ""
    choices: Choices = ()
    is_needed: bool = False
    value: str = ""
    problem: str = ""
    """What is wrong with what was filled in."""
    is_fixed: bool = False
    """Whether it names the entry that is corrected, and stays as it is."""

    @property
    def shown(self) -> str:
        """What stands in it, in the words of its choice."""
        return dict(self.choices).get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class FormDesk:
    """What the fields of a form depend on."""

    store: Store
    settings: Settings
    words: Language


Texts = Mapping[str, str]


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

    def filled(self, desk: FormDesk, texts: Texts, *, corrects: bool) -> list[EntryField]:
        """Its fields with what stands in them."""
        fields = [*self.fields(desk), *([_reason(desk.words)] if corrects else ())]
        return [
            replace(
                field,
                value=texts.get(field.name, field.value),
                is_fixed=corrects and field.name in self.subject,
            )
            for field in fields
        ]


def _reason(words: Language) -> EntryField:
    return EntryField(REASON, words.say("reason of the correction"), is_needed=True)


def _activity_fields(desk: FormDesk) -> Iterator[EntryField]:
    say = desk.words.say
    yield period_field(desk)
    every = (*desk.settings.activity_kinds(), PRINTED_TOTAL)
    kinds = [(kind, _kind_name(desk, kind)) for kind in every]
    yield EntryField("kind", say("kind"), "select", choices=kinds, is_needed=True)
    yield EntryField("count", say("number"), is_needed=True)
    yield precision_field(desk)
    stands = (
        ("", say("as its kind does")),
        (Stand.YES.value, say("yes")),
        (Stand.NO.value, say("no")),
        (Stand.CHECK.value, say("it is itself a printed total")),
    )
    yield EntryField("in_total", say("counts in the total"), "select", choices=stands)
    yield source_field(desk, is_needed=True)
    yield EntryField("coverage", say("what the number covers"))
    yield note_field(desk)


def _kind_name(desk: FormDesk, kind: str) -> str:
    return activity_name(kind, desk.words, desk.settings.kind_names(kind))


def _activity_on_file(desk: FormDesk, number: int) -> Texts | None:
    activity = activity_numbered(desk.store, number)
    return None if activity is None else activity_texts(activity)


def _event_fields(desk: FormDesk) -> Iterator[EntryField]:
    say = desk.words.say
    yield EntryField("first_day", say("first day"), "date", is_needed=True)
    yield EntryField("last_day", say("last day (included)"), "date")
    labels = {
        "ar": say("name in Arabic"),
        "fr": say("name in French"),
        "en": say("name in English"),
    }
    for code in LANGUAGES:
        yield EntryField(f"name_{code}", labels[code], hint=say("one of the names is needed"))
    if accounts := event_accounts(desk.settings):
        names = [("", say("none")), *((name, name) for name in accounts)]
        yield EntryField("account", say("account opened for it"), "select", choices=names)
    yield source_field(desk)
    yield note_field(desk)


def _event_on_file(desk: FormDesk, number: int) -> Texts | None:
    event = event_numbered(desk.store, number)
    return None if event is None else event_texts(event)


def period_field(desk: FormDesk) -> EntryField:
    """The period of a count."""
    hint = desk.words.inset("2026, 2026-03, 2026-W46, 2026-03-09")
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


def note_field(desk: FormDesk) -> EntryField:
    """Anything to remember."""
    return EntryField("note", desk.words.say("note"))


FORMS: Mapping[str, EntryForm] = {
    form.name: form
    for form in (
        EntryForm(
            "activity",
            lambda words: words.say("Activity of a period"),
            _activity_fields,
            frozenset({"period", "kind", "source"}),
            _activity_on_file,
        ),
        EntryForm(
            "event",
            lambda words: words.say("Event on charts"),
            _event_fields,
            frozenset({"first_day"}),
            _event_on_file,
        ),
    )
}
"""By name, in the order in which they are listed."""
