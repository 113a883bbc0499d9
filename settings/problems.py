"""What is wrong with the settings, said so that somebody can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase, joined_phrase


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: `account[1].handle`, or a file's name."""

    path: str
    message: str
    """A plain sentence. Never holds a secret."""
    account: str | None = None
    """The name of the account that it is of."""

    def __str__(self) -> str:
        return str(self.phrase)

    @property
    def phrase(self) -> Phrase:
        """The problem with its place, as a sentence for people."""
        if self.account:
            return Phrase(
                "{path} ({account}): {message}",
                path=self.path,
                account=self.account,
                message=self.message,
            )
        return Phrase("{path}: {message}", path=self.path, message=self.message)


class SettingsError(HasilaError):
    """The settings cannot be used; `problems` are all the reasons at once, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(joined_phrase("\n", (problem.phrase for problem in self.problems)))
