"""The forms that administrators alone have: closing a year, taking a file back."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.periods import local_day
from metrics.texts.phrases import Phrase
from storage.history.source_files import FileOnRecord, files_taken
from storage.sealed_years import sealed, years_on_file
from web.entering.fields import REASON, EntryField, EntryForm, FormDesk
from words.bidi import isolated
from words.telling import tell

YEAR, AS_IT_IS = "year", "as_it_is"


def _year_fields(desk: FormDesk) -> Iterator[EntryField]:
    """First the year; once it is chosen, and its paper is shown, what else is to be said of it."""
    say, years = desk.words.say, _open_years(desk)
    chosen = desk.texts.get(YEAR)
    if chosen not in years:
        choices = [(year, _year_named(year, why, desk)) for year, why in years.items()]
        button = say("Show its provisional paper")
        yield EntryField(YEAR, say("year"), "step", choices=choices, button=button)
        return
    if (why := years[chosen]) is not None:
        hint = say("{why}. Its provisional paper stands below.", why=tell(why, desk.words))
        yield EntryField(YEAR, say("year"), "looked", hint=hint)
        return
    hint = say("A year is closed for ever: its paper stands below, as it would be kept.")
    yield EntryField(YEAR, say("year"), "chosen", hint=hint)
    hint = say("only where a part of the year is not known; it is printed")
    yield EntryField(AS_IT_IS, say("why it is closed as it is"), hint=hint)


def _open_years(desk: FormDesk) -> dict[str, Phrase | None]:
    """The years that are not closed, the newest first, each with why it cannot be closed yet."""
    # Not above: it brings matplotlib, which the process that writes spares itself.
    from reports.balance import why_not_yet_closable

    years = years_on_file(desk.store, desk.settings.zone())
    return {
        str(year): why_not_yet_closable(year, desk.today)
        for year in sorted(years, reverse=True)
        if year <= desk.today.year and not sealed(desk.store, year)
    }


def _year_named(year: str, why: Phrase | None, desk: FormDesk) -> str:
    return year if why is None else desk.words.say("{year} (not over)", year=year)


def _file_fields(desk: FormDesk) -> Iterator[EntryField]:
    say = desk.words.say
    files = [(str(each.id), _file_named(each, desk)) for each in files_taken(desk.store)]
    chosen = say("what it told stays on file and answers nothing")
    yield EntryField("file", say("file"), "select", chosen, choices=files[::-1], is_needed=True)
    yield EntryField(REASON, say("why it is taken back"), is_needed=True)


def _file_named(record: FileOnRecord, desk: FormDesk) -> str:
    taken = desk.words.date(local_day(record.taken_at, desk.settings.zone()))
    return " · ".join((str(record.id), record.file.account, isolated(record.file.name), taken))


def _no_rows(desk: FormDesk, number: int) -> None:
    """Neither is a row of a register: what was done is corrected by nobody."""
    del desk, number


CLOSING = EntryForm(
    "year",
    lambda words: words.say("Close a year"),
    _year_fields,
    frozenset(),
    _no_rows,
    linked=frozenset({YEAR}),
    for_administrators=True,
)
UNDO = EntryForm(
    "undo",
    lambda words: words.say("Take a file back"),
    _file_fields,
    frozenset(),
    _no_rows,
    linked=frozenset({"file"}),
    for_administrators=True,
)
