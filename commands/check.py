"""`check`: whether settings, secrets, clock, database and every account are as they should be."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands._context import UNLESS_SAID, Context, spoken, tongue
from commands._platforms import account_prices
from metrics.texts.phrases import Phrase

if TYPE_CHECKING:
    from commands.checks.findings import Finding
    from settings import Settings, SettingsError
    from words import Language

COLOURS = {"ok": "green", "warning": "yellow", "wrong": "red"}


@click.command("check", epilog=account_prices())
@click.option("--offline", is_flag=True, help="Ask no platform.")
@click.option("--settings", "with_settings", is_flag=True, help="Print the settings as well.")
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for scripts.")
@click.pass_obj
def command(context: Context, *, offline: bool, with_settings: bool, as_json: bool) -> None:
    """Check settings, secrets, clock, database and every account.

    Prints a line for each thing that was looked at, what is wrong first and what is fine last,
    among them the slots that were kept of each account, over the days of `status`; before them,
    with --settings, the settings with their secrets hidden. Nothing is stored. Where a platform
    bills its answers this reads one account, as `collect` does.

    Exit code: 0 nothing needs doing; 1 an account, the time zones or the disk are wrong, or a
    warning needs doing (terms unread, a token that ends within 14 days or may do too much, a
    clock that is behind, little disk room, a database of an older version, an account of which
    nothing was read in its last two slots); 2 the settings, a secret or the database cannot be
    used, or an account is not ours.
    """
    from settings import SettingsError
    from words import language

    at = context.now()
    try:
        settings = context.settings()
    except SettingsError as error:
        masked, findings = "", list(_without_settings(error, at))
    else:
        masked = settings.masked()
        reader = language(UNLESS_SAID) if as_json else tongue()
        findings = list(_findings(settings, at, reader, offline=offline))
    if as_json:
        _print_json(masked, findings)
    else:
        _print(masked if with_settings else "", sorted(findings, key=_urgency))
    raise SystemExit(max(finding.code for finding in findings))


def _without_settings(error: SettingsError, at: datetime) -> Iterator[Finding]:
    """What can be told when there are no settings to go by."""
    from commands.checks import findings, house

    yield from (findings.wrong(Phrase("settings"), problem.phrase) for problem in error.problems)
    yield from house.clock(at, "UTC")
    yield house.fonts()


def _findings(
    settings: Settings, at: datetime, reader: Language, *, offline: bool
) -> Iterator[Finding]:
    from commands.checks import house
    from settings.redaction import redact

    secrets = settings.secrets()
    for finding in (
        *house.look(settings, at, reader),
        *([] if offline else _online(settings, at, reader)),
    ):
        # No sentence should hold a secret; should one ever, it goes no further.
        yield replace(finding, sentence=redact(finding.sentence, secrets))


def _online(settings: Settings, at: datetime, reader: Language) -> Iterator[Finding]:
    from rich.console import Console

    from commands.checks import accounts
    from words.telling import tell

    with Console(stderr=True).status(tell(Phrase("asking the platforms …"), reader)) as status:
        for account in settings.accounts:
            asking = Phrase("asking about {account} …", account=account.name)
            status.update(tell(asking, reader))
            yield from accounts.look(settings, account, at)


def _urgency(finding: Finding) -> int:
    """What is wrong comes first, what is fine last; of each, as it was looked at."""
    return -list(COLOURS).index(finding.sign)


def _print(masked: str, findings: Iterable[Finding]) -> None:
    reader = tongue()
    if masked:
        click.echo(f"{masked}\n")
    if not sys.stdout.isatty():
        for finding in findings:
            sign, subject, sentence = _told(finding, reader)
            click.echo(f"{sign:8} {subject}: {sentence}")
        return
    from rich.text import Text

    from documents.text import whole_console, whole_table

    table = whole_table("", "", "")
    table.show_header = False
    for finding in findings:
        sign, subject, sentence = _told(finding, reader)
        table.add_row(Text(sign, COLOURS[finding.sign]), Text(subject), Text(sentence))
    whole_console().print(table)


def _told(finding: Finding, reader: Language) -> tuple[str, str, str]:
    """Sign, subject and sentence in the language of whoever reads them."""
    from words.telling import tell

    sign = {
        "ok": Phrase("ok"),
        "warning": Phrase("warning"),
        "wrong": Phrase("wrong"),
    }[finding.sign]
    return tell(sign, reader), tell(finding.subject, reader), tell(finding.sentence, reader)


def _print_json(masked: str, findings: Iterable[Finding]) -> None:
    told = [
        {"sign": finding.sign, "subject": finding.subject, "sentence": finding.sentence}
        for finding in findings
    ]
    click.echo(json.dumps({"settings": masked, "findings": told}, ensure_ascii=False, indent=1))
