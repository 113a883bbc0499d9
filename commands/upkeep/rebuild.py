"""`rebuild`: build what is rolled up anew from the readings."""

from __future__ import annotations

import click

from commands._context import Context, said, tongue
from metrics.texts.phrases import Phrase, Plural


@click.command("rebuild")
@click.pass_obj
def command(context: Context) -> None:
    """Build what is rolled up for quick answers anew from the readings, and print how much it is.

    `check` tells where it is not what the readings say, which every night mends by itself. All of
    it is built in one transaction: questions are answered meanwhile, and nothing else changes.

    Exit code: 0 done; 2 it could not be built; 75 not now: the database is held, or the disk is
    full.
    """
    from commands._visits import progress
    from storage.rollups import ROLLUPS, rebuild

    settings = context.settings()
    with context.store(settings) as store, progress(len(ROLLUPS), tongue()) as bar:
        built = rebuild(store, bar.begin)
    for table, rows in built.items():
        of_table = Plural("{n} row", "{n} rows", rows)
        click.echo(said(Phrase("{rows} of {table}", rows=of_table, table=table)))
