"""The process that writes what staff enter on the page. The page itself only reads.

It is a child of the page and hears nobody else: what comes by the pipe was sent by somebody who has
logged in there. Whether they may enter anything is read here, from the settings as they are now.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from entries.registers import (
    Hand,
    record_activity,
    record_event,
    record_figure,
    record_statement,
)
from entries.topics import record_topic
from imports import ImportRefused
from metrics.errors import HasilaError
from settings import Settings, load
from storage import NeedsReason, Store
from storage.accounts import enrol
from storage.errors import NotAsSeen, RefusedValue
from storage.registers.supersede import Added
from storage.sql_fence.child import READY, START_S, ChildProcess
from web.entering.fields import FIND, REASON
from web.entering.filing import Filed, Filing, FilingOutcome, NotFiled
from web.site import PATIENCE_S, may_enter

WRITING_S = 30
"""In whole seconds, within which an entry is on file or refused; then the process ends."""
FROM_THE_PAGE = "{} (page)"
"""Who entered something, as the registers and the log of changes tell it."""


class Record(Protocol):
    """Judges and keeps one entry of the texts of a form."""

    def __call__(self, hand: Hand, reason: str | None, **texts: str | None) -> Added:
        """What that did."""
        ...


RECORDS: Mapping[str, Record] = {
    "activity": record_activity,
    "event": record_event,
    "figure": record_figure,
    "statement": record_statement,
    "topic": record_topic,
}


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
        answer: Filed | NotFiled = self._child.ask(filing, WRITING_S + START_S)
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
            filing = line.recv()
            signal.alarm(WRITING_S)
            answer = _answer(filing, Path(config))
            signal.alarm(0)
            line.send(answer)


def _answer(filing: Filing, config: Path) -> Filed | NotFiled:
    try:
        settings = load(config)
        if not may_enter(filing.user, settings, settings.page_users()):
            return NotFiled((), is_forbidden=True)
        return _keep(filing, settings)
    except HasilaError as error:
        return _not_filed(error)


def _not_filed(error: HasilaError) -> NotFiled:
    match error:
        case ImportRefused():
            return NotFiled([(problem.column, problem.message) for problem in error.problems])
        case NotAsSeen():
            return NotFiled([(None, error.phrase)], on_file=error.on_file)
        case NeedsReason():
            return NotFiled([("reason", error.phrase)])
        case RefusedValue():
            return NotFiled([(None, error.phrase)])
    return NotFiled([(None, error.phrase)], is_out_of_order=True)


def _keep(filing: Filing, settings: Settings) -> Filed:
    texts: dict[str, str | None] = {**filing.texts}
    reason, _ = texts.pop(REASON, None), texts.pop(FIND, None)
    zone = settings.zone()
    with Store.open(settings.storage.url, zone=zone, patience_s=PATIENCE_S) as store:
        enrol(store, settings.accounts, filing.at)
        who = FROM_THE_PAGE.format(filing.user)
        hand = Hand(store, settings, who, filing.at, filing.seen)
        return Filed(_kept(RECORDS[filing.form](hand, reason, **texts)))


def _kept(added: Added) -> FilingOutcome:
    if added.new:
        return FilingOutcome.NEW
    return FilingOutcome.CORRECTED if added.superseded else FilingOutcome.SAME
