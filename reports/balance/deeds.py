"""The sentences on what the services did: activities, statements, events, schools."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from metrics.quantity import Quantity, total
from metrics.statement import ResponseTimes
from reports.balance.facts import Balance
from reports.balance.figures import Figure
from reports.balance.reader import Reader
from reports.balance.records import ActivityLine, Answered, Happening
from reports.balance.told import Sentence, told
from words import sentences as models
from words.nouns import KIND_NOUNS, Countable, Noun

INFORMING = ("communique", "press_news")
"""The kinds that are told together: what they cover changes from year to year."""
VISITORS, VIEWERS = "open_days_visitors", "viewers"
OPEN_DAYS = ("open day", "portes ouvertes", "الأبواب المفتوحة", "أيام مفتوحة", "الأيام المفتوحة")
"""By what words the open days are known among the events."""
SEASON = re.compile(r"(?<!\d)(\d{4})\s*[-–/]\s*(\d{4})(?!\d)")


def done(balance: Balance, reader: Reader) -> Iterator[Sentence]:
    """The sentences on activities, statements, events, requests and schools."""
    found = balance.activities
    lines = {line.kind: line for line in found.lines}
    parts = list(_kinds(found.lines, reader))
    text = models.activities(
        reader.language,
        total=found.total.quantity if found.total else None,
        kinds=[(noun, quantity) for noun, quantity, _ in parts],
    )
    yield from told("S9", text, found.total, *(one for *_, ids in parts for one in ids))
    yield from _statements(balance, lines, reader)
    yield from _events(balance, lines, reader)
    yield from _requests(lines, reader)
    yield from _schools(lines, reader)


def _kinds(
    lines: Sequence[ActivityLine], reader: Reader
) -> Iterator[tuple[Countable, Quantity, tuple[str, ...]]]:
    """Each part of the total with its noun; communiques and news are one part."""
    inside = [line for line in lines if line.in_total]
    informing = [line for line in inside if line.kind in INFORMING]
    if informing:
        value = total([line.count.quantity for line in informing])
        yield Noun.INFORMATION, value, tuple(line.count.id for line in informing)
    for line in inside:
        if line.kind in INFORMING:
            continue
        noun = _noun(line.kind, reader)
        if noun is not None:
            yield noun, line.count.quantity, (line.count.id,)


def _noun(kind: str, reader: Reader) -> Countable | None:
    """What a kind is counted as; one that the office declared needs its plurals in the language."""
    plurals = reader.plurals.get(kind, {}).get(reader.language.code, {})
    return plurals if "other" in plurals else KIND_NOUNS.get(kind)


def _statements(
    balance: Balance, lines: dict[str, ActivityLine], reader: Reader
) -> Iterator[Sentence]:
    found, language = balance.answered, reader.language
    ids = {figure.id.rpartition("/")[2]: figure for figure in found.figures}
    if found.denials or found.rectifications:
        text = models.truth_statements(
            language, denials=found.denials, rectifications=found.rectifications
        )
        yield from told("S10", text, ids["denials"], ids["rectifications"])
    if found.count:
        text = models.violent_contents(
            language,
            informed=found.informed,
            noticed=found.count,
            times=_times(found),
        )
        yield from told("S11", text, *found.figures)
    elif "violent_content" in lines:
        count = lines["violent_content"].count
        yield from told("S11", models.violent_contents(language, informed=count.quantity), count)


def _times(found: Answered) -> ResponseTimes:
    return ResponseTimes(
        count=found.count,
        informed=found.informed,
        timed=found.timed,
        shortest=found.shortest,
        median=found.median,
        longest=found.longest,
        within=found.within,
        share=Fraction(found.within, found.timed) if found.timed else None,
        ceiling=found.ceiling,
    )


def _events(balance: Balance, lines: dict[str, ActivityLine], reader: Reader) -> Iterator[Sentence]:
    """The open days' visitors and viewers as printed; what the accounts of events drew."""
    visitors = lines[VISITORS].count if VISITORS in lines else None
    viewers = next((one.figure for one in balance.others if one.metric == VIEWERS), None)
    open_days = _open_days(balance)
    text = models.event(
        reader.language,
        reader.language.say("Open days"),
        visitors=visitors.quantity if visitors else None,
        audience=(Noun.VIEWER, viewers.quantity) if viewers else None,
        stretch=(open_days.since, open_days.until) if open_days else None,
    )
    yield from told("S12", text, visitors, viewers)
    occasions = {one.account: one for one in balance.happenings if one.account}
    for output in balance.outputs:
        views, occasion = output.views.figure, occasions.get(output.account)
        if output.is_event and views:
            text = models.event(
                reader.language,
                reader.language.names(occasion.names) if occasion else reader.name(output.account),
                audience=(Noun.VIEW, views.quantity),
                stretch=(occasion.since, occasion.until) if occasion else None,
            )
            yield from told("S12", text, views)


def _open_days(balance: Balance) -> Happening | None:
    """The open days, if they are on file once."""
    found = [
        one
        for one in balance.happenings
        if any(word in name.casefold() for name in one.names.values() for word in OPEN_DAYS)
    ]
    return found[0] if len(found) == 1 else None


def _requests(lines: dict[str, ActivityLine], reader: Reader) -> Iterator[Sentence]:
    kinds = ("media_request", "media_request_met", "media_request_withheld")
    received, met, withheld = (lines[kind].count if kind in lines else None for kind in kinds)
    text = models.media_requests(
        reader.language,
        received=received.quantity if received else None,
        met=_whole(met),
        withheld=_whole(withheld),
    )
    yield from told("S13", text, received, met, withheld)


def _schools(lines: dict[str, ActivityLine], reader: Reader) -> Iterator[Sentence]:
    kinds = ("pupils", "schools", "associations", "unions")
    found = [lines[kind].count if kind in lines else None for kind in kinds]
    pupils, schools, associations, unions = (one.quantity if one else None for one in found)
    notes = {lines[kind].note or "" for kind in ("pupils", "schools") if kind in lines}
    seasons = [SEASON.search(note) for note in notes]
    named = seasons[0] if len(seasons) == 1 else None
    text = models.school_year(
        reader.language,
        "-".join(named.groups()) if named else None,
        pupils=pupils,
        schools=schools,
        associations=associations,
        unions=unions,
    )
    yield from told("S14", text, *found)


def _whole(figure: Figure | None) -> int | None:
    return int(figure.quantity.value) if figure else None
