"""Why somebody corrects what is on file: a short text, judged like every other one."""

from __future__ import annotations

from collections.abc import Sequence

from imports.cells import as_text
from imports.privacy import as_safe_text
from imports.refusal import CellRefused, ImportRefused, Problem
from metrics.snapshot import Account

LONGEST = 200


def as_reason(text: str | None) -> str | None:
    """The reason of a correction; None where there is none.

    Raises:
        ImportRefused: it holds control characters, or has no end.
    """
    try:
        return as_text(text)
    except CellRefused as refusal:
        raise _refused(refusal) from None


def as_safe_reason(text: str | None, accounts: Sequence[Account]) -> str | None:
    """The reason of a statement's correction, which may name nobody either.

    Raises:
        ImportRefused: it holds a handle, a number or an address, or is longer than 200 characters.
    """
    try:
        return as_safe_text(text, accounts, LONGEST)
    except CellRefused as refusal:
        raise _refused(refusal) from None


def _refused(refusal: CellRefused) -> ImportRefused:
    return ImportRefused([Problem(None, str(refusal), "reason")])
