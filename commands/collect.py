"""`collect`: read every account now, and keep what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from commands._context import (
    IN_PART,
    TRY_AGAIN,
    WRONG_USE,
    Context,
    chosen,
    recipients_language,
    said,
    spoken,
    tongue,
)
from commands._platforms import past_days, post_prices
from metrics.texts.phrases import Phrase

if TYPE_CHECKING:
    from metrics.model import Account
    from settings import Settings
    from watch.visits import Round


@click.command("collect")
@click.option("--account", "name", metavar="NAME", help="Only this account of the settings.")
@click.option(
    "--backfill",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="Read the newest N past posts, too (100 of an account never read before). "
    f"{post_prices()}The ceilings hold.",
)
@click.option(
    "--history",
    is_flag=True,
    help="Ask for the past days that platforms still tell, instead of a visit. "
    f"{past_days()}The daemon does so by itself.",
)
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print the visits as JSON.")
@click.pass_obj
def command(
    context: Context, name: str | None, backfill: int | None, *, history: bool, as_json: bool
) -> None:
    """Read every account now, and keep what it says.

    Reads now, whether or not the daemon runs. An account that fails leaves a gap with its
    reason, and the others are read all the same. What is told of past days (--history) is kept as
    reported: it fills no slot, and a reading of the same day stands before it.

    Exit code: 0 all read; 1 something was not read; 2 wrong settings, a secret or a database
    that cannot be used, or an account that is not ours; 75 the database is held, not reached or
    full: try again later.
    """
    from metrics.model import Outcome, Reason
    from storage.erasure import expire_texts
    from storage.topics import apply_rules

    settings = context.settings()
    wanted = chosen(settings, name)
    if history:
        _ask_history(context, settings, wanted, as_json=as_json)
        return
    troubles: list[str] = [problem.phrase for problem in settings.secret_problems(wanted)]
    put_off: list[str] = []
    rounds = list(_rounds(context, settings, wanted, backfill, troubles, put_off))
    _print(rounds, settings, as_json=as_json)
    for trouble in (*troubles, *put_off):
        click.echo(said(trouble), err=True)
    with context.store(settings) as store:
        apply_rules(store, settings.topic_rules(), context.now())  # while the texts are on file
        expire_texts(store, context.now(), settings.storage.text_days)
    failures = [failure for entry in rounds for failure in entry.visit.failures]
    if troubles or any(failure.reason is Reason.NOT_OURS for failure in failures):
        raise SystemExit(WRONG_USE)
    if put_off:
        raise SystemExit(TRY_AGAIN)
    if any(entry.visit.outcome is not Outcome.OK for entry in rounds):
        raise SystemExit(IN_PART)


def _ask_history(
    context: Context, settings: Settings, wanted: Sequence[Account], *, as_json: bool
) -> None:
    """Ask for the past of the accounts, say what that brought, and end as a visit would."""
    from commands import _visits
    from metrics.model import Reason
    from watch.history import ask_history

    with context.store(settings) as store:
        rounds = list(ask_history(settings, store, wanted, context.now, is_whole=True))
    if as_json:
        _visits.print_history_json(rounds)
    else:
        _visits.print_history(rounds, tongue())
    lost = [failure for entry in rounds for failure in entry.read.failures]
    if any(failure.reason is Reason.NOT_OURS for failure in lost):
        raise SystemExit(WRONG_USE)
    if lost:
        raise SystemExit(IN_PART)


def _print(rounds: Sequence[Round], settings: Settings, *, as_json: bool) -> None:
    from commands import _visits
    from words import language

    if as_json:
        _visits.print_json(rounds)
    else:
        office = language(recipients_language(settings, "office"))
        _visits.print_table(rounds, tongue(), settings.zone(), office)


def _rounds(
    context: Context,
    settings: Settings,
    accounts: Sequence[Account],
    backfill: int | None,
    troubles: list[str],
    put_off: list[str],
) -> Iterator[Round]:
    """Visit the accounts one after the other; what could not be kept becomes a trouble more.

    `put_off`: what may be kept another time.
    """
    from commands import _visits
    from storage import StorageError
    from watch.visits import attempt

    with context.store(settings) as store, _visits.progress(len(accounts), tongue()) as bar:
        for account in accounts:
            bar.begin(account.name)
            try:
                yield attempt(
                    account, settings, store, context.now, backfill=backfill, show=bar.tell
                )
            except StorageError as error:  # what others bring may still be kept
                lines = put_off if error.is_temporary else troubles
                lines.append(
                    Phrase("{account}: {trouble}", account=account.name, trouble=error.phrase)
                )
