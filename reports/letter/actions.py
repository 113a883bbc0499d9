"""What an administrator is to do, by what is open."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.alarms import AlarmKind
from reports.letter.facts import AdministratorFacts
from reports.letter.telling import Teller, foreign
from storage.letters import LetterRecord
from storage.papers import State
from words import Language


def actions(facts: AdministratorFacts, teller: Teller) -> Iterator[str]:
    """What is to be done, the oldest trouble first."""
    for alert in facts.still_open:
        sentence = _action(alert.kind, foreign(alert.subject), teller.language)
        if sentence is not None:
            yield sentence
    if facts.tokens_checked is None or facts.backup is None:
        yield teller.language.say(
            "See that the daemon runs: it checks the tokens, and makes a backup every night."
        )
    for letter in facts.letters:
        yield _about_letter(letter, teller.language)


def _action(kind: str, subject: str, language: Language) -> str | None:
    """What to do about an open alert; None where waiting is all."""
    say = language.say
    return {
        AlarmKind.ACCESS: say(
            "{subject}: see why the platform refuses it (a new token: docs/tokens.md).",
            subject=subject,
        ),
        AlarmKind.NOT_OURS: say(
            "{subject}: give it a token of the account itself (docs/tokens.md).", subject=subject
        ),
        AlarmKind.TOKEN_EXPIRY: say(
            "{subject}: renew it, or narrow what it may do (docs/tokens.md).", subject=subject
        ),
        AlarmKind.CREDIT: say("{subject}: buy credit, or read less.", subject=subject),
        AlarmKind.CEILING: say(
            "{subject}: the ceiling in config.toml is reached; raise it if that is meant.",
            subject=subject,
        ),
        AlarmKind.GAP: say("{subject}: find out why nothing is read.", subject=subject),
        AlarmKind.METRIC: say(
            "{subject}: the platform has withdrawn it; look for a newer version of Hasila.",
            subject=subject,
        ),
        AlarmKind.DISK: say("Make room on the disk of the database."),
        AlarmKind.CLOCK: say("Put the server’s clock or its time zone data right."),
        AlarmKind.DATABASE: say("Stop the daemon and restore a backup (docs/operations.md)."),
        AlarmKind.BACKUP: say("See why the backup failed, and run `backup` by hand."),
        AlarmKind.SETTINGS: say("Put config.toml right: the former settings are in force."),
    }.get(AlarmKind(kind))


def _about_letter(letter: LetterRecord, language: Language) -> str:
    told = {"recipient": foreign(letter.recipient), "week": foreign(letter.week)}
    if letter.state is State.UNSURE:
        return language.say("Ask {recipient} whether the letter of {week} has arrived.", **told)
    return language.say("See why {recipient} did not get the letter of {week}.", **told)
