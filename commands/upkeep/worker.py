"""`worker`: one of several processes that read for one office, over one PostgreSQL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from commands._context import Context
from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase

if TYPE_CHECKING:
    from watch.signals import Signals

ENGINE = "procrastinate"
INSTALLED_BY = ".venv/bin/pip install --require-hashes -r requirements/worker.txt"


class EngineMissing(HasilaError):
    """The package that deals out the work is not installed."""


@click.command("worker")
@click.option(
    "--at-once",
    type=click.IntRange(1, 32),
    default=4,
    show_default=True,
    help="How many visits and jobs it does at the same time.",
)
@click.option("--verbose", is_flag=True, help="Log more than what happens.")
@click.pass_obj
def command(context: Context, *, at_once: int, verbose: bool) -> None:
    """Work beside others for one office that has a PostgreSQL, on as many machines as it takes.

    Start it as often as there is work for; each does what `run` does, and no two the same. One
    machine needs none of it: there `run` is enough. Every worker has the same config.toml, and is
    started again where that changes. docs/deploy-postgres.md says how. SIGTERM ends it within ten
    seconds, with what is under way finished, or left to the others.

    Exit code: 0 ended by a signal; 2 the settings are wrong, the database is no PostgreSQL, or the
    package is not installed; 75 a daemon keeps the database, or it cannot be reached.
    """
    from watch.signals import END_S, Signals

    with Signals(END_S) as signals:  # before anything that takes its time
        _work(context, signals, at_once=at_once, verbose=verbose)
        if signals.is_ending():
            signals.leave()


def _work(context: Context, signals: Signals, *, at_once: int, verbose: bool) -> None:
    from storage.queue.state import keeping, require_queue
    from watch import log

    try:
        from watch.queue.worker import QueueWorker
    except ModuleNotFoundError as error:
        if error.name != ENGINE:
            raise
        absent = Phrase(
            "the package {package} is not installed here: {command}",
            package=ENGINE,
            command=INSTALLED_BY,
        )
        raise EngineMissing(absent) from error
    settings = context.settings()
    log.set_up(settings, sys.stderr, verbose=verbose)
    require_queue(settings.storage.file)
    with context.store(settings) as store, keeping(store, alone=False):
        QueueWorker(context.config, settings, store, at_once, context.now, signals=signals).run()
