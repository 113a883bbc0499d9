"""What was kept of the slots that were due, in the words of `status` and `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from words.names import reason_name

if TYPE_CHECKING:
    from metrics.completeness import Completeness, Gap
    from words import Language


def gap_words(gap: Gap, zone: ZoneInfo, language: Language) -> str:
    """From when until when a gap is, and its reason."""
    return language.say(
        "{since} to {until} ({reason})",
        since=language.moment(gap.since, zone),
        until=language.moment(gap.until, zone),
        reason=reason_name(gap.reason, language),
    )


def silence_words(slots: Completeness, zone: ZoneInfo, language: Language) -> str:
    """That nothing has been read of late, of slots of which the last ones were lost."""
    gap = slots.gaps[-1]
    return language.count(
        "not read since {moment}: {n} slot; is the daemon up?",
        "not read since {moment}: {n} slots; is the daemon up?",
        gap.slots,
        moment=language.moment(gap.since, zone),
    )
