"""One line of `check`: a sign, what was looked at, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commands._context import IN_PART, WRONG_USE


class Sign(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and the exit code that this asks for."""

    sign: Sign
    subject: str
    sentence: str
    """Plain, for people. Never holds a secret."""
    code: int = 0


def fine(subject: str, sentence: str) -> Finding:
    """All is well, or is as it was asked for."""
    return Finding(Sign.OK, subject, sentence)


def advice(subject: str, sentence: str) -> Finding:
    """Everything works, and could be better."""
    return Finding(Sign.WARNING, subject, sentence)


def to_do(subject: str, sentence: str) -> Finding:
    """Something works today, or works in part, and wants to be seen to."""
    return Finding(Sign.WARNING, subject, sentence, IN_PART)


def failed(subject: str, sentence: str) -> Finding:
    """One account, or one thing beside the settings, does not work."""
    return Finding(Sign.WRONG, subject, sentence, IN_PART)


def wrong(subject: str, sentence: str) -> Finding:
    """The settings cannot be used as they are, or an account is not ours."""
    return Finding(Sign.WRONG, subject, sentence, WRONG_USE)
