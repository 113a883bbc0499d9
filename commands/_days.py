"""Days and periods as options of a command, in the institution's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from metrics.periods import parse_period
from metrics.texts.phrases import Phrase, said_by

if TYPE_CHECKING:
    from metrics.calendar import Calendar


class DayOption(click.ParamType[date]):
    """A day; a month, a week or a year stands for its first day."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read 2026-03-09, 2026-03, 2026-W46 or 2026."""
        try:
            return parse_period(str(value)).since
        except ValueError as error:
            self.fail(said_by(error), param, ctx)


def days_meant(
    since: str | None,
    until: date | None,
    period: str | None,
    today: date,
    calendar: Callable[[], Calendar],
) -> tuple[date | None, date | None]:
    """The first day that is meant and the day after the last one.

    Raises:
        click.BadParameter: the period or the first day is none, or they contradict each other.
    """
    from queries.calendar import first_day_meant
    from queries.request import ContradictoryDays, days_of

    if period is not None and (since or until):
        raise click.BadParameter(Phrase("--in already says both --since and --until"))
    try:
        first = None if since is None else first_day_meant(since, today, calendar)
    except ValueError as error:
        raise click.BadParameter(said_by(error), param_hint="--since") from None
    try:
        return days_of(first, until, period, today, calendar)
    except ContradictoryDays:
        raise click.BadParameter(Phrase("--until must be after --since")) from None
    except ValueError as error:
        raise click.BadParameter(said_by(error), param_hint="--in") from None
