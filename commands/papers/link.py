"""`link`: a link to a copy of a page or a paper, for somebody without an account."""

from __future__ import annotations

import asyncio
from contextlib import closing
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from commands._context import Context, language_option, said, who
from metrics.texts.phrases import Phrase

if TYPE_CHECKING:
    from settings import Settings
    from web.copies import LinkWish
    from words import Language


@click.command("link")
@click.argument("page", required=False)
@click.option("--days", type=click.IntRange(1, 92), default=7, show_default=True, help="Good for.")
@click.option("--passcode", is_flag=True, help="Ask for a passcode that opens it.")
@click.option(
    "--list", "listed", is_flag=True, help="List the links, and how often each was opened."
)
@click.option("--revoke", "number", type=click.IntRange(1), metavar="NUMBER", help="Revoke a link.")
@language_option()
@click.pass_obj
def command(
    context: Context,
    page: str | None,
    days: int,
    passcode: bool,  # noqa: FBT001 - an option of click
    listed: bool,  # noqa: FBT001 - likewise
    number: int | None,
    code: str | None,
) -> None:
    """Make a link to PAGE as it is now, such as /balance/2026 or /ask/growth?in=2026.

    Whoever has the link opens the copy on the page for staff without an account, and reaches no
    other page. The address is printed once: of its word the hash alone is kept.
    """
    if (page is not None) + listed + (number is not None) != 1:
        raise click.UsageError(Phrase("give a PAGE, --list or --revoke NUMBER"))
    settings = context.settings()
    from words import language

    tongue = language(code or settings.institution.language)
    if page is not None:
        from web.copies import LinkWish

        _make(context, settings, LinkWish(page, tongue, days, _asked() if passcode else None))
    elif number is not None:
        _revoke(context, settings, number)
    else:
        _list(context, settings, tongue)


def _asked() -> str:
    code: str = click.prompt("Passcode", hide_input=True, confirmation_prompt=True, err=True)
    return code


def _revoke(context: Context, settings: Settings, number: int) -> None:
    from storage.door.links import end_link

    with context.store(settings) as store:
        if not end_link(store, number, who(), context.now()):
            raise click.UsageError(Phrase("there is no link {number} to be revoked", number=number))
    click.echo(said(Phrase("revoked: link {number}", number=number)), err=True)


def _list(context: Context, settings: Settings, tongue: Language) -> None:
    from documents.text import table_as_text
    from storage.door.links import links
    from web.links import links_table

    with context.store(settings, readonly=True) as store:
        table = links_table(links(store), context.now(), tongue)
    width = get_terminal_size().columns
    click.echo(table_as_text(table, tongue, settings.zone(), width), nl=False)


def _make(context: Context, settings: Settings, wish: LinkWish) -> None:
    """Copy the page, keep the link, and print its address."""
    from storage.door.links import MostLinks, add_link
    from web import Site, StaffPage
    from web.copies import make_link
    from web.guard import LINK

    with closing(StaffPage(Site(settings, context.now))) as staff:
        token, new = asyncio.run(make_link(staff, wish, context.now()))
    most = MostLinks(settings.web.most_links, settings.web.most_links_each)
    with context.store(settings) as store:
        number = add_link(store, new, who(), most)
    hosts = settings.web.allowed_hosts
    own = f"http://{settings.web.host}:{settings.web.port}"
    click.echo(said(Phrase("link {number}, shown this once:", number=number)), err=True)
    click.echo(f"{f'https://{hosts[0]}' if hosts else own}{LINK}{token}")
