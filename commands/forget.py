"""`forget`: erase what a platform's terms oblige to erase."""

from __future__ import annotations

import click

from commands._context import Context, now, who
from metrics.platforms import PLATFORMS


@click.command("forget")
@click.option("--platform", type=click.Choice(sorted(PLATFORMS)), required=True)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.pass_obj
def command(context: Context, platform: str, *, yes: bool) -> None:
    """Erase what a platform's terms oblige to erase, and say what was erased and kept.

    Use it when the agreement with the platform ends. X: everything that came from X goes;
    what the office printed itself stays. Facebook and Instagram: texts, links, ids and names
    go; counts and dates stay. See docs/platform-terms.md. This cannot be undone.
    """
    from storage.erasure import forget

    settings = context.settings()
    with context.store(settings) as store:
        if not yes:
            click.confirm(f"Erase what came from {PLATFORMS[platform].names['en']}?", abort=True)
        forgotten = forget(store, platform, who=who(), now=now())
    for thing, count in forgotten.what.items():
        click.echo(f"{thing}: {count:,}")
