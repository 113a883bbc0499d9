"""Days and periods as options of a command, in the institution's zone."""

from __future__ import annotations

from datetime import date

import click

from metrics.periods import parse_period


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
            self.fail(str(error), param, ctx)


def days_meant(
    since: date | None, until: date | None, period: str | None, today: date
) -> tuple[date | None, date | None]:
    """The first day that is meant and the day after the last one.

    Raises:
        click.BadParameter: the period is none, or the days contradict each other.
    """
    from metrics.periods import spoken_period

    if period is not None:
        if since or until:
            raise click.BadParameter("--in already says both --since and --until")
        try:
            meant = spoken_period(period, today)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--in") from None
        return meant.since, meant.until
    if since and until and until <= since:
        raise click.BadParameter("--until must be after --since")
    return since, until
