"""A balance as a paper and as a workbook, in each format; and for whom it is worded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from documents.docx import document_as_docx
from documents.html import document_as_html
from documents.model import Document, Heading, Paragraph, Part, Picture
from documents.pdf import document_as_pdf
from documents.xlsx import workbook
from metrics.periods import local_day
from queries.wordings import of_the_office
from reports.balance.chapters import CHAPTERS, SHEETS, front_page
from reports.balance.charts import FRONT, pictures
from reports.balance.facts import Balance
from reports.balance.json_contract import as_json
from reports.balance.sentences import sentences
from reports.balance.wording import PostKey, Reader, inset_foreign, names
from settings import Settings
from storage import Store
from storage.accounts import if_enrolled
from storage.post_query import PostQuery, latest_posts
from words import language, notices

DRAWN = {"html": "svg", "pdf": "svg", "docx": "png"}
"""In which form the charts of each format are drawn."""
A_SECOND = timedelta(seconds=1)
SETTERS = {"html": document_as_html, "pdf": document_as_pdf, "docx": document_as_docx}


def reader_of(store: Store, settings: Settings, balance: Balance, code: str) -> Reader:
    """For whom a balance is worded: a language, and the names and texts that are on file.

    Raises:
        ValueError: the program does not speak the language.
    """
    words = of_the_office(language(code), store)
    return Reader(
        language=words,
        zone=settings.zone(),
        institution=words.names(settings.institution.name),
        names=names(balance, words, settings.account_titles()),
        account_titles=settings.account_titles(),
        titles=_titles(store, balance),
        topics={key: topic.name for key, topic in settings.topics.items()},
        kinds={key: kind.names for key, kind in settings.activity_kinds().items()},
        plurals={key: kind.plurals for key, kind in settings.activity_kinds().items()},
        events=settings.balance.event,
        season_kinds=settings.balance.season_kinds,
        warning=notices.demonstration(words) if settings.is_simulated else None,
        brand=settings.brand(),
    )


def render(store: Store, balance: Balance, reader: Reader, form: str) -> bytes:
    """The balance as a file: `html`, `pdf`, `docx`, `xlsx` or `json`.

    Raises:
        KeyError: another format was asked for.
    """
    if form == "json":
        return as_json(balance, reader)
    if form == "xlsx":
        tables = (table_of(balance, reader) for table_of in SHEETS)
        sheets = ((table.caption, table) for table in tables)
        return workbook(sheets, reader.language, reader.zone)
    drawn = tuple(pictures(store, balance, reader, DRAWN[form]))
    return SETTERS[form](compose(balance, reader, drawn))


def text(balance: Balance, reader: Reader) -> str:
    """The balance as plain text: its cover lines and its sentences."""
    document = compose(balance, reader)
    paragraphs = [part.text for part in document.parts if isinstance(part, Paragraph)]
    warning = [document.warning] if document.warning else []
    head = [document.institution, document.title, *document.lines, *warning]
    return "\n".join([*head, "", *paragraphs])


def _titles(store: Store, balance: Balance) -> dict[PostKey, str]:
    """The texts of the best posts, as far as they are still on file."""
    texts: dict[PostKey, str] = {}
    for top_post in (*balance.most_viewed, *balance.best):
        at = top_post.published_at
        wanted = PostQuery(top_post.account, at, at + A_SECOND, in_files=True)
        for post in if_enrolled(partial(latest_posts, store, wanted)) or []:
            if post.text:
                texts[top_post.account, at] = post.text
    return texts


def compose(balance: Balance, reader: Reader, drawn: Sequence[Picture] = ()) -> Document:
    """The paper of a balance. `drawn` stand after the chapter of their name."""
    language = reader.language
    return Document(
        language=language,
        zone=reader.zone,
        institution=reader.institution,
        title=language.say("Yearly balance {year}", year=balance.year),
        lines=tuple(_cover(balance, reader)),
        parts=tuple(_parts(balance, reader, drawn)),
        warning=reader.warning,
        brand=reader.brand,
    )


def _cover(balance: Balance, reader: Reader) -> Iterator[str]:
    """How far the paper may be relied on: closed or not, and up to which day."""
    language = reader.language
    say = language.say
    if balance.closed_at is not None:
        day = language.date(local_day(balance.closed_at, reader.zone))
        yield say("Closed on {day}; later corrections stand beside its figures.", day=day)
        if balance.as_it_is:
            reason = inset_foreign(balance.as_it_is, language)
            yield say("Closed although known in part alone: {reason}", reason=reason)
    else:
        yield say("Provisional: the year is not closed.")
    if balance.is_measured:
        yield say("Readings until {day}.", day=language.date(balance.as_of))
    elif balance.is_told_later:
        yield say("Nothing was read in this year: the figures were told later, or printed.")
    elif not balance.is_empty:
        yield say("From printed figures alone: they are of the year, no day is known.")


def _parts(balance: Balance, reader: Reader, drawn: Sequence[Picture]) -> Iterator[Part]:
    say = reader.language.say
    if balance.is_empty:
        yield Paragraph(
            say(
                "Nothing is on file for the year {year}: no reading, no printed figure, no"
                " activity. Nothing is therefore told of it.",
                year=balance.year,
            )
        )
        return
    yield from front_page(balance, reader, [picture for picture in drawn if picture.name == FRONT])
    worded = sentences(balance, reader)
    if worded:
        yield Heading(say("In sentences"))
        yield from (Paragraph(sentence.text) for sentence in worded)
    for chapter, places in CHAPTERS:
        yield from chapter(balance, reader)
        yield from (picture for picture in drawn if picture.name.startswith(places))
