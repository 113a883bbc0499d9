"""`[[report]]`: a paper of the institution's own, made when its days are over."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from metrics.jobs import ReportEvery
from settings import values
from settings.section import AsTuple, Section

REPORT_FORMATS = ("pdf", "docx", "xlsx", "html")
EVERY = tuple(every.value for every in ReportEvery)


class ReportSection(Section):
    """What a report asks, of which days, and to whom it goes."""

    key: Annotated[str, values.matching("[a-z][a-z0-9-]{0,39}", "small letters, digits and '-'")]
    title: values.Names
    every: Annotated[str, values.word_of(EVERY)] = "month"
    """The length of its days: the last whole week, month or quarter."""
    questions: tuple[values.Text, ...] = AsTuple
    """As `ask` takes them: its name, then its options."""
    charts: tuple[values.Text, ...] = AsTuple
    """As `chart` names its files."""
    recipients: tuple[values.MailAddress, ...] = AsTuple
    folder: values.FilePath | None = None
    """Where its files are written, too."""
    formats: tuple[Annotated[str, values.word_of(REPORT_FORMATS)], ...] = Field(
        default=("pdf",), strict=False
    )
    language: values.Language | None = None
    """Unless given, the institution's."""

    @property
    def period(self) -> ReportEvery:
        """The length of its days."""
        return ReportEvery(self.every)
