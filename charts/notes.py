"""What stands around a chart in words: its days, its sources, its reservations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from charts.axes import A_DAY, EPOCH, DaySpan
from charts.page import Paper
from charts.series import PlottedReading, Track
from charts.texts import in_line, printed_in
from metrics.periods import local_day
from metrics.quantity import Evidence
from words import Language

LONG = 700 * A_DAY
"""A span of years that begins with a year is told by that year."""


def time_span(stretch: DaySpan, paper: Paper) -> str:
    """Whose figures these are, and over which days; never a day that is still to come."""
    return paper.language.say(
        "{institution} · {days}",
        institution=in_line(paper.institution, paper.language),
        days=stretch_in_words(stretch, paper),
    )


def stretch_in_words(stretch: DaySpan, paper: Paper) -> str:
    """The first and the last day of a stretch; never a day that is still to come."""
    first = stretch.since
    is_long = first.day == first.month == 1 and stretch.until - first > LONG
    last = min(stretch.until - A_DAY, max(stretch.since, local_day(paper.now, paper.zone)))
    begin = paper.language.year(first) if is_long else paper.language.date(first)
    end = paper.language.date(last)
    if _is_years(stretch) and last == stretch.until - A_DAY:
        # Of whole years no day is told: a figure printed for a year is of none.
        begin, end = paper.language.year(first), paper.language.year(last)
    return _from_to(begin, end)


def _is_years(stretch: DaySpan) -> bool:
    """Whether a stretch is whole calendar years."""
    return (
        (stretch.since.day, stretch.since.month)
        == (stretch.until.day, stretch.until.month)
        == (
            1,
            1,
        )
    )


def evidence_notes(tracks: Sequence[Track], paper: Paper) -> Iterator[str]:
    """Who measured what and when, and where the printed figures were printed."""
    language = paper.language
    for evidence in NOTED:
        if stretch := _accounts_and_days(tracks, evidence, paper):
            yield _evidence_note(evidence, *stretch, language)
    sources = {figure.quantity.source for track in tracks for figure in track.printed}
    if named := [printed_in(source, language) for source in sorted(filter(None, sources))]:
        yield language.say("Printed: {sources}.", sources=language.say("; ").join(named))


NOTED = (Evidence.MEASURED, Evidence.REPORTED, Evidence.EXPORTED, Evidence.DERIVED)
"""Of which evidence the foot names accounts and days; printed figures have sources instead."""


def _evidence_note(evidence: Evidence, accounts: str, days: str, language: Language) -> str:
    """Where numbers of that evidence come from, of which accounts and of which days."""
    match evidence:
        case Evidence.MEASURED:
            return language.say(
                "Measured: read from the platforms by Hasila ({accounts}), {days}.",
                accounts=accounts,
                days=days,
            )
        case Evidence.REPORTED:
            return language.say(
                "Reported: told later by the platforms of past days ({accounts}), {days}.",
                accounts=accounts,
                days=days,
            )
        case Evidence.EXPORTED:
            return language.say(
                "Exported: from files downloaded from the platforms ({accounts}), {days}.",
                accounts=accounts,
                days=days,
            )
        case _:
            return language.say(
                "Estimated: reckoned from the new and the lost followers of days between two known"
                " totals ({accounts}), {days}.",
                accounts=accounts,
                days=days,
            )


def _accounts_and_days(
    tracks: Sequence[Track], evidence: Evidence, paper: Paper
) -> tuple[str, str] | None:
    """Which accounts have such numbers here, and from which day to which; None without any."""
    known = {track.name: track.known_by(evidence) for track in tracks}
    seen = {name: readings for name, readings in known.items() if readings}
    if not seen:
        return None
    language = paper.language
    first = min(_day(readings[0], paper) for readings in seen.values())
    last = max(_day(readings[-1], paper) for readings in seen.values())
    return language.listed(list(seen)), _from_to(language.date(first), language.date(last))


def doubts(tracks: Sequence[Track], paper: Paper) -> Iterator[str]:
    """Which accounts have no number here, and of which a single reading draws no line."""
    say = paper.language.say
    if empty := [track.name for track in tracks if track.is_empty]:
        yield say("No number is known here of: {accounts}.", accounts=paper.language.listed(empty))
    if lone := [track.name for track in tracks if len(track.known) == 1]:
        yield say(
            "Read only once, so that there is no line: {accounts}.",
            accounts=paper.language.listed(lone),
        )


def _day(reading: PlottedReading, paper: Paper) -> date:
    return local_day(EPOCH + reading.x * A_DAY, paper.zone)


def _from_to(since: str, until: str) -> str:
    return since if since == until else f"{since} – {until}"
