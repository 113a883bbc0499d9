"""The command line: one short file a command, imported only when it runs."""

from __future__ import annotations

import atexit
import errno
import gc
import keyword
import os
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import click

from commands._context import (
    TRY_AGAIN,
    UNLESS_SAID,
    WRONG_USE,
    Context,
    read_clock,
    said,
    tongue,
)
from commands._platforms import names
from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase

COMMANDS = {
    "demo": "Read a simulated platform, draw the charts into demo/.",
    "check": "Check settings, secrets, clock, database and every account.",
    "collect": "Read every account now, and keep what it says.",
    "run": "Read every account in each slot, for years.",
    "worker": "Read beside other workers, over one PostgreSQL.",
    "status": "Tell how old the last good readings are, and what failed.",
    "chart": "Draw the charts into a folder.",
    "card": "Draw a figure for publication, with logo and source.",
    "letter": "Write the letter of a week, or send it.",
    "link": "Make a link to a copy of a page, for somebody without an account.",
    "slides": "Write five slides for the director.",
    "report": "Write a report of one's own, or send it.",
    "ask": "Ask a question; without one, list them.",
    "bilan": "Draw the balance of a year, or close it.",
    "import": "Take in figures, activities, statements, events or periods from a file.",
    "record": "Record a single entry by hand.",
    "tag": "Give a post a topic by hand, or take it away.",
    "web": "Serve the page for staff, to look and to ask.",
    "mcp": "Serve the questions to an assistant.",
    "backup": "Copy the database into a folder, and check the copy.",
    "export": "Write everything on file into a folder, in open formats.",
    "restore": "Put a backup in the place of the database.",
    "move": "Copy the database to another place: from SQLite to PostgreSQL, and back.",
    "rebuild": "Build what is rolled up anew from the readings.",
    "forget": "Erase what a platform's terms oblige to erase.",
}
FOLDERS = {
    "papers": ("chart", "card", "link", "report", "slides"),
    "upkeep": ("backup", "restore", "move", "rebuild", "worker"),
}
"""The commands that stand in a folder of this room."""


class ClearSentence(click.ClickException):
    """A mistake, told as the sentence that its error brought."""

    exit_code = WRONG_USE

    def show(self, file: IO[str] | None = None) -> None:
        """Print the sentence alone, on stderr."""
        click.echo(self.message, file=file, err=True)


class PutOff(ClearSentence):
    """What may succeed later with nothing changed, told likewise."""

    exit_code = TRY_AGAIN


class LazyGroup(click.Group):
    """A group that knows its commands' names, and imports one only to run it.

    `--help` so stays quick: no database, chart or network library is loaded for it. The unused
    arguments are click's signatures.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of a newcomer's day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now; None for a name that is not one."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"commands.{_module(cmd_name)}").command
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error for people becomes one clear sentence and exit code 2 or 75."""
        try:
            return super().invoke(ctx)
        except HasilaError as error:
            kind = PutOff if error.is_temporary else ClearSentence
            raise kind(said(error.phrase)) from error
        except click.UsageError as error:
            raise _misuse(error) from error
        except UnicodeEncodeError as error:
            raise ClearSentence(said(Phrase("a text that was given is not UTF-8"))) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the answer has read enough
                raise
            raise ClearSentence(said(_of_files(error))) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _of_files(error: OSError) -> Phrase:
    why = error.strerror or str(error)
    if error.filename:
        return Phrase("{file}: {why}", file=str(error.filename), why=why)
    return Phrase("the answer cannot be written: {why}", why=why)


def _misuse(error: click.UsageError) -> click.UsageError:
    """The same mistake in the words of whoever made it; English is click's own."""
    if tongue().code == UNLESS_SAID:
        return error
    hint = getattr(error, "param_hint", None)
    message = said(error.message)
    if isinstance(error, click.BadParameter):
        if hint is None and error.param is not None and error.ctx is not None:
            hint = error.param.get_error_hint(error.ctx)
        shown = " ".join(hint) if isinstance(hint, list | tuple) else hint
        if isinstance(error, click.MissingParameter) and shown:
            return Misuse(said(Phrase("{option} is missing", option=shown)), error.ctx)
        wrong = Phrase("Wrong value for {option}: {why}", option=shown, why=message)
        message = said(wrong if shown else Phrase("Wrong value: {why}", why=message))
    return Misuse(message, error.ctx)


class Misuse(click.UsageError):
    """A command that was given wrongly, told in a language of ours."""

    def show(self, file: IO[str] | None = None) -> None:
        """Print how the command is used, and the sentence, on stderr."""
        if self.ctx is not None:
            click.echo(self.ctx.get_usage(), file=file, err=True)
        click.echo(said(Phrase("Error: {what}", what=self.message)), file=file, err=True)


def _module(name: str) -> str:
    """Where a command stands in this room."""
    module = f"{name}_" if keyword.iskeyword(name) else name
    folder = next((folder for folder, names in FOLDERS.items() if name in names), None)
    return f"{folder}.{module}" if folder else module


@click.group(
    cls=LazyGroup,
    help=f"Hasila (حصيلة): the balance of an institution's own accounts on {names()}.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name=None, version="0.1.0", prog_name="Hasila")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    help="The settings of the institution.",
)
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    """Read the settings' place, and hand it to the command."""
    # Whoever runs the command line in his own process may bring a clock: cli.main(..., obj=clock).
    context.obj = Context(config, context.obj or read_clock)


YOUNG_OBJECTS = 50_000
"""How many new objects are made between two looks for cycles that nobody holds any more."""


PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""No package that calls itself a plugin of pydantic is looked for, and none sees the settings."""


def main() -> None:
    """Run the command line.

    Importing makes some hundred thousand objects that stay: looking through them for cycles after
    every 700, and once more at the end, took a quarter of the time of a short command.
    """
    if "HASILA_DAEMON" in os.environ:  # imported for the daemon's own children alone
        import_module("watch.signals").end_with_parent()
    gc.set_threshold(YOUNG_OBJECTS)
    os.environ.setdefault(*PLUGINS)
    atexit.register(gc.freeze)
    cli(prog_name="run_monitor.py")
