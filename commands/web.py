"""`web`: the page for staff, on this machine."""

from __future__ import annotations

import sys

import click

from commands._context import Context, said
from metrics.texts.phrases import Phrase


@click.command("web")
@click.option(
    "--hash",
    "name",
    metavar="NAME",
    help="Ask for a password and print NAME:HASH for the secret web.passwords; serve nothing.",
)
@click.option(
    "--token",
    "program",
    metavar="NAME",
    help="Make a token for a program; print it, and NAME:HASH for the secret programs.tokens.",
)
@click.pass_obj
def command(context: Context, name: str | None, program: str | None) -> None:
    """Serve the page for staff: figures, charts, questions, downloads, and forms for editors.

    Address and allowed names stand in [web] of the settings: an address of this machine, or a
    socket in a file. Other machines are let in with passwords alone. Runs beside the daemon; ends
    on SIGTERM and Ctrl-C. Nothing can be changed there but by those whom [web] editors names.
    """
    if name is not None:
        _print_entry(name)
        return
    if program is not None:
        _print_token(program)
        return
    settings = context.settings()
    from watch import log
    from web import Site, serve  # which imports matplotlib: after the settings

    log.set_up(settings, sys.stderr)
    site = Site(settings, context.now, context.config)
    serve(
        site,
        lambda place: click.echo(
            said(Phrase("the page for staff is at {address}", address=place)), err=True
        ),
    )


def _print_entry(name: str) -> None:
    from settings.entries import users_of
    from web import entry_of

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    entry = entry_of(name, password)
    users_of(entry)  # the name is one that will be understood
    click.echo(entry)


def _print_token(name: str) -> None:
    from settings.entries import tokens_of
    from web.tokens import new_token

    token, entry = new_token(name)
    tokens_of(entry)  # the name is one that will be understood
    click.echo(said(Phrase("the token, which nobody can show again:")), err=True)
    click.echo(token)
    click.echo(said(Phrase("its part of the secret programs.tokens:")), err=True)
    click.echo(entry)
