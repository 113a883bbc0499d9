"""`restore`: put a backup in the place of the database."""

from __future__ import annotations

from pathlib import Path

import click

from commands._context import TRY_AGAIN, Context, said
from metrics.texts.phrases import Phrase


@click.command("restore")
@click.argument("backup", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the database even if it holds newer entries.")
@click.pass_obj
def command(context: Context, backup: Path, *, force: bool) -> None:
    """Put a backup in the place of the database, which is kept aside.

    Stop the daemon first. The backup is checked before anything is changed. That of a PostgreSQL
    is put back in one transaction. What was erased by `forget` after the backup was made comes
    back with it: run `forget` again.

    Exit code: 0 done; 2 refused, and nothing was changed; 75 the daemon runs.
    """
    from storage.backup.restore import restore
    from storage.backup.restore_dump import restore_dump
    from storage.engine import parse_url, path_of, place_of
    from watch.lock import AlreadyRunning, hold

    settings = context.settings()
    address = parse_url(settings.storage.url)
    target = path_of(address)
    try:
        with hold(settings):
            if target is None:
                restored = restore_dump(backup, settings.storage.url, context.now(), force=force)
            else:
                restored = restore(backup, target, context.now(), force=force)
    except AlreadyRunning as error:
        click.echo(said(Phrase("{trouble}: stop it first", trouble=error.phrase)), err=True)
        raise SystemExit(TRY_AGAIN) from error
    click.echo(
        said(Phrase("{target}: restored from {backup}", target=place_of(address), backup=backup))
    )
    if restored.until:
        click.echo(said(Phrase("its newest entry is of {at}", at=restored.until)))
    if restored.aside:
        click.echo(said(Phrase("what it has replaced is kept as {file}", file=restored.aside)))
