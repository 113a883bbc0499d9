"""`export`: everything that the institution owns, in open formats, in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands._context import Context, said
from commands._files import FOR_THE_OWNER, write_pieces
from metrics.texts.phrases import Phrase, Plural

if TYPE_CHECKING:
    from queries.export import ExportTable

README = "README.md"
FOLDERS = ("views", "registers", "tables")


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write into DIR although something is in it.")
@click.option(
    "--bom/--no-bom",
    default=True,
    help="Whether CSV begins with the mark by which Excel reads Arabic.",
)
@click.pass_obj
def command(context: Context, folder: Path, *, force: bool, bom: bool) -> None:
    """Write everything on file into DIR: CSV and JSON, with a README that explains each file.

    \b
    views      in plain words: followers by day, posts, gaps, spending, registers
    registers  in the columns that `import` reads
    tables     every reading and every row, corrected ones included

    Nobody is kept from writing meanwhile. Only the user who runs it can read the files. What
    came from a platform stays under its terms: see docs/platform-terms.md.

    Exit code: 0 done; 2 it was not written, or not whole: the sentence says what.
    """
    from queries.export import export_tables, readme, told_at
    from storage.backup.export import at_rest

    settings = context.settings()
    zone = settings.zone()
    with context.store(settings, readonly=True) as store:
        _prepare(folder, force=force)
        with at_rest(store, folder) as resting:
            parts = export_tables(resting, zone)
            counts = {part: _write_part(folder, part, bom=bom) for part in parts}
    name = next(iter(settings.institution.name.values()), "")
    text = readme(name, settings.institution.timezone, told_at(context.now()), counts)
    _write(folder / README, [text])
    click.echo(folder / README)


def _prepare(folder: Path, *, force: bool) -> None:
    """Make the folder and those in it.

    Raises:
        click.BadParameter: it is not empty, or leads elsewhere.
    """
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise click.BadParameter(
            Phrase("{folder} is not empty: name another folder, or say --force", folder=folder)
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FOLDERS:
        inner = folder / name
        with suppress(FileExistsError):
            inner.mkdir(mode=0o700)
        if inner.is_symlink() or not inner.is_dir():
            raise click.BadParameter(
                Phrase("{inner} is no folder of its own: remove it", inner=inner)
            )


def _write_part(folder: Path, part: ExportTable, *, bom: bool) -> int:
    """Write a table in both formats and say how many rows it has."""
    place = folder / part.folder / part.name
    rows = _write(place.with_name(f"{part.name}.csv"), part.as_csv(bom=bom)) - 1
    _write(place.with_name(f"{part.name}.json"), part.as_json())
    done = Phrase(
        "{file}: {rows}",
        file=f"{part.folder}/{part.name}",
        rows=Plural("{n} row", "{n} rows", rows),
    )
    click.echo(said(done))
    return rows


def _write(target: Path, pieces: Iterable[str]) -> int:
    """Write a file that nobody else can read; how many pieces it has."""
    return write_pieces(target, (piece.encode() for piece in pieces), mode=FOR_THE_OWNER)
