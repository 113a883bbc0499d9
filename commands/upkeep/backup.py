"""`backup`: copy the database, check the copy, remove what is kept no longer."""

from __future__ import annotations

from pathlib import Path

import click

from commands._context import IN_PART, Context, said
from metrics.texts.phrases import Phrase


@click.command("backup")
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to, instead of the folder that [backup] of the settings names.",
)
@click.pass_obj
def command(context: Context, folder: Path | None) -> None:
    """Copy the database into a folder, check the copy, and print its name.

    It may be in use. Of earlier backups the newest of each of the last days and weeks stay, as
    [backup] says: 14 days and 8 weeks unless it says otherwise.

    Exit code: 0 done; 1 the backup is made, but an old one could not be removed; 2 it could not
    be made; 75 not now: the database is held, or the disk is full.
    """
    from storage.backup.backup import back_up, thin

    settings = context.settings()
    folder = folder or settings.backup.folder
    if folder is None:
        raise click.UsageError(
            Phrase("name a folder: by --out, or by folder in [backup] of the settings")
        )
    keep = settings.backup
    with context.store(settings, readonly=True) as store:
        click.echo(back_up(store, folder, context.now()))
        thinned = thin(store, folder, context.now(), days=keep.keep_days, weeks=keep.keep_weeks)
    for path in thinned.stuck:
        stuck = Phrase("{path}: is kept no longer, but could not be removed", path=path)
        click.echo(said(stuck), err=True)
    if thinned.stuck:
        raise SystemExit(IN_PART)
