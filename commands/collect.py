"""`collect`: read every account now, and keep what it says."""

from __future__ import annotations

import click

from commands._context import IN_PART, WRONG_USE, Context, chosen
from commands._platforms import post_prices


@click.command("collect")
@click.option("--account", "name", metavar="NAME", help="Only this account of the settings.")
@click.option(
    "--backfill",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="Read the newest N past posts, too (100 of an account never read before). "
    f"{post_prices()}The ceilings hold.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the visits as JSON.")
@click.pass_obj
def command(context: Context, name: str | None, backfill: int | None, *, as_json: bool) -> None:
    """Read every account now, and keep what it says.

    Reads now, whether or not the daemon runs. An account that fails leaves a gap with its
    reason, and the others are read all the same.

    Exit code: 0 all read; 1 something was not read; 2 wrong settings, a secret or a database
    that cannot be used, or an account that is not ours.
    """
    from commands import _visits
    from metrics.model import Outcome, Reason
    from storage import StorageError
    from storage.erasure import expire_texts
    from storage.topics import apply_rules
    from watch.visits import attempt

    settings = context.settings()
    wanted = chosen(settings, name)
    unusable = settings.secret_problems(wanted)
    troubles = [str(problem) for problem in unusable]
    rounds = []
    with context.store(settings) as store, _visits.progress(len(wanted)) as bar:
        for account in wanted:
            bar.begin(account.name)
            try:
                rounds.append(
                    attempt(account, settings, store, context.now, backfill=backfill, show=bar.tell)
                )
            except StorageError as error:  # what others bring may still be kept
                troubles.append(f"{account.name}: {error}")
    _visits.print_json(rounds) if as_json else _visits.print_table(rounds)
    for trouble in troubles:
        click.echo(trouble, err=True)
    with context.store(settings) as store:
        apply_rules(store, settings.topic_rules(), context.now())  # while the texts are on file
        expire_texts(store, context.now(), settings.storage.text_days)
    failures = [failure for entry in rounds for failure in entry.visit.failures]
    if troubles or any(failure.reason is Reason.NOT_OURS for failure in failures):
        raise SystemExit(WRONG_USE)
    if any(entry.visit.outcome is not Outcome.OK for entry in rounds):
        raise SystemExit(IN_PART)
