"""`forget`: erase what a platform's terms oblige to erase."""

from __future__ import annotations

import json

import click

from commands._context import WRONG_USE, Context, who
from commands._platforms import kept_after_forgetting
from metrics.platforms import PLATFORMS


@click.command("forget", epilog=kept_after_forgetting())
@click.option("--platform", type=click.Choice(sorted(PLATFORMS)), required=True)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, platform: str, *, yes: bool, as_json: bool) -> None:
    """Erase what a platform's terms oblige to erase, and say what was erased and kept.

    Use it when the agreement with the platform ends; what goes and what stays is told below, and
    why in docs/platform-terms.md. This cannot be undone.
    """
    from storage.erasure import forget

    settings = context.settings()
    with context.store(settings) as store:
        if not yes and not _agreed(PLATFORMS[platform].names["en"]):
            click.echo("nothing was erased", err=True)
            raise SystemExit(WRONG_USE)
        forgotten = forget(store, platform, who=who(), now=context.now())
    if as_json:
        click.echo(json.dumps(forgotten.what, ensure_ascii=False, indent=1))
    else:
        for thing, count in forgotten.what.items():
            click.echo(f"{thing}: {count:,}")


def _agreed(platform: str) -> bool:
    try:
        return click.confirm(f"Erase what came from {platform}?", err=True)
    except click.Abort:  # nobody is there to answer
        return False
