"""What every chart must know beside its data: for whom, in which language, as of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from words import Language

DOTS_PER_INCH = 150


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet that a chart is drawn on."""

    language: Language
    institution: str
    """The institution's name in that language."""
    zone: ZoneInfo
    now: datetime
    """The (aware) instant up to which the chart speaks."""
    note: str | None = None
    """Printed in bold at the foot, such as a notice that the data is simulated."""
    size: tuple[float, float] = (10.0, 5.8)
    """Width and height in inches; a chart of many rows or panels grows higher."""
