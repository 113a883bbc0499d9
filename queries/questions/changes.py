"""`changes`: what people entered, corrected or took back: who, when, why, and what stands now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from documents.model import Column, Row, Table, ValueKind
from metrics.languages import LANGUAGES
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from queries.columns import source_in_words
from queries.request import Asked, Question
from settings import Settings
from storage.registers.history import HistoryLine, history_lines
from words import Language
from words.lengths import days_in_words, period_in_words
from words.names import activity_name, figure_name, outcome_name, topic_name
from words.registers import register_text
from words.sentences.clauses import foreign

BETWEEN = " · "
TAGGED = re.compile(r"(?P<post>\S+) is (?P<off>not )?of (?P<topic>\S+)")


def ask_changes(asked: Asked) -> Table:
    """What people did in the days asked for, the latest first.

    An entry that was corrected stays, and says so; what corrects it says why.
    """
    say, (since, until) = asked.language.say, asked.instants()
    lines = history_lines(asked.store, since, until)
    rows = tuple(change_row(line, asked.settings, asked.language) for line in lines)
    caption = say("What was entered, corrected and taken back")
    notes = [say("An entry that was corrected is kept; what corrects it stands in its place.")]
    return Table("changes", caption, change_columns(asked.language), rows, tuple(notes))


def change_columns(language: Language) -> tuple[Column, ...]:
    """The columns of what people did."""
    say = language.say
    return (
        Column("at", say("when"), ValueKind.INSTANT),
        Column("who", say("who")),
        Column("what", say("what"), is_detail=True),
        Column("what_name", say("what")),
        Column("row", say("row"), is_detail=True),
        Column("entry", say("entry")),
        Column("state", say("how it stands"), is_detail=True),
        Column("state_name", say("how it stands")),
        Column("why", say("reason")),
    )


def change_row(line: HistoryLine, settings: Settings, language: Language) -> Row:
    """One thing that somebody did, worded."""
    state = "in_force" if line.is_in_force else "superseded"
    return {
        "at": line.at,
        "who": line.who,
        "what": line.what,
        "what_name": _what(line, language),
        "row": str(line.number),
        "entry": _entry(line, settings, language),
        "state": state,
        "state_name": language.say("in force") if line.is_in_force else _former(line, language),
        "why": line.why or "",
    }


def _what(line: HistoryLine, language: Language) -> str:
    say = language.say
    if line.corrects is not None:
        return say("correction of: {what}", what=_kind(line.what, language))
    return _kind(line.what, language)


def _kind(what: str, language: Language) -> str:
    return {
        "activity": language.say("activity"),
        "statement": language.say("statement"),
        "event": language.say("event"),
        "calendar_period": language.say("period of the calendar"),
        "printed_figure": language.say("printed figure"),
        "wording": language.say("words in another language"),
        "source_file": language.say("exported file"),
        "tag": language.say("topic"),
        "seal": language.say("year closed"),
        "link": language.say("link"),
        "forget": language.say("forgotten"),
        "privacy": language.say("kept all the same"),
    }.get(what, what)


def _former(line: HistoryLine, language: Language) -> str:
    taken_back = line.what == "source_file"
    return language.say("taken back") if taken_back else language.say("corrected")


def _entry(line: HistoryLine, settings: Settings, language: Language) -> str:
    """What was entered, in a few words."""
    values = line.values
    match line.what:
        case "activity":
            said = _activity(values, settings, language)
        case "statement":
            said = _statement(values, language)
        case "event":
            said = _event(values, language)
        case "calendar_period":
            said = _calendar_period(values, language)
        case "printed_figure":
            said = _figure(values, settings, language)
        case "wording":
            said = BETWEEN.join(foreign(values[name], language) for name in ("text", "words"))
        case "source_file":
            said = values["name"]
        case "tag":
            said = _tag(values["after"] or "", settings, language)
        case _:
            said = BETWEEN.join(filter(None, (values["before"], values["after"])))
    return said


def _tag(after: str, settings: Settings, language: Language) -> str:
    """A topic of a post, as the log of changes keeps it."""
    match = TAGGED.fullmatch(after)
    if match is None:
        return after
    name = topic_name(match["topic"], language, settings.topic_names(match["topic"]))
    gone = (language.say("taken away"),) if match["off"] else ()
    return BETWEEN.join((match["post"], name, *gone))


def _activity(row: Mapping[str, Any], settings: Settings, language: Language) -> str:
    kind = activity_name(row["kind"], language, settings.kind_names(row["kind"]))
    count = published(row["count"], Precision(row["precision"]), row["source"])
    period = period_in_words(parse_period(row["period"]), language)
    return BETWEEN.join((kind, period, language.quantity(count), source_in_words(count, language)))


def _statement(row: Mapping[str, Any], language: Language) -> str:
    noticed = language.date(row["noticed_on"])
    return BETWEEN.join((row["key"], noticed, outcome_name(row["outcome"], language)))


def _event(row: Mapping[str, Any], language: Language) -> str:
    names = {code: row[f"name_{code}"] for code in LANGUAGES if row[f"name_{code}"]}
    days = days_in_words(row["since"], row["until"], language)
    return BETWEEN.join((language.names(names), days))


def _calendar_period(row: Mapping[str, Any], language: Language) -> str:
    names = {code: row[f"name_{code}"] for code in LANGUAGES if row[f"name_{code}"]}
    name = language.names(names) if names else row["season"]
    days = days_in_words(row["since"], row["until"], language)
    source = foreign(register_text(row["source"], language), language)
    return BETWEEN.join((f"{name} {row['label']}", days, source))


def _figure(row: Mapping[str, Any], settings: Settings, language: Language) -> str:
    value = Fraction(row["numerator"], row["denominator"])
    name, day = figure_name(row["metric"], language), row["as_of"]
    when = parse_period(row["period"]) if day is None else day
    if row["metric"].endswith("_rate"):
        words = language.percent(value)
    else:
        words = language.quantity(published(value, Precision(row["precision"]), row["source"]))
    owner = language.names(settings.account_titles().get(row["account"], {})) or row["account"]
    return BETWEEN.join((name, owner, period_in_words(when, language), words))


CHANGES = Question(
    "changes",
    lambda language: language.say("What was entered and corrected?"),
    frozenset(),
    ask_changes,
    has_accounts=False,
)
