"""The process that writes what staff enter on the page. The page itself only reads.

It is a child of the page and hears nobody else: what comes by the pipe was sent by somebody who has
logged in there. Whether they may enter anything is read here, from the settings as they are now.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

import imports
from documents.model import Column, Table, ValueKind
from entries.exports import plan_exports, record_undo, standings_of, take_exports
from entries.hand import Hand
from entries.persons import MayBePersonal
from entries.registers import (
    record_activity,
    record_event,
    record_figure,
    record_period,
    record_statement,
)
from entries.tables import take_table
from entries.topics import record_topic
from imports import FileProblem, ImportRefused
from imports.exports.mapping import mapping_of
from imports.exports.plan import FileAnswer
from imports.exports.recognise import Answers
from imports.exports.report import plan_table
from imports.exports.values import Order
from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase
from settings import Settings, load
from storage import NeedsReason, StorageError, Store
from storage.accounts import enrol
from storage.door.access import AccessLine, add_access
from storage.door.links import LINK_NUMBER, MostLinks, add_link, count_opening, end_link
from storage.errors import NotAsSeen, RefusedValue, TooManyLinks
from storage.history.source_files import UnknownFile
from storage.registers.supersede import Added
from storage.schema import AccessEvent
from storage.sealed_years import AlreadySealed
from storage.sql_fence.child import READY, START_S, ChildProcess
from web.entering import FORMS
from web.entering.administration import AS_IT_IS, CLOSING, UNDO
from web.entering.fields import FIND, KNOWINGLY, REASON
from web.entering.filing import (
    EXPORT,
    Filed,
    Filing,
    FilingOutcome,
    LinkFiling,
    Looked,
    NotFiled,
    Unmapped,
    Upload,
)
from web.entering.mapping import mapping_document
from web.roles import Role, may_enter, role_of
from web.site import PATIENCE_S
from words import Language, language

WRITING_S, BRINGING_S = 30, 75
"""In whole seconds, within which an entry or a file is kept or not; then the process ends."""
YEAR = re.compile(r"[0-9]{4}")
Sent = Filing | LinkFiling | Upload | tuple[AccessLine, ...]
FROM_THE_PAGE = "{} (page)"
"""Who entered something, as the registers and the log of changes tell it."""


class Record(Protocol):
    """Judges and keeps one entry of the texts of a form."""

    def __call__(self, hand: Hand, reason: str | None, **texts: str | None) -> Added:
        """What that did."""
        ...


def close_year(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Close a year, once and for all. As the records of `entries`."""
    from reports import balance  # which imports matplotlib

    del reason  # that of a year which is known in part is `as_it_is`
    typed = texts.get("year") or ""
    if not YEAR.fullmatch(typed):
        raise ImportRefused([FileProblem(None, Phrase("is no year: choose one"), "year")])
    year = int(typed)
    why = imports.as_reason(texts.get(AS_IT_IS))
    balance.close(hand.store, hand.settings, year, None, who=hand.who, now=hand.now, as_it_is=why)
    return Added(new=1)


RECORDS: Mapping[str, Record] = {
    "activity": record_activity,
    "event": record_event,
    "figure": record_figure,
    "period": record_period,
    "statement": record_statement,
    "topic": record_topic,
    UNDO.name: record_undo,
    CLOSING.name: close_year,
}
BroughtAnswer = Looked | Filed | NotFiled | Unmapped
ADMINISTRATORS_OWN = frozenset(form.name for form in FORMS.values() if form.for_administrators)
"""The forms that editors do not have."""


class WritingProcess:
    """The process, which starts with the first entry. Whoever makes one closes it."""

    def __init__(self, config: Path) -> None:
        self._child = ChildProcess(__name__, "keep_entries", str(config.absolute()))

    def file(self, filing: Filing) -> Filed | NotFiled:
        """Have a form kept, or hear why not.

        Raises:
            StorageError: no process can be started.
            EOFError: it took too long; whether it was kept is not known.
        """
        answer: Filed | NotFiled = self._child.ask(filing, BRINGING_S + START_S)
        return answer

    def bring(self, upload: Upload) -> BroughtAnswer:
        """Have a file looked at, or taken in. As `file`."""
        answer: BroughtAnswer = self._child.ask(upload, BRINGING_S + START_S)
        return answer

    def link(self, filing: LinkFiling) -> Filed | NotFiled:
        """Have a link kept or revoked. As `file`."""
        answer: Filed | NotFiled = self._child.ask(filing, WRITING_S + START_S)
        return answer

    def note(self, lines: Sequence[AccessLine]) -> NotFiled | None:
        """Have kept what happened at the door. As `file`."""
        answer: NotFiled | None = self._child.ask(tuple(lines), WRITING_S + START_S)
        return answer

    def close(self) -> None:
        """End the process, if it runs."""
        self._child.close()


def keep_entries(handle: int, config: str) -> None:
    """In the process: keep what comes by a pipe, until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to everybody
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the system ends us, whatever we are at
    with Connection(handle) as line, suppress(EOFError, ConnectionError):
        line.send(READY)
        while True:
            sent = line.recv()
            is_long = isinstance(sent, Upload) or _closes_year(sent)
            signal.alarm(BRINGING_S if is_long else WRITING_S)
            answer = _answer(sent, Path(config))
            signal.alarm(0)
            line.send(answer)


def _closes_year(sent: Sent) -> bool:
    return isinstance(sent, Filing) and sent.form == CLOSING.name


def _answer(sent: Sent, config: Path) -> BroughtAnswer | None:
    try:
        settings = load(config)
        if isinstance(sent, tuple):
            _note(sent, settings)
            return None
        if not may_enter(sent.user, settings, settings.page_users()):
            return NotFiled((), is_forbidden=True)
        if isinstance(sent, LinkFiling):
            return _keep_link(sent, settings)
        return _bring(sent, settings) if isinstance(sent, Upload) else _keep(sent, settings)
    except HasilaError as error:
        return _not_filed(error)


def _note(lines: Sequence[AccessLine], settings: Settings) -> None:
    zone = settings.zone()
    with Store.open(settings.storage.url, zone=zone, patience_s=PATIENCE_S) as store:
        add_access(store, lines)
        for line in lines:
            if line.event is AccessEvent.LINK_OPENED and line.who is not None:
                number = int(line.who.removeprefix(LINK_NUMBER))
                count_opening(store, number, line.last_at, line.times)


def _keep_link(filing: LinkFiling, settings: Settings) -> Filed:
    with _hand(filing, settings) as hand:
        if filing.made is not None:
            most = MostLinks(settings.web.most_links, settings.web.most_links_each)
            add_link(hand.store, filing.made, hand.who, most)
            return Filed(FilingOutcome.NEW)
        is_ended = end_link(hand.store, filing.ended or 0, hand.who, hand.now)
        return Filed(FilingOutcome.CORRECTED if is_ended else FilingOutcome.SAME)


def _not_filed(error: HasilaError) -> NotFiled:
    match error:
        case MayBePersonal():
            return NotFiled([_placed(problem) for problem in error.problems], is_warning=True)
        case ImportRefused():
            return NotFiled([_placed(problem) for problem in error.problems])
        case NotAsSeen():
            return NotFiled([(None, error.phrase)], on_file=error.on_file)
        case NeedsReason():
            return NotFiled([("reason", error.phrase)])
        case RefusedValue() | AlreadySealed() | UnknownFile() | TooManyLinks():
            return NotFiled([(None, error.phrase)])
    return NotFiled([(None, error.phrase)], is_out_of_order=isinstance(error, StorageError))


def _placed(problem: FileProblem) -> tuple[str | None, str]:
    """A problem beside its field; that of a file by its line."""
    if problem.line is None:
        return problem.column, problem.message
    return None, problem.phrase


def _keep(filing: Filing, settings: Settings) -> Filed | NotFiled:
    texts: dict[str, str | None] = {**filing.texts}
    reason, _ = texts.pop(REASON, None), texts.pop(FIND, None)
    knowingly = texts.pop(KNOWINGLY, None)
    role = role_of(filing.user, settings, settings.page_users())
    if filing.form in ADMINISTRATORS_OWN and role is not Role.ADMINISTRATOR:
        return NotFiled((), is_forbidden=True)
    with _hand(filing, settings) as hand:
        seen = replace(hand, seen=filing.seen, knowingly=knowingly)
        return Filed(_kept(RECORDS[filing.form](seen, reason, **texts)))


@contextmanager
def _hand(sent: Filing | LinkFiling | Upload, settings: Settings) -> Iterator[Hand]:
    zone = settings.zone()
    with Store.open(settings.storage.url, zone=zone, patience_s=PATIENCE_S) as store:
        enrol(store, settings.accounts, sent.at)
        yield Hand(store, settings, FROM_THE_PAGE.format(sent.user), sent.at)


def _bring(upload: Upload, settings: Settings) -> BroughtAnswer:
    with _hand(upload, settings) as opened:
        hand = replace(opened, knowingly=upload.texts.get(KNOWINGLY))
        if upload.kind == EXPORT:
            return _bring_export(upload, hand)
        added, _ = take_table(hand, upload.kind, upload.path, upload.reason, dry=upload.dry)
        if upload.dry:
            return Looked(_table_of(added, language(upload.language)), added.has_any)
        return Filed(_kept(added))


def _bring_export(upload: Upload, hand: Hand) -> BroughtAnswer:
    layouts = mapping_of(mapping_document(upload.texts)).layouts
    order = Order(upload.order) if upload.order in set(Order) else None
    answers = Answers(order=order, layouts=layouts)
    plan = plan_exports(hand, upload.path, FileAnswer(upload.account, upload.downloaded, answers))
    headers = [table.header for table in plan.unknown if len(set(filter(None, table.header))) > 1]
    if headers:
        return Unmapped(headers)
    if plan.problems:
        return NotFiled([(None, problem.phrase) for problem in plan.problems])
    standings = standings_of(hand.store, plan)
    new = [each for each in plan.files if standings[each.account, each.digest].is_new]
    if upload.dry:
        return Looked(plan_table(plan, standings, language(upload.language)), bool(new))
    take_exports(hand, new)
    return Filed(FilingOutcome.NEW if new else FilingOutcome.SAME)


def _table_of(added: Added, words: Language) -> Table:
    """What a file of staff's own would bring."""
    columns = (
        Column("new", words.say("New"), ValueKind.COUNT),
        Column("differing", words.say("corrected"), ValueKind.COUNT),
        Column("same", words.say("The same"), ValueKind.COUNT),
    )
    row = {"new": added.new, "differing": added.superseded, "same": added.same}
    return Table("import", words.say("Rows of the file"), columns, (row,))


def _kept(added: Added) -> FilingOutcome:
    if added.new:
        return FilingOutcome.NEW
    return FilingOutcome.CORRECTED if added.has_any else FilingOutcome.SAME
