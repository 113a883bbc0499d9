"""The one root of the errors that are meant for people.

HasilaError
├── SettingsError     settings: something in config.toml or a secret is wrong
├── StorageError      storage: the database cannot be used as it is
├── ImportRefused     imports: a file that staff brought is not taken
└── CollectorError    collectors: a platform was not read, and why
"""

from __future__ import annotations

from metrics.texts.phrases import said_by


class HasilaError(Exception):
    """An error whose text is a clear sentence for the person at the keyboard, without secrets."""

    is_temporary = False
    """Whether the same may succeed later with nothing changed: a command then exits with 75."""

    @property
    def phrase(self) -> str:
        """Its text as it was raised with: a `Phrase` still, which `words/` can say otherwise."""
        return said_by(self)
