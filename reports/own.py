"""Reports of the institution's own: their questions answered, their charts drawn, as one paper."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

import charts
from documents.docx import document_as_docx
from documents.html import document_as_html
from documents.model import Column, Document, Heading, Notes, Part, Picture, Table
from documents.pdf import document_as_pdf
from documents.xlsx import workbook
from metrics.jobs import ReportDays, report_job
from metrics.spelling import unknown_word
from metrics.texts.phrases import Phrase
from queries.lines import AskingDesk, answer_line, read_line, require_accounts
from queries.request import CannotAnswer
from reports.letter.mail import XLSX, Addressed, Attachment, message
from reports.mail.outbox import Batch, require_server
from reports.pictures import CHART_NAMES, ChartOrder, drawn_charts
from settings import Settings
from settings.report import ReportSection
from settings.sections import Recipient
from storage import Store
from words import Language, language, notices
from words.lengths import days_in_words
from words.telling import tell

ROLE = "report"
"""Of its recipients, in the outbox."""
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"pdf": "pdf", "docx": DOCX, "xlsx": XLSX, "html": "octet-stream"}
"""The formats, and what each is called in a mail."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class ReportWriter:
    """Where one report on its days is written: answered and drawn once, for files and mails."""

    store: Store
    settings: Settings
    report: ReportSection
    days: ReportDays
    now: datetime
    _paper: Document | None = field(default=None, init=False)
    _tables: tuple[Table, ...] | None = field(default=None, init=False)
    _files: tuple[Attachment, ...] | None = field(default=None, init=False)

    @property
    def label(self) -> str:
        """Under which jobs and the outbox know it."""
        return report_job(self.report.key, self.days).key

    @property
    def language(self) -> Language:
        """The report's, else the institution's."""
        return language(self.report.language or self.settings.institution.language)

    def batch(self) -> Batch:
        """Its mails; whoever gets a report is a recipient of it alone.

        Raises:
            NoMail: there is no mail server.
        """
        code = self.language.code
        addresses = dict.fromkeys(self.report.recipients)
        recipients = [
            Recipient.model_construct(address=address, language=code, role=ROLE)
            for address in addresses
        ]
        return Batch(self.label, require_server(self.settings), recipients)

    def paper(self, role: str = ROLE, code: str | None = None) -> Document:  # noqa: ARG002 - of one role, in one language
        """The report whole. A question that has no answer is named in it, and the rest stands.

        Raises:
            StorageError: the database could not answer.
        """
        if self._paper is None:
            self._paper = self._written()
        return self._paper

    def mail(
        self, role: str = ROLE, code: str | None = None, addressed: Addressed | None = None
    ) -> EmailMessage:
        """The report as a mail, with a file of each format."""
        paper, label = self.paper(role, code), f"{self.report.key}-{self.days.label}"
        return message(paper, self.files(), self.settings, label, addressed, self.now)

    def names(self) -> list[str]:
        """How the files of its formats are called."""
        stem = f"{self.report.key}-{self.days.label}.{self.language.code}"
        return [f"{stem}.{form}" for form in dict.fromkeys(self.report.formats)]

    def files(self) -> tuple[Attachment, ...]:
        """A file of each format."""
        if self._files is None:
            paper, forms = self.paper(), dict.fromkeys(self.report.formats)
            self._files = tuple(
                Attachment(name, FORMS[form], self._content(paper, form))
                for name, form in zip(self.names(), forms, strict=True)
            )
        return self._files

    def _content(self, paper: Document, form: str) -> bytes:
        match form:
            case "pdf":
                return document_as_pdf(paper)
            case "docx":
                return document_as_docx(paper)
            case "xlsx":
                sheets = [(table.caption, table) for table in self.tables()]
                return workbook(sheets, self.language, self.settings.zone())
            case _:
                return document_as_html(paper)

    def _written(self) -> Document:
        words = self.language
        return Document(
            language=words,
            zone=self.settings.zone(),
            institution=words.names(self.settings.institution.name),
            title=words.names(self.report.title),
            lines=(days_in_words(self.days.since, self.days.until, words),),
            parts=tuple(self._parts()),
            foot=(
                words.say(
                    "Written by Hasila on {moment}.",
                    moment=words.moment(self.now, self.settings.zone()),
                ),
            ),
            warning=notices.demonstration(words) if self.settings.is_simulated else None,
            brand=self.settings.brand(),
        )

    def _parts(self) -> Iterator[Part]:
        yield from self._pictures()
        for table in self.tables():
            yield Heading(table.caption)
            yield table
            if table.notes:
                yield Notes(table.notes)

    def tables(self) -> tuple[Table, ...]:
        """The answers, in the order of the settings; of what has none, a table that says so.

        Raises:
            StorageError: the database could not answer.
        """
        if self._tables is None:
            self._tables = tuple(map(self._answered, self.report.questions))
        return self._tables

    def _answered(self, line: str) -> Table:
        days = (self.days.since, self.days.until)
        desk = AskingDesk(self.store, self.settings, self.now, self.language, days)
        try:
            return answer_line(read_line(line), desk)
        except CannotAnswer as error:
            logger.warning("report %s: %s: %s", self.report.key, line, error)
            say = self.language.say
            columns = (Column("reason", say("This question has no answer, for this reason")),)
            return Table(
                "unanswered", line, columns, ({"reason": tell(error.phrase, self.language)},)
            )

    def _pictures(self) -> Iterator[Part]:
        wanted = dict.fromkeys(self.report.charts)
        if not wanted:
            return
        words, days = self.language, (self.days.since, self.days.until)
        order = ChartOrder(*days, (words.code,), "png", frozenset(wanted))
        drawn = drawn_charts(self.store, self.settings, self.now, order)
        pictures = {name: figure for name, _, figure in drawn}
        for name in wanted:
            if name in pictures:
                content = charts.render_figure(pictures[name](), "png")
                yield Picture(name, "png", content, words.say("Chart: {name}", name=name))
            else:
                yield Notes((words.say("{name}: there is nothing to draw", name=name),))


def line_troubles(settings: Settings) -> Iterator[tuple[str, str]]:
    """Of which report which line can never be answered or drawn, and why; for `check`."""
    for report in settings.report:
        for text in report.questions:
            try:
                require_accounts(read_line(text), settings)
            except CannotAnswer as error:
                yield report.key, Phrase("{line}: {why}", line=text, why=error.phrase)
        for name in report.charts:
            if not CHART_NAMES.fullmatch(name):
                yield report.key, unknown_word("chart", name, ())
