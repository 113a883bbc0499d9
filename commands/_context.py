"""What every command shares: the settings, the store, the clock, and how a mistake is told."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands._files import settle_temporary_files
from metrics.languages import LANGUAGES, spoken_language
from metrics.spelling import unknown_word

if TYPE_CHECKING:  # these rooms are slow to import: only a command that needs one pays for it
    from metrics.model import Account
    from settings import Settings
    from storage import Store
    from words import Language

IN_PART = 1
WRONG_USE = 2
TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: nothing is wrong with the settings, and later it may succeed."""

GIVEN, SET = "commands.language", "commands.language_of_settings"
"""Under which a run keeps the language that `--lang` named, and that of the settings."""
UNLESS_SAID = "en"

F = TypeVar("F", bound=Callable[..., Any])
"""What an option of a command decorates."""
Clock = Callable[[], datetime]
"""Tells the present instant, aware, in UTC."""


def language_option(unless_given: str | None = None) -> Callable[[F], F]:
    """`--lang`: unless given that of the person's environment, or what the sentence says of it.

    None where neither names one: then it is `[institution] language`.
    """
    choice = click.Choice(LANGUAGES)
    if unless_given:
        return click.option("--lang", "code", type=choice, help=unless_given)
    return click.option(
        "--lang",
        "code",
        type=choice,
        callback=lambda context, option, code: (
            _note_language(context, option, code) or spoken_language(os.environ)
        ),
        help="Unless given, that of LANGUAGE, LC_ALL or LANG, else [institution] language.",
    )


def spoken(command: F) -> F:
    """`--lang` of a command that asks `tongue` for its language, and not its own argument."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        callback=_note_language,
        help="Unless given, that of LANGUAGE, LC_ALL or LANG, else [institution] language.",
    )(command)


def _note_language(
    context: click.Context, _option: click.Parameter, code: str | None
) -> str | None:
    if code:
        context.meta[GIVEN] = code
    return code


def tongue() -> Language:
    """The language of whoever runs this command: of findings, of progress and of refusals.

    What `--lang` says, else the environment, else `[institution] language` where the settings say
    it; English, in which the help is, where nobody does.
    """
    from words import language

    current = click.get_current_context(silent=True)
    meta = current.meta if current else {}
    code = meta.get(GIVEN) or spoken_language(os.environ) or meta.get(SET)
    return language(code or UNLESS_SAID)


def said(sentence: str) -> str:
    """A sentence in the language of whoever runs this command."""
    from words.telling import tell

    return tell(sentence, tongue())


def recipients_language(settings: Settings, role: str) -> str:
    """The language of the first recipient of a role ("office", …), else the institution's."""
    recipients = settings.mail.recipient if settings.mail else ()
    codes = (recipient.language for recipient in recipients if recipient.role == role)
    return next(codes, settings.institution.language)


def read_clock() -> datetime:
    """The machine's clock, read here and in watch/ alone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """What the options before the command say."""

    config: Path
    now: Clock = read_clock
    """The clock of this run."""

    def settings(self) -> Settings:
        """The settings, whole and right; every problem is a `SettingsError`.

        From then on temporary files go where this process may write.
        """
        from settings import load

        settings = load(self.config)
        current = click.get_current_context(silent=True)
        if current and "language" in settings.institution.model_fields_set:
            current.meta[SET] = settings.institution.language
        settle_temporary_files(settings)
        return settings

    @contextmanager
    def store(
        self, settings: Settings, *, readonly: bool = False, durable: bool = True
    ) -> Iterator[Store]:
        """The database, open for as long as the block lasts."""
        from storage import Store
        from storage.accounts import enrol

        with Store.open(
            settings.storage.url, readonly=readonly, zone=settings.zone(), durable=durable
        ) as store:
            if not readonly:
                enrol(store, settings.accounts, self.now())
            yield store


def who() -> str:
    """Who is at the keyboard, for the record of changes."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # before Python 3.13 a user without a name is a KeyError
        return "unknown"


def chosen(settings: Settings, name: str | None) -> tuple[Account, ...]:
    """The accounts of the settings, or the one that was named.

    Raises:
        click.BadParameter: no account of the settings has that name.
    """
    if name is None:
        return settings.accounts
    named = tuple(account for account in settings.accounts if account.name == name)
    if not named:
        raise click.BadParameter(
            unknown_word("account", name, [account.name for account in settings.accounts])
        )
    return named
