"""The weekly letter: gathered without a language, worded in one, set as mail.

    facts = gather(store, settings, week, "office", now)
    paper = word(facts, settings, language("ar"), now)

The same facts serve every recipient of a role.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from documents.email import mail_as_html, mail_as_text
from documents.model import Document
from metrics.periods import Period
from queries.wordings import of_the_office
from reports.letter.administrator import administrator_chapters
from reports.letter.charts import chart
from reports.letter.facts import AdministratorFacts, Facts
from reports.letter.gather import administrator_facts, living, office_facts
from reports.letter.mail import XLSX, Addressed, Attachment, message, message_id
from reports.letter.office import office_chapters
from reports.letter.tables import figures
from reports.letter.wording import LetterWording
from settings import Settings
from settings.sections import Recipient
from storage import Store
from words import Language, language, notices

__all__ = [
    "Addressed",
    "LetterWriter",
    "compose",
    "gather",
    "mail_as_html",
    "mail_as_text",
    "message_id",
    "word",
]
ADMINISTRATOR = "administrator"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class LetterWriter:
    """Where the letters of one week are written: what is gathered or drawn once serves all."""

    store: Store
    settings: Settings
    week: Period
    now: datetime
    _facts: dict[str, Facts] = field(default_factory=dict, init=False)
    _papers: dict[tuple[str, str], tuple[Document, bytes | None]] = field(
        default_factory=dict, init=False
    )

    def paper(self, role: str, code: str) -> Document:
        """The letter to a role, in a language."""
        return self._written(role, code)[0]

    def mail(self, role: str, code: str, addressed: Addressed | None = None) -> EmailMessage:
        """The letter as a mail; addressed to nobody, it is one to look at."""
        paper, table = self._written(role, code)
        attached = [_workbook_file(table, self.week.label)] if table is not None else []
        label = self.week.label
        return message(paper, attached, self.settings, label, addressed, self.now)

    def _written(self, role: str, code: str) -> tuple[Document, bytes | None]:
        if role not in self._facts:
            self._facts[role] = gather(self.store, self.settings, self.week, role, self.now)
        if (role, code) not in self._papers:
            facts, words = self._facts[role], of_the_office(language(code), self.store)
            table = _figures(facts, _teller(facts, self.settings, words, self.now))
            paper = word(facts, self.settings, words, self.now, is_whole=table is not None)
            self._papers[role, code] = paper, table
        return self._papers[role, code]


def compose(
    store: Store, settings: Settings, week: Period, recipient: Recipient, now: datetime
) -> EmailMessage:
    """The letter of a week to one recipient, in his language and for his role.

    Raises:
        StorageError: the database could not answer.
    """
    addressed = Addressed(recipient.address, message_id(settings, week.label, recipient))
    return LetterWriter(store, settings, week, now).mail(
        recipient.role, recipient.language, addressed
    )


def gather(store: Store, settings: Settings, week: Period, role: str, now: datetime) -> Facts:
    """What a role is told of a week.

    Raises:
        StorageError: the database could not answer.
    """
    gatherer = administrator_facts if role == ADMINISTRATOR else office_facts
    return gatherer(store, settings, week, now)


def word(
    facts: Facts, settings: Settings, words: Language, now: datetime, *, is_whole: bool = True
) -> Document:
    """Facts in words of a language, with their chart.

    `is_whole`: the workbook of the figures is attached, as the foot says; else the foot says that
    it could not be made.
    """
    teller = _teller(facts, settings, words, now)
    if isinstance(facts, AdministratorFacts):
        title = words.say("Weekly letter to the administrator")
        parts = tuple(administrator_chapters(facts, teller))
    else:
        title = words.say("Weekly letter")
        picture = chart(facts, settings, words, now)
        parts = tuple(office_chapters(facts, teller, picture))
    return Document(
        language=words,
        zone=settings.zone(),
        institution=words.names(settings.institution.name),
        title=title,
        lines=(teller.days(facts.week),),
        parts=parts,
        foot=tuple(_foot(settings, teller, is_whole=is_whole)),
        brand=settings.brand(),
    )


def _workbook_file(content: bytes, label: str) -> Attachment:
    """The workbook of a letter, as it is attached."""
    return Attachment(f"hasila-{label}.xlsx", XLSX, content)


def _teller(facts: Facts, settings: Settings, words: Language, now: datetime) -> LetterWording:
    return LetterWording(words, settings.zone(), now, living(settings.accounts, facts.week))


def _figures(facts: Facts, teller: LetterWording) -> bytes | None:
    """The workbook; None where it cannot be made.

    A letter without it still tells what matters, so whatever goes wrong is logged and holds
    nothing back: a disk that is full, no folder for temporary files.
    """
    try:
        return figures(facts, teller)
    except Exception:
        logger.exception("the letter's workbook cannot be made")
        return None


def _foot(settings: Settings, teller: LetterWording, *, is_whole: bool) -> Iterator[str]:
    say = teller.language.say
    if settings.is_simulated:
        yield notices.demonstration(teller.language)
    moment = teller.moment(teller.now)
    if is_whole:
        yield say(
            "Written by Hasila on {moment}. All figures are in the attached workbook.",
            moment=moment,
        )
    else:
        yield say(
            "Written by Hasila on {moment}. The workbook of all figures is not attached: it could"
            " not be made.",
            moment=moment,
        )
