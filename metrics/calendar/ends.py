"""What ends on a known day: support of Python and Debian, versions of APIs, readings of terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from metrics.texts.phrases import Phrase

SOON = timedelta(days=90)
"""How long before its day an end is spoken of."""
TERMS_LAST = timedelta(days=365)
"""After how long a platform's terms are to be read again: they change without notice."""
PYTHON_ENDS = {
    "3.11": date(2027, 10, 31),
    "3.12": date(2028, 10, 31),
    "3.13": date(2029, 10, 31),
    "3.14": date(2030, 10, 31),
}
"""Until when a Python gets security fixes. Source: devguide.python.org/versions, 2026-11-30."""
DEBIAN_ENDS = {"12": date(2028, 6, 30), "13": date(2030, 6, 30)}
"""Until when a Debian does, long-term support included. Source: wiki.debian.org/LTS, 2026-11-30."""

API_ENDS = {
    "graph_version": {
        "v21.0": date(2027, 1, 21),
        "v22.0": date(2027, 5, 20),
        "v23.0": date(2027, 10, 8),
        "v24.0": date(2028, 2, 18),
        "v25.0": date(2028, 7, 29),
        "v26.0": date(2028, 11, 4),
    }
}
"""When an API stops to answer as each version, by its key of the settings: two years after the next
version came. Source: its changelog, read on 2026-11-29; the end of v26.0 follows from the rule."""


@dataclass(frozen=True, slots=True)
class EndDate:
    """A day on which something ends, and what to do before it."""

    key: str
    """The same in every language: python, debian, or a key of the settings."""
    on: date
    sentence: Phrase
    """What ends, and when."""
    action: Phrase

    def is_soon(self, today: date) -> bool:
        """Whether it ends within three months, or has ended."""
        return today >= self.on - SOON

    def is_over(self, today: date) -> bool:
        """Whether it has ended."""
        return today >= self.on

    @property
    def advice(self) -> Phrase:
        """What ends, and what to do."""
        return Phrase(
            "{sentence}; what to do: {action}", sentence=self.sentence, action=self.action
        )


def api_end(key: str, version: str | None) -> date | None:
    """When a version of an API ends, which a key of the settings names; None where nobody knows."""
    return API_ENDS.get(key, {}).get(version or "")


def python_end(version: str) -> EndDate | None:
    """When a Python ("3.13") is supported no longer; None where nobody knows."""
    on = PYTHON_ENDS.get(version)
    said = Phrase("Python {version} gets security fixes until {day}", version=version, day=on)
    return EndDate("python", on, said, _system_upgrade()) if on else None


def debian_end(version: str) -> EndDate | None:
    """When a Debian ("13") is supported no longer; None where nobody knows."""
    on = DEBIAN_ENDS.get(version)
    said = Phrase("Debian {version} gets security fixes until {day}", version=version, day=on)
    return EndDate("debian", on, said, _system_upgrade()) if on else None


def _system_upgrade() -> Phrase:
    return Phrase("upgrade the system, then run `deploy/install`")
