"""`run`: the daemon, until it is told to end."""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from commands._context import Context

if TYPE_CHECKING:
    from settings import Settings
    from storage import Store
    from watch.signals import Signals

TRIES, WAIT_S = 5, 30
"""How often the database is tried at the start, and how many seconds lie between two tries. Longer,
a whole start is tried by systemd: so rarely that it does not give up."""

logger = logging.getLogger(__name__)


@click.command("run")
@click.option("--verbose", is_flag=True, help="Log more than what happens.")
@click.pass_obj
def command(context: Context, *, verbose: bool) -> None:
    """Read every account in each slot, for years, and tell the administrators what goes wrong.

    Logs one line an event to stderr. SIGTERM ends it within ten seconds, with what is under way
    finished or rolled back; SIGHUP lets it read config.toml again, and keeps the former settings
    where the new ones are wrong. A secret file that changes is read again by itself.

    Exit code: 0 ended by a signal; 2 the settings are wrong, or the database needs a person; 75
    another daemon keeps the database, or workers do, or it could not be reached or written for some
    minutes.
    """
    from watch.signals import END_S, Signals

    with Signals(END_S) as signals:  # before anything that takes its time
        _run(context, signals, verbose=verbose)
        if signals.is_ending():
            signals.leave()


def _run(context: Context, signals: Signals, *, verbose: bool) -> None:
    from storage.queue.state import keeping
    from watch import lock, log
    from watch.daemon import Daemon

    settings = context.settings()
    formatter = log.set_up(settings, sys.stderr, verbose=verbose)
    with lock.hold(settings), ExitStack() as stack:
        store = _store(context, settings, signals, stack)
        if store is not None:
            stack.enter_context(keeping(store, alone=True))
            Daemon(context.config, settings, store, formatter, signals=signals).run()


def _store(
    context: Context, settings: Settings, signals: Signals, stack: ExitStack
) -> Store | None:
    """The database, waited for while it is held or not there yet, as after a start of the machine.

    None: told to end meanwhile.

    Raises:
        StorageError: it cannot be used, or could not for all that time.
    """
    from storage import StorageError

    for tries in range(TRIES):
        try:
            return stack.enter_context(context.store(settings))
        except StorageError as error:
            if not error.is_temporary or tries == TRIES - 1:
                raise
            logger.error("%s: tried again in %d seconds", error, WAIT_S)  # noqa: TRY400 - it says all
        signals.news.clear()
        if signals.is_ending() or (signals.news.wait(WAIT_S) and signals.is_ending()):
            return None
    return None
