"""What was kept of the slots that were due, in the words of `status` and `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics.completeness import Completeness, Gap


def kept_words(slots: Completeness) -> str:
    """How many slots of those due were kept, such as `20 of 21 (1 in part)`."""
    part = f" ({slots.slots_partial} in part)" if slots.slots_partial else ""
    return f"{slots.slots_kept} of {slots.slots_due}{part}"


def gap_words(gap: Gap) -> str:
    """From when until when a gap is, in UTC, and its reason."""
    span = f"{gap.since:%Y-%m-%d %H:%M} to {gap.until:%Y-%m-%d %H:%M} UTC"
    return f"{span} ({gap.reason or 'reason not known'})"


def silence_words(slots: Completeness) -> str:
    """That nothing has been read of late, of slots of which the last ones were lost."""
    gap = slots.gaps[-1]
    return f"not read since {gap.since:%Y-%m-%d %H:%M} UTC: {gap.slots} slots; is the daemon up?"
