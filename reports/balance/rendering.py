"""A balance in each format; and for whom it is worded."""

from __future__ import annotations

from datetime import timedelta

from reports.balance.chapters import compose
from reports.balance.charts import pictures
from reports.balance.document import Paragraph
from reports.balance.facts import Balance
from reports.balance.json_contract import as_json
from reports.balance.page import page
from reports.balance.pdf import paper
from reports.balance.word import word
from reports.balance.wording import PostKey, Reader, names
from reports.balance.workbook import book
from settings import Settings
from storage import Store
from storage.series import posts
from words import language, notices

DRAWN = {"html": "svg", "pdf": "svg", "docx": "png"}
"""In which form the charts of each format are drawn."""
A_SECOND = timedelta(seconds=1)
SETTERS = {"html": page, "pdf": paper, "docx": word}


def reader_of(store: Store, settings: Settings, balance: Balance, code: str) -> Reader:
    """For whom a balance is worded: a language, and the names and texts that are on file.

    Raises:
        ValueError: the program does not speak the language.
    """
    words = language(code)
    return Reader(
        language=words,
        zone=settings.zone(),
        institution=words.names(settings.institution.name),
        names=names(balance, words),
        titles=_titles(store, balance),
        topics={key: one.name for key, one in settings.topics.items()},
        kinds={key: kind.names for key, kind in settings.activity_kinds().items()},
        plurals={key: kind.plurals for key, kind in settings.activity_kinds().items()},
        events=settings.balance.event,
        season_kinds=settings.balance.season_kinds,
        warning=notices.demonstration(words) if settings.is_simulated else None,
    )


def render(store: Store, balance: Balance, reader: Reader, form: str) -> bytes:
    """The balance as a file: `html`, `pdf`, `docx`, `xlsx` or `json`.

    Raises:
        KeyError: another format was asked for.
    """
    if form == "json":
        return as_json(balance, reader)
    if form == "xlsx":
        return book(balance, reader)
    drawn = tuple(pictures(store, balance, reader, DRAWN[form]))
    return SETTERS[form](compose(balance, reader, drawn))


def text(balance: Balance, reader: Reader) -> str:
    """The balance as plain text: its cover lines and its sentences."""
    document = compose(balance, reader)
    told = [part.text for part in document.parts if isinstance(part, Paragraph)]
    warning = [document.warning] if document.warning else []
    head = [document.institution, document.title, *document.lines, *warning]
    return "\n".join([*head, "", *told])


def _titles(store: Store, balance: Balance) -> dict[PostKey, str]:
    """The texts of the best posts, as far as they are still on file."""
    found: dict[PostKey, str] = {}
    for top_post in balance.best:
        until = top_post.published_at + A_SECOND
        for post in posts(store, top_post.account, top_post.published_at, until):
            if post.text:
                found[top_post.account, top_post.published_at] = post.text
    return found
