"""The form by which an administrator closes a year."""

from __future__ import annotations

from collections.abc import Iterator

from storage.sealed_years import sealed, years_on_file
from web.entering.fields import EntryField, EntryForm, FormDesk

AS_IT_IS = "as_it_is"


def _fields(desk: FormDesk) -> Iterator[EntryField]:
    say, zone = desk.words.say, desk.settings.zone()
    years = [str(year) for year in years_on_file(desk.store, zone) if not sealed(desk.store, year)]
    hint = say(
        "Look at the provisional paper under Yearly balance first: a year is closed for ever."
    )
    yield EntryField(
        "year",
        say("year"),
        "select",
        hint=hint,
        choices=[(year, year) for year in years],
        is_needed=True,
    )
    hint = say("only where a part of the year is not known; it is printed")
    yield EntryField(AS_IT_IS, say("why it is closed as it is"), hint=hint)


def _no_rows(desk: FormDesk, number: int) -> None:
    """A closed year is corrected by nobody."""
    del desk, number


CLOSING = EntryForm(
    "year",
    lambda words: words.say("Close a year"),
    _fields,
    frozenset(),
    _no_rows,
    linked=frozenset({"year"}),
    for_administrators=True,
)
