"""What is on file as somebody would type it: with what a form is filled that corrects an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from metrics.activity import Activity
from metrics.calendar import CalendarEntry
from metrics.periods import A_DAY
from metrics.series import Event, PrintedFigure
from metrics.statement import Statement
from metrics.texts.wordings import WORDED, Wording


def activity_texts(activity: Activity) -> dict[str, str]:
    """An activity, by the columns of a file; what is not told is left out."""
    texts = _told(
        period=activity.period.label,
        kind=activity.kind,
        count=str(activity.count.value),
        precision=activity.count.precision.value,
        in_total=activity.in_total.value,
        source=activity.source,
        coverage=activity.coverage,
        note=activity.note,
    )
    return in_languages(texts, activity.wordings)


def event_texts(event: Event) -> dict[str, str]:
    """An event, by the columns of a file, with its last day included."""
    texts = _told(
        first_day=event.since.isoformat(),
        last_day=(event.until - A_DAY).isoformat(),
        **{f"name_{code}": name for code, name in event.names.items()},
        source=event.source,
        note=event.note,
        account=event.account,
    )
    return in_languages(texts, event.wordings)


def period_texts(entry: CalendarEntry) -> dict[str, str]:
    """A period of the calendar, by the names of its fields, with its last day included."""
    edition = entry.edition
    texts = _told(
        season=entry.season,
        label=edition.label,
        first_day=edition.since.isoformat(),
        last_day=(edition.until - A_DAY).isoformat(),
        certainty=edition.certainty.value,
        **{f"name_{code}": name for code, name in entry.names.items()},
        source=entry.source,
        note=entry.note,
    )
    return in_languages(texts, entry.wordings)


def figure_texts(figure: PrintedFigure) -> dict[str, str]:
    """A printed figure, by the columns of a file; a rate as a share of one hundred."""
    value = figure.quantity.value
    texts = _told(
        period=figure.period.label,
        as_of=None if figure.as_of is None else figure.as_of.isoformat(),
        account=figure.account,
        metric=figure.metric,
        value=str(value) if isinstance(value, int) else _decimal(Fraction(value)),
        precision=figure.quantity.precision.value,
        source=figure.quantity.source,
        note=figure.note,
    )
    return in_languages(texts, figure.wordings)


def statement_texts(statement: Statement, zone: ZoneInfo) -> dict[str, str]:
    """A statement, by the columns of a file; times are those of the zone."""
    channels = {*statement.informed, *statement.informed_on}
    informed = {
        f"informed_{name}": _moment(
            statement.informed.get(name), statement.informed_on.get(name), zone
        )
        for name in channels
    }
    texts = _told(
        key=statement.key,
        noticed=_moment(statement.noticed_at, statement.noticed_on, zone),
        outcome=statement.outcome.value,
        answer=statement.answer.value,
        posts=" ".join(statement.posts),
        note=statement.note,
        **informed,
    )
    return in_languages(texts, statement.wordings)


def in_languages(texts: Mapping[str, str], wordings: Iterable[Wording]) -> dict[str, str]:
    """An entry's texts with what those that may be worded are in each language."""
    words: dict[str, dict[str, str]] = {}
    for wording in wordings:
        words.setdefault(wording.text, {})[wording.language] = wording.words
    worded = {
        f"{column}_{code}": told
        for column in WORDED
        for code, told in words.get(texts.get(column, ""), {}).items()
    }
    return {**texts, **worded}


def _told(**texts: str | None) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def _moment(at: datetime | None, on: date | None, zone: ZoneInfo) -> str | None:
    if at is not None:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return None if on is None else on.isoformat()


def _decimal(value: Fraction) -> str:
    """A rate as figures are typed: 40% for two fifths."""
    hundredths = value * 100
    whole = hundredths.numerator if hundredths.denominator == 1 else float(hundredths)
    return f"{whole}%"
