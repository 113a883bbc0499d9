"""A sentence that is told, and by which figures it can be traced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.balance.figures import Figure


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, which model it follows, and the ids of the figures that it tells."""

    id: str
    text: str
    figures: tuple[str, ...]


def told(model: str, text: str | None, *figures: Figure | str | None) -> Iterator[Sentence]:
    """The sentence, unless what it tells is not known."""
    if text is not None:
        ids = (one if isinstance(one, str) else one.id for one in figures if one is not None)
        yield Sentence(model, text, tuple(dict.fromkeys(ids)))
