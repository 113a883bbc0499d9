"""What is wrong with the settings, said so that somebody can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.errors import HasilaError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: `account[1].handle`, or a file's name."""

    path: str
    message: str
    """A plain sentence. Never holds a secret."""
    account: str | None = None
    """The name of the account that it is of."""

    def __str__(self) -> str:
        whose = f" ({self.account})" if self.account else ""
        return f"{self.path}{whose}: {self.message}"


class SettingsError(HasilaError):
    """The settings cannot be used; `problems` are all the reasons at once, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
