"""`forget`: erase what a platform's terms oblige to erase."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands._context import WRONG_USE, Context, who
from commands._platforms import kept_after_forgetting
from metrics.platforms import PLATFORMS

if TYPE_CHECKING:
    from settings import Settings
    from storage import Store

COPIES_ELSEWHERE = "copies of this file elsewhere, if there are any, still hold it as well"
DUMPS = "what pg_dump has written, if there is any, still holds it"


@click.command("forget", epilog=kept_after_forgetting())
@click.option("--platform", type=click.Choice(sorted(PLATFORMS)), required=True)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option(
    "--with-backups",
    is_flag=True,
    help="Erase the backups that still hold it as well, after a new one was made.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(
    context: Context, platform: str, *, yes: bool, with_backups: bool, as_json: bool
) -> None:
    """Erase what a platform's terms oblige to erase, and say what was erased and kept.

    Use it when the agreement with the platform ends; what goes and what stays is told below, and
    why in docs/platform-terms.md. This cannot be undone.

    Backups that were made before still hold it. Those in the folder of [backup] are named, and
    erased if you agree; so that you are not left without any, a new one is made first. Copies
    elsewhere, such as those of another machine, are yours to erase.
    """
    from storage.erasure import forget

    settings = context.settings()
    with context.store(settings) as store:
        if not yes and not _agreed(PLATFORMS[platform].names["en"]):
            click.echo("nothing was erased", err=True)
            raise SystemExit(WRONG_USE)
        what: dict[str, object] = {**forget(store, platform, who=who(), now=context.now()).what}
        holding = _backups(settings, store)
        erased = bool(holding) and (with_backups or (not yes and _agreed_to_backups(holding)))
        if erased:
            what["backup made anew"] = str(_erase_backups(store, holding, context.now()))
            what["backups erased"] = len(holding)
    if as_json:
        left = [] if erased else [str(path) for path in holding]
        counts = what | {"backups that still hold it": left}
        click.echo(json.dumps(counts, ensure_ascii=False, indent=1))
        return
    for thing, count in what.items():
        click.echo(f"{thing}: {count:,}" if isinstance(count, int) else f"{thing}: {count}")
    if not erased:
        for path in holding:
            click.echo(f"still holds it: {path}")
    click.echo(COPIES_ELSEWHERE if settings.storage.file else DUMPS)


def _backups(settings: Settings, store: Store) -> list[Path]:
    """The backups of this database that were made before now."""
    from storage.backup.backup import backups_of

    folder = settings.backup.folder
    return [] if folder is None else backups_of(store, folder)


def _erase_backups(store: Store, holding: Sequence[Path], now: datetime) -> Path:
    """Make a backup of what is left, then erase the others; the new one."""
    from storage.backup.backup import back_up

    fresh = back_up(store, holding[0].parent, now)
    for path in holding:
        path.unlink()
    return fresh


def _agreed_to_backups(holding: Sequence[Path]) -> bool:
    for path in holding:
        click.echo(f"still holds it: {path}", err=True)
    return _agreed_to("Erase these backups as well, after a new one was made?")


def _agreed(platform: str) -> bool:
    return _agreed_to(f"Erase what came from {platform}?")


def _agreed_to(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort:  # nobody is there to answer
        return False
