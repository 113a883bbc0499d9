"""What is wrong with the settings, said so that somebody can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from metrics.errors import HasilaError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: `account[1].handle`, or a file's name."""

    path: str
    message: str
    """A plain sentence. Never holds a secret."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class SettingsError(HasilaError):
    """The settings cannot be used; `problems` are all the reasons at once, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that offers the known word nearest to a mistyped one, or nothing."""
    by_lower_case = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_lower_case, n=1)
    return f"; did you mean {by_lower_case[near[0]]!r}?" if near else ""
