"""`letter`: the weekly letter, to read, into a file, or to everybody who gets it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands._context import IN_PART, Context, language_option, recipients_language
from commands._files import write_whole
from metrics.periods import Period, Span, local_day, parse_period, period_of
from metrics.texts.phrases import Phrase, said_by

if TYPE_CHECKING:
    from reports.mail.outbox import Sent
    from settings import Settings

A_WEEK = timedelta(weeks=1)
WHOLE_WITHIN_S = 60.0
"""Seconds a child that was told to end has for what is under way: a letter that is being sent."""
BEGUN_WITHIN_S = 300.0
"""How long the daemon's child begins letters: the last one, too, shall have ended by its deadline
(`watch.letters`), so that none is cut off while it is handed over."""
ROLES = ("office", "administrator")


class Week(click.ParamType[Period]):
    """An ISO week, such as 2026-W46."""

    name = "week"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """Read 2026-W46."""
        if isinstance(value, Period):
            return value
        try:
            period = parse_period(str(value))
        except ValueError as error:
            self.fail(said_by(error), param, ctx)
        if period.span is not Span.WEEK:
            self.fail(
                Phrase("{value} is not a week: write 2026-W46", value=repr(value)), param, ctx
            )
        return period


@click.command("letter")
@click.option("--week", type=Week(), help="2026-W46; the last whole week unless given.")
@language_option(
    "Unless given, that of the first recipient of the role, else [institution] language."
)
@click.option("--role", type=click.Choice(ROLES), help="office unless given.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the mail into this file.")
@click.option("--send", "is_sent", is_flag=True, help="Send it to every recipient of the settings.")
@click.option("--due", "is_due", is_flag=True, hidden=True, help="Leave letters put off alone.")
@click.pass_obj
def command(
    context: Context,
    *,
    week: Period | None,
    code: str | None,
    role: str | None,
    out: Path | None,
    is_sent: bool,
    is_due: bool,
) -> None:
    """Write the letter of a week: its text to stdout, a whole mail to a file, or to everybody.

    --send gives each recipient the letter in his own language and for his own role, once: sent
    again, it sends only what is not sent yet. A letter of which nobody knows whether it arrived
    ("unsure") is never sent a second time.

    Exit code: 0 done (of --send: every letter accepted); 1 in part; 2 wrong use, or no [mail].
    """
    with ending(is_due=is_due) as shall_end:  # before anything that takes its time
        settings = context.settings()
        last = period_of(local_day(context.now(), settings.zone()) - A_WEEK, Span.WEEK)
        week = _begun(week or last, last)
        if not is_sent:
            _write(context, settings, week, role or "office", code, out)
            return
        if out or code or role:
            raise click.UsageError(Phrase("--send goes to the recipients of the settings alone"))
        if week.since > last.since:
            raise click.BadParameter(
                Phrase("the week {label} is not over", label=week.label), param_hint="--week"
            )
        sent = _send(context, settings, week, hasten=not is_due, shall_end=shall_end)
    for letter in sent.letters:
        why = f": {letter.detail}" if letter.detail else ""
        click.echo(f"{letter.recipient} ({letter.role}, {letter.language}): {letter.state}{why}")
    if not sent.is_whole:
        raise SystemExit(IN_PART)


def _begun(week: Period, last: Period) -> Period:
    """The week, if it has begun; `last` is the last that is over."""
    if week.since > last.until:
        raise click.BadParameter(
            Phrase("the week {label} has not begun", label=week.label), param_hint="--week"
        )
    return week


def _write(
    context: Context,
    settings: Settings,
    week: Period,
    role: str,
    code: str | None,
    out: Path | None,
) -> None:
    from reports.letter import LetterWriter, mail_as_text
    from reports.mail.smtp import WIRE

    code = code or recipients_language(settings, role)
    with context.store(settings, readonly=True) as store:
        desk = LetterWriter(store, settings, week, context.now())
        if out is None:
            click.echo(mail_as_text(desk.paper(role, code)), nl=False)
            return
        content = desk.mail(role, code).as_bytes(policy=WIRE)
    write_whole(out, content)
    click.echo(out)


def _send(
    context: Context,
    settings: Settings,
    week: Period,
    *,
    hasten: bool,
    shall_end: Callable[[], bool],
) -> Sent:
    from metrics.jobs import Job, JobKind
    from reports.mail.outbox import require_mail, send_week
    from storage import jobs
    from watch import log

    require_mail(settings)
    log.set_up(settings, sys.stderr)
    with context.store(settings) as store:
        sent = send_week(store, settings, week, context.now, hasten=hasten, shall_end=shall_end)
        if sent.is_whole:  # then nothing is left of what the daemon could not do
            jobs.settle_failed(store, Job(JobKind.LETTER, week.label), context.now())
        return sent


@contextmanager
def ending(*, is_due: bool) -> Iterator[Callable[[], bool]]:
    """Whether the daemon's child is to begin no further letter: told to end, or at work for long.

    systemd ends the daemon's children with it: a letter under way goes out whole, if a minute is
    enough for it. By hand nothing is asked: a signal does what it does by itself.
    """
    if not is_due:
        yield lambda: False
        return
    from watch.signals import Signals
    from watch.workers import steady_clock

    until = steady_clock() + BEGUN_WITHIN_S
    with Signals(WHOLE_WITHIN_S) as signals:
        yield lambda: signals.is_ending() or steady_clock() >= until
