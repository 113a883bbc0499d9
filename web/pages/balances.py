"""The yearly balance: the years there are, one year in full, and its files."""

from __future__ import annotations

from charts import render_figure
from documents.html import shown_parts
from documents.model import Foreign, Picture
from documents.wording import texts
from metrics.periods import YEARS
from reports import balance
from reports.balance.charts import FRONT, drawings
from reports.balance.rendering import compose
from storage import Store
from storage.sealed_years import sealed, years_on_file
from web.errors import NotHere
from web.guard import ENTER
from web.pages.pictures import shown, wants_narrow
from web.site import Site, Visitor
from web.views import Drawing, Page
from words.telling import tell

FORMS = ("pdf", "docx", "xlsx", "html", "json")


def list_balances(store: Store, site: Site, visitor: Visitor) -> Page:
    """The years of which something is on file, the newest first, and which of them are closed."""
    words = visitor.language
    this = site.today.year
    years = [
        (visitor.link(f"/balance/{year}"), str(year), _state(store, year, this, visitor))
        for year in years_on_file(store, site.settings.zone())
        if year <= this
    ]
    nothing = words.say("Nothing is on file of any year yet.")
    return Page("balances.html", words.say("Yearly balance"), {"years": years, "nothing": nothing})


def view(store: Store, site: Site, visitor: Visitor) -> Page:
    """The balance of one year, as far as it is known now."""
    year = _year(visitor)
    facts = paper_facts(store, site, visitor, year)
    if site.may_administer(visitor.user) and sealed(store, year) is None:
        facts |= _closing(year, site, visitor)
    return Page("balance.html", str(facts["paper_title"]), facts)


def _closing(year: int, site: Site, visitor: Visitor) -> dict[str, object]:
    """The way to close a year, or why it cannot be closed yet."""
    why = balance.why_not_yet_closable(year, site.today)
    if why is not None:
        return {"not_over": tell(why, visitor.language)}
    way = visitor.link(f"{ENTER}/year", year=str(year))
    return {"closing": way, "closing_words": visitor.language.say("Close this year")}


def paper_facts(store: Store, site: Site, visitor: Visitor, year: int) -> dict[str, object]:
    """What a page needs to show the paper of a year."""
    found = balance.draw(store, site.settings, year, None, site.clock())
    reader = balance.reader_of(store, site.settings, found, visitor.language.code)
    drawn = [(name, title) for name, _, title in drawings(store, found, reader) if name != FRONT]
    document = compose(found, reader, [Picture(name, "svg", b"", title) for name, title in drawn])
    return {
        "paper_title": document.title,
        "document": document,
        "charts": {
            name: shown(title, f"/chart/balance/{year}/{name}", visitor) for name, title in drawn
        },
        "paper_parts": shown_parts(document),
        "cells": texts,
        "is_foreign": lambda text: isinstance(text, Foreign),
        "rows_of": lambda part: visitor.language.count("{n} row", "{n} rows", len(part.rows)),
        "downloads_title": visitor.language.say("Download"),
        "downloads": [
            (form.upper(), visitor.link(f"/balance/{year}.{form}", lang=visitor.language.code))
            for form in FORMS
        ],
    }


def download_balance(store: Store, site: Site, visitor: Visitor) -> Drawing:
    """The balance of one year as a file; it holds charts, so it is made where charts are drawn."""
    del store
    year, form, code = _year(visitor), visitor.names["form"], visitor.language.code

    def make() -> bytes:
        with site.open_store() as opened:
            drawn = balance.draw(opened, site.settings, year, None, site.clock())
            reader = balance.reader_of(opened, site.settings, drawn, code)
            return balance.render(opened, drawn, reader, form)

    return Drawing(make, form, f"balance-{year}.{code}", saved=True)


def balance_picture(store: Store, site: Site, visitor: Visitor) -> Drawing:
    """A chart of the balance of one year, by its name."""
    del store
    year, form, code = _year(visitor), visitor.names["form"], visitor.language.code
    name = visitor.names["chart"]

    def make() -> bytes:
        with site.open_store() as opened:
            drawn = balance.draw(opened, site.settings, year, None, site.clock())
            reader = balance.reader_of(opened, site.settings, drawn, code)
            offered = drawings(opened, drawn, reader, narrow=wants_narrow(visitor))
            draw = {each: draw for each, draw, _ in offered}.get(name)
            if draw is None:
                raise NotHere(visitor.path)
            return render_figure(draw(), form)

    file = f"balance-{year}-{name.replace('/', '-')}.{code}"
    return Drawing(make, form, file, saved="save" in visitor.args)


def _year(visitor: Visitor) -> int:
    year = int(visitor.names["year"])
    if year not in YEARS:
        raise NotHere(visitor.path)
    return year


def _state(store: Store, year: int, this: int, visitor: Visitor) -> str:
    if sealed(store, year) is not None:
        return visitor.language.say("closed for ever")
    if year == this:
        return visitor.language.say("so far")
    return visitor.language.say("provisional")
