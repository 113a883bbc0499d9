"""`run`: the daemon, until it is told to end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from commands._context import Context

if TYPE_CHECKING:
    from watch.signals import Signals


@click.command("run")
@click.option("--verbose", is_flag=True, help="Log more than what happens.")
@click.pass_obj
def command(context: Context, *, verbose: bool) -> None:
    """Read every account in each slot, for years, and tell the administrators what goes wrong.

    Logs one line an event to stderr. SIGTERM ends it within ten seconds, with what is under way
    finished or rolled back; SIGHUP lets it read config.toml again, and keeps the former settings
    where the new ones are wrong. A secret file that changes is read again by itself.

    Exit code: 0 ended by a signal; 2 the settings or the database cannot be used; 75 another
    daemon keeps the database.
    """
    from watch.signals import END_S, Signals

    with Signals(END_S) as signals:  # before anything that takes its time
        _run(context, signals, verbose=verbose)


def _run(context: Context, signals: Signals, *, verbose: bool) -> None:
    from watch import lock, log
    from watch.daemon import Daemon

    settings = context.settings()
    formatter = log.set_up(settings, sys.stderr, verbose=verbose)
    try:
        with lock.hold(settings), context.store(settings) as store:
            Daemon(context.config, settings, store, formatter, signals=signals).run()
    except lock.AlreadyRunning as error:
        click.echo(str(error), err=True)
        raise SystemExit(lock.EXIT_CODE) from None
