"""What the kinds of alerts are called in a letter and in an alert's own mail."""

from __future__ import annotations

from metrics.alarms import AlarmKind
from words import Language


def kind_name(kind: str, language: Language) -> str:
    """What a kind of alert is called; its key where we have no word for it."""
    say = language.say
    names: dict[str, str] = {
        AlarmKind.ACCESS: say("Access refused"),
        AlarmKind.BACKUP: say("Backup failed"),
        AlarmKind.BREAKOUT: say("A post breaks out"),
        AlarmKind.CEILING: say("Ceiling on money reached"),
        AlarmKind.CLOCK: say("Clock"),
        AlarmKind.CREDIT: say("Credit spent"),
        AlarmKind.DATABASE: say("Database"),
        AlarmKind.DISK: say("Disk nearly full"),
        AlarmKind.FALL: say("Fall in one step"),
        AlarmKind.GAP: say("No reading"),
        AlarmKind.IDENTITY: say("Name, handle or badge changed"),
        AlarmKind.LETTER: say("Letter not delivered"),
        AlarmKind.METRIC: say("A count is refused"),
        AlarmKind.MILESTONE: say("Milestone"),
        AlarmKind.NOT_OURS: say("Not proven ours"),
        AlarmKind.SETTINGS: say("Settings"),
        AlarmKind.TOKEN_EXPIRY: say("Token"),
        AlarmKind.VANISHED: say("A post is gone"),
    }
    return names.get(kind, kind)
