"""The questions: each a form; its answer as a table with notes, as a chart, and as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.csv import table_as_csv
from documents.json import table_as_json
from documents.model import Cell, Column, Content, Foreign, Row, Table
from documents.xlsx import table_as_xlsx
from metrics.errors import HasilaError
from metrics.texts.phrases import said_by
from queries.questions import PRIVATE_QUESTIONS, QUESTIONS
from queries.questions.keeping import SPEND
from queries.request import Question
from storage import Store
from web.errors import MayNotSee, NotHere
from web.forms import asked, form_fields
from web.guard import ENTER
from web.pages.pictures import METRICS, shown
from web.site import Site, Visitor
from web.views import File, Page, Shown
from words.telling import tell

MOST_ROWS = 1000
FORMATS = ("csv", "json", "xlsx")
"""The forms in which an answer can be had as a file."""
CHARTS = {
    "followers": "/chart/followers",
    "growth": "/chart/growth",
    "top": "/chart/posts",
}
"""The chart that shows what a question tells."""
CHARTED = ("in", "since", "until", "last", "account", "platform", "by", "metric")
"""What a chart heeds of what was filled in."""
CORRECTED_BY = {
    "activity": "activity",
    "statement": "statement",
    "event": "event",
    "calendar_period": "period",
    "printed_figure": "figure",
}
"""The form that corrects an entry of a register."""
UNDO = "undo"
"""The form that takes a file back."""
UNCHARTED = frozenset({"topic", "age"})
"""What no chart heeds: it would tell something else than the answer."""


def list_questions(store: Store, site: Site, visitor: Visitor) -> Page:
    """Every question, with what it asks."""
    del store
    words = visitor.language
    listed = [
        (visitor.link(f"/ask/{name}"), question.title(words), name)
        for name, question in QUESTIONS.items()
        if _may_ask(name, site, visitor)
    ]
    return Page("questions.html", words.say("Questions"), {"questions": listed})


def view(store: Store, site: Site, visitor: Visitor) -> Page:
    """One question: its form, and the answer to what was filled in."""
    question, words = _named(site, visitor), visitor.language
    facts: dict[str, object] = {
        "action": visitor.path,
        "lang": words.code if visitor.chose else None,
        "fields": form_fields(question, store, site, visitor),
        "ask": words.say("Ask"),
        "needed": words.say("(needed)"),
        "notes_title": words.say("Notes"),
        "command": f"ask {question.name}",
    }
    if "post" in question.options and "post" not in visitor.args:
        return Page("question.html", question.title(words), facts)
    try:
        answer = question.ask(asked(question, store, site, visitor))
    except HasilaError as error:
        return Page(
            "question.html",
            question.title(words),
            {**facts, "wrong": tell(said_by(error), words)},
            400,
        )
    facts |= {
        "table": _table(answer, site, visitor),
        "notes": answer.notes,
        "chart": _chart(question, visitor),
        "way": _way_to_post(question, answer, visitor),
        "downloads": _downloads(visitor),
        "downloads_title": words.say("Download"),
    }
    return Page("question.html", question.title(words), facts)


def _way_to_post(question: Question, answer: Table, visitor: Visitor) -> Cell | None:
    """The page of the post that was asked about; None where several may be meant."""
    posts = {(_text(row.get("account")), _text(row.get("post"))) for row in answer.rows}
    if "post" not in question.options or len(posts) != 1:
        return None
    ((account, post),) = posts
    words = visitor.language.say("The page of this post")
    return Cell(words, href=visitor.link(f"/post/{account}/{post}"))


def download_answer(store: Store, site: Site, visitor: Visitor) -> File:
    """The answer as a file; CSV with the mark by which Excel knows UTF-8."""
    question, form = _named(site, visitor), visitor.names["form"]
    answer = question.ask(asked(question, store, site, visitor))
    match form:
        case "csv":
            content = table_as_csv(answer)
        case "json":
            content = table_as_json(answer).encode()
        case _:
            content = table_as_xlsx(answer, visitor.language, site.settings.zone())
    return File(content, form, f"{question.name}.{visitor.language.code}")


def _named(site: Site, visitor: Visitor) -> Question:
    name = visitor.names["question"]
    if name not in QUESTIONS:
        raise NotHere(visitor.language.say("No question is called {name}.", name=name))
    if not _may_ask(name, site, visitor):
        raise MayNotSee(visitor.language.say("This is for administrators."))
    return QUESTIONS[name]


def _may_ask(name: str, site: Site, visitor: Visitor) -> bool:
    is_private = name in PRIVATE_QUESTIONS or (name == SPEND.name and site.are_people_known)
    return not is_private or site.is_administrator(visitor.user)


def _table(answer: Table, site: Site, visitor: Visitor) -> Table:
    """The answer as a page shows it: without details, which files hold, and with links."""
    rows, totals = (
        tuple(
            {column.key: _cell(row, column, site, visitor) for column in answer.shown}
            for row in lines[:MOST_ROWS]
        )
        for lines in (answer.rows, answer.totals)
    )
    nothing = visitor.language.say("There is nothing to tell.")
    return replace(answer, columns=answer.shown, rows=rows, totals=totals, empty=nothing)


def _cell(row: Row, column: Column, site: Site, visitor: Visitor) -> Cell:
    """What a row tells, with how closely it is known and what must be known of it."""
    content = row[column.key]
    cell = content if isinstance(content, Cell) else Cell(content)
    value = Foreign(cell.value) if isinstance(cell.value, str) else cell.value
    href = _href(row, column, visitor) or correcting_form(row, column, site, visitor)
    return replace(cell, value=value, href=href)


def _href(row: Row, column: Column, visitor: Visitor) -> str | None:
    """Where a field leads to: an account or a post of ours."""
    account, value = _text(row.get("account")), _text(row[column.key])
    if account is None or value is None:
        return None
    post = _text(row.get("post")) or _text(row.get("post_id"))
    match column.key:
        case "excerpt" | "text" | "best" if post:
            return visitor.link(f"/post/{account}/{post}")
        case "account":
            return visitor.link(f"/account/{value}")
        case "post" | "post_id":
            return visitor.link(f"/post/{account}/{value}")
    return None


def _text(content: Content) -> str | None:
    """What a field holds, where that is text."""
    value = content.value if isinstance(content, Cell) else content
    return value if isinstance(value, str) else None


def correcting_form(row: Row, column: Column, site: Site, visitor: Visitor) -> str | None:
    """The form that corrects an entry in force, filled in; None for whoever may not.

    That of a file takes it back.
    """
    what, number = str(row.get("what")), str(row.get("row"))
    if column.key != "entry" or row.get("state") != "in_force":
        return None
    if what == "source_file" and site.may_administer(visitor.user):
        return visitor.link(f"{ENTER}/{UNDO}", file=number)
    form = CORRECTED_BY.get(what)
    if form is None or not site.may_enter(visitor.user):
        return None
    return visitor.link(f"{ENTER}/{form}", entry=number)


def _chart(question: Question, visitor: Visitor) -> Shown | None:
    """The chart that tells the same as the answer; None where there is none that does."""
    path = CHARTS.get(question.name)
    heeded = {name: visitor.args[name] for name in CHARTED if visitor.args.get(name)}
    if path is None or visitor.args.keys() & UNCHARTED:
        return None
    if "metric" in question.options and heeded.setdefault("metric", "views") not in METRICS:
        return None
    if not heeded.keys() & {"in", "since", "until", "last"}:
        heeded["in"] = "this year"
    return shown(question.title(visitor.language), path, visitor, **heeded)


def _downloads(visitor: Visitor) -> Sequence[tuple[str, str]]:
    args = {**visitor.args, "lang": visitor.language.code}
    return [(form.upper(), visitor.link(f"{visitor.path}.{form}", **args)) for form in FORMATS]
