"""`report`: a report of the institution's own, into files, or to everybody who gets it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands._context import IN_PART, Context, said
from commands._files import write_pieces
from commands.letter import ending
from metrics.jobs import JobKind, ReportDays, days_of_report, report_days, report_job
from metrics.periods import local_day
from metrics.spelling import unknown_word
from metrics.texts.phrases import Phrase, said_by

if TYPE_CHECKING:
    from reports.mail.outbox import Batch
    from reports.own import ReportWriter
    from settings import Settings
    from settings.report import ReportSection

LEFT_FOR_LATER = 3
"""Told to end, the daemon's child has not written the report."""


@click.command("report")
@click.argument("key", required=False)
@click.option("--for", "label", help="Its days: 2026-10, 2026-W46, 2026-Q3. Else the last whole.")
@click.option("--out", type=click.Path(path_type=Path), help="Write its files into this folder.")
@click.option("--send", "is_sent", is_flag=True, help="Send it, and write it into its folder.")
@click.option("--due", "is_due", is_flag=True, hidden=True, help="Leave mails put off alone.")
@click.pass_obj
def command(
    context: Context,
    *,
    key: str | None,
    label: str | None,
    out: Path | None,
    is_sent: bool,
    is_due: bool,
) -> None:
    """Write a report of [[report]], by its KEY; without one, list them.

    --send does what the daemon does when its days are over: it writes the files into the report's
    folder, and sends the mail to each recipient once. Days that are not over are reported so far,
    into files alone.

    Exit code: 0 done (of --send: every mail accepted); 1 in part; 2 wrong use, or no [mail].
    """
    with ending(is_due=is_due) as shall_end:
        settings = context.settings()
        if key is None:
            _list(settings)
            return
        report = _find(settings, key)
        days = _days(report, label, context, settings)
        with context.store(settings, readonly=not is_sent) as store:
            from reports.own import ReportWriter

            writer = ReportWriter(store, settings, report, days, context.now())
            if is_sent:
                _send(writer, context, is_due=is_due, shall_end=shall_end)
            else:
                _write(writer, out or Path())


def _list(settings: Settings) -> None:
    for report in settings.report:
        click.echo(f"{report.key}: {report.every}; {', '.join(report.formats)}")
    if not settings.report:
        click.echo(said(Phrase("config.toml has no [[report]]")), err=True)


def _find(settings: Settings, key: str) -> ReportSection:
    known = {report.key: report for report in settings.report}
    if key not in known:
        raise click.BadParameter(unknown_word("report", key, known), param_hint="KEY")
    return known[key]


def _days(
    report: ReportSection, label: str | None, context: Context, settings: Settings
) -> ReportDays:
    today = local_day(context.now(), settings.zone())
    if label is None:
        return days_of_report(report.period, today)
    try:
        days = report_days(label)
    except ValueError as error:
        raise click.BadParameter(said_by(error), param_hint="--for") from None
    if days.since > today:
        raise click.BadParameter(Phrase("{label} has not begun", label=label), param_hint="--for")
    return days


def _write(writer: ReportWriter, folder: Path) -> None:
    """Write the files into a folder, each whole; their names go to stdout."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in writer.files():
        write_pieces(folder / file.name, [file.content])
        click.echo(folder / file.name)


def _send(
    writer: ReportWriter, context: Context, *, is_due: bool, shall_end: Callable[[], bool]
) -> None:
    """Write the report into its folder, then send it; what was done before is not done again."""
    from metrics.jobs import Job
    from storage import jobs
    from watch import log

    today = local_day(context.now(), writer.settings.zone())
    if writer.days.until > today:
        raise click.BadParameter(
            Phrase("{label} is not over", label=writer.days.label), param_hint="--for"
        )
    log.set_up(writer.settings, sys.stderr)
    batch = writer.batch() if writer.report.recipients else None
    folder = writer.report.folder
    is_written = folder and all((folder / name).is_file() for name in writer.names())
    if folder and not (is_due and is_written):
        if shall_end():
            raise SystemExit(LEFT_FOR_LATER)
        _write(writer, folder)
    if batch is not None:
        _mail(writer, batch, context, is_due=is_due, shall_end=shall_end)
    # Then nothing is left of what the daemon could not do.
    key = report_job(writer.report.key, writer.days).key
    jobs.settle_failed(writer.store, Job(JobKind.REPORT, key), context.now())


def _mail(
    writer: ReportWriter,
    batch: Batch,
    context: Context,
    *,
    is_due: bool,
    shall_end: Callable[[], bool],
) -> None:
    """Send it to each recipient once, and say what became of each mail."""
    from reports.mail.outbox import send_batch

    sent = send_batch(writer, batch, context.now, hasten=not is_due, shall_end=shall_end)
    for letter in sent.letters:
        why = f": {letter.detail}" if letter.detail else ""
        click.echo(f"{letter.recipient} ({letter.language}): {letter.state}{why}")
    if not sent.is_whole:
        raise SystemExit(IN_PART)
