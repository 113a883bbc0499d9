"""The forms of what is counted and printed: activities of a period, events, printed figures."""

from __future__ import annotations

from collections.abc import Iterator

from entries.hand import event_accounts
from entries.texts import activity_texts, event_texts, figure_texts, period_texts
from imports.figures import METRICS
from metrics.activity import PRINTED_TOTAL, Stand
from metrics.calendar import Certainty
from metrics.languages import LANGUAGES
from queries.calendar import seasons_of
from storage.registers.activities import activity_numbered
from storage.registers.periods import calendar_period_numbered
from storage.registers.printed import event_numbered, figure_numbered
from web.entering.fields import (
    EntryField,
    EntryForm,
    FormDesk,
    Texts,
    note_field,
    period_field,
    precision_field,
    source_field,
    wording_fields,
)
from words.accounts import account_label
from words.bidi import isolated
from words.names import activity_name, figure_name


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
    yield from wording_fields(desk, "source", "coverage", "note")


def _kind_name(desk: FormDesk, kind: str) -> str:
    return activity_name(kind, desk.words, desk.settings.kind_names(kind))


def _activity_on_file(desk: FormDesk, number: int) -> Texts | None:
    activity = activity_numbered(desk.store, number)
    return None if activity is None else activity_texts(activity)


def _event_fields(desk: FormDesk) -> Iterator[EntryField]:
    say = desk.words.say
    yield EntryField("first_day", say("first day"), "date", is_needed=True)
    yield EntryField("last_day", say("last day (included)"), "date")
    yield from _name_fields(desk, say("one of the names is needed"))
    if accounts := event_accounts(desk.settings):
        names = [("", say("none")), *((name, name) for name in accounts)]
        yield EntryField("account", say("account opened for it"), "select", choices=names)
    yield source_field(desk)
    yield note_field(desk)
    yield from wording_fields(desk, "source", "note")


def _name_fields(desk: FormDesk, hint: str) -> Iterator[EntryField]:
    say = desk.words.say
    labels = {
        "ar": say("name in Arabic"),
        "fr": say("name in French"),
        "en": say("name in English"),
    }
    for code in LANGUAGES:
        yield EntryField(f"name_{code}", labels[code], hint=hint)


def _period_fields(desk: FormDesk) -> Iterator[EntryField]:
    say = desk.words.say
    seasons = seasons_of(desk.settings, desk.store).seasons
    known = [(season.key, desk.words.names(season.names)) for season in seasons]
    hint = say("one that is known, by its name, or a new one in small letters a-z")
    yield EntryField(
        "season", say("period of the calendar"), hint=hint, choices=known, is_needed=True
    )
    years = isolated("1448, 2026, 2025-2026")
    yield EntryField("label", say("its year"), hint=years, is_needed=True)
    yield EntryField("first_day", say("first day"), "date", is_needed=True)
    yield EntryField("last_day", say("last day (included)"), "date")
    certainties = (
        (Certainty.DECLARED.value, say("declared")),
        (Certainty.ESTIMATED.value, say("computed, and declared by nobody yet")),
    )
    yield EntryField("certainty", say("its days are"), "select", choices=certainties)
    yield from _name_fields(desk, say("only of a period that is not known yet"))
    yield source_field(desk, is_needed=True)
    yield note_field(desk)
    yield from wording_fields(desk, "source", "note")


def _period_on_file(desk: FormDesk, number: int) -> Texts | None:
    entry = calendar_period_numbered(desk.store, number)
    return None if entry is None else period_texts(entry)


def _event_on_file(desk: FormDesk, number: int) -> Texts | None:
    event = event_numbered(desk.store, number)
    return None if event is None else event_texts(event)


def _figure_fields(desk: FormDesk) -> Iterator[EntryField]:
    say = desk.words.say
    yield period_field(desk)
    yield EntryField("as_of", say("the day that it tells, where one is printed"), "date")
    names = [
        (account.name, account_label(account, desk.words)) for account in desk.settings.accounts
    ]
    yield EntryField("account", say("account"), choices=names, is_needed=True)
    metrics = [(metric, figure_name(metric, desk.words)) for metric in METRICS]
    yield EntryField("metric", say("counted"), choices=metrics, is_needed=True)
    hint = isolated("317074, 12.5%")
    yield EntryField("value", say("number"), hint=hint, is_needed=True)
    yield precision_field(desk)
    yield source_field(desk, is_needed=True)
    yield note_field(desk)
    yield from wording_fields(desk, "source", "note")


def _figure_on_file(desk: FormDesk, number: int) -> Texts | None:
    figure = figure_numbered(desk.store, number)
    return None if figure is None else figure_texts(figure)


ACTIVITY = EntryForm(
    "activity",
    lambda words: words.say("Activity of a period"),
    _activity_fields,
    frozenset({"period", "kind", "source"}),
    _activity_on_file,
    "activity",
)
EVENT = EntryForm(
    "event",
    lambda words: words.say("Event on charts"),
    _event_fields,
    frozenset({"first_day"}),
    _event_on_file,
    "event",
)
PERIOD = EntryForm(
    "period",
    lambda words: words.say("Period of the calendar"),
    _period_fields,
    frozenset({"season", "label"}),
    _period_on_file,
    "calendar_period",
)
FIGURE = EntryForm(
    "figure",
    lambda words: words.say("Printed figure"),
    _figure_fields,
    frozenset({"period", "as_of", "account", "metric", "source"}),
    _figure_on_file,
    "printed_figure",
)
