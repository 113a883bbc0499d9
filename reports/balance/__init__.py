"""The yearly balance: gathered as facts, worded for a reader, set as a paper."""

from reports.balance.facts import (
    Balance,
)
from reports.balance.figure import Figure
from reports.balance.gather import gather
from reports.balance.rendering import reader_of, render, text
from reports.balance.seal import KnownInPart, NothingToClose, SealBroken, close, draw
from reports.balance.window import WrongDay, why_not_yet_closable
from reports.balance.wording import Reader

__all__ = [
    "Balance",
    "Figure",
    "KnownInPart",
    "NothingToClose",
    "Reader",
    "SealBroken",
    "WrongDay",
    "close",
    "draw",
    "gather",
    "reader_of",
    "render",
    "text",
    "why_not_yet_closable",
]
