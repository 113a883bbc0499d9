"""`move`: copy the database to another place, from SQLite to PostgreSQL or back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands._context import TRY_AGAIN, Context, said, tongue
from metrics.texts.phrases import Phrase, Plural

if TYPE_CHECKING:
    from settings import Settings
    from storage.backup.move import TableCopy


@click.command("move")
@click.argument("url", metavar="URL")
@click.pass_obj
def command(context: Context, url: str) -> None:
    """Copy the database to another one: sqlite:///FILE or postgresql://USER@HOST/DATABASE.

    Stop the daemon and the page first. The other database is empty, or holds what an earlier
    `move` had copied before it was cut off, which then goes on. Every table is compared at the
    end, by the number and the checksum of its rows; the old database stays as it is. A password
    is kept out of the URL, which others can see: in ~/.pgpass, or in a file named by ?passfile=.
    Then write the URL into config.toml: [storage] url.

    Exit code: 0 done; 2 refused, and why; 75 the daemon runs, or the other database is not to be
    reached now: what was copied stays, and the same command goes on.
    """
    from commands._visits import progress
    from storage import Store
    from storage.backup.export import at_rest
    from storage.backup.move import move, moved_tables
    from watch.lock import AlreadyRunning, hold

    settings = context.settings()
    address = _address(url, settings)
    try:
        with (
            hold(settings),
            context.store(settings, readonly=True) as store,
            at_rest(store, _folder(settings)) as resting,
            Store.open(address, zone=settings.zone()) as target,
            progress(len(moved_tables()), tongue()) as bar,
        ):
            moved = move(resting, target, bar.begin)
            place = target.place
    except AlreadyRunning as error:
        click.echo(said(Phrase("{trouble}: stop it first", trouble=error.phrase)), err=True)
        raise SystemExit(TRY_AGAIN) from error
    _tell(moved, place)


def _address(url: str, settings: Settings) -> str:
    from settings.values import database_url, passwords_in

    try:
        address = database_url(url, Path.cwd())
    except ValueError as error:
        raise click.BadParameter(Phrase("the URL {why}", why=error.args[0])) from None
    if passwords_in(address):
        raise click.BadParameter(
            Phrase(
                "the URL must not hold a password, which every user of this machine could read"
                " while the command runs: keep it in ~/.pgpass, or name a file by ?passfile="
            )
        )
    if address == settings.storage.url:
        raise click.BadParameter(Phrase("the URL is that of the database itself"))
    return address


def _folder(settings: Settings) -> Path:
    """Where a copy of the source may lie for so long as it is read."""
    file = settings.storage.file
    return settings.folder if file is None else file.parent


def _tell(moved: Mapping[str, TableCopy], place: str) -> None:
    for table, rows in moved.items():
        of_table = Plural("{n} row", "{n} rows", rows.held + rows.copied)
        line = Phrase("{rows} of {table}", rows=of_table, table=table)
        if rows.held:
            line = Phrase("{line}, of which {held} were there", line=line, held=rows.held)
        click.echo(said(line))
    click.echo(
        said(
            Phrase(
                "{place} holds all of it, compared row by row: write its URL into config.toml"
                " ([storage] url); the old database stays as it is",
                place=place,
            )
        )
    )
