"""How long each bundled question takes, as somebody asks it: over this year, on ten years of data.

Run as `python -m benchmarks.questions`: three accounts, hourly readings, a post a day each, some
with topics, registers of ten years. Each number is the median of some rounds in milliseconds of
this process's CPU, the file warm; the goal is 50 ms.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks._years import ACCOUNTS, CASABLANCA, UNTIL, build
from benchmarks.ask import GOAL_MS, median_ms
from metrics.activity import Activity, Stand
from metrics.periods import Span, parse_period
from metrics.quantity import measured
from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from metrics.topics import Rule
from queries.questions import QUESTIONS
from queries.request import Asked
from storage import Store
from storage.registers.activities import add_activities
from storage.registers.statements import add_statements
from storage.topics import apply_rules
from tests.support.config_files import loaded
from words import language

YEARS = range(2017, 2027)
A_WEEK = timedelta(days=7)


def fill_registers(store: Store) -> None:
    """Ten years of what staff keep: statements by week, activities by month; topics by a rule."""
    weeks = [UNTIL - number * A_WEEK for number in range(1, 520)]
    statements = [
        Statement(
            key=f"{number}",
            noticed_at=at,
            noticed_on=at.date(),
            informed={"x": at + timedelta(hours=number % 9)},
            outcome=StatementOutcome.FABRICATED,
            answer=OfficeAnswer.DENIAL,
            informed_on={"x": (at + timedelta(hours=number % 9)).date()},
        )
        for number, at in enumerate(weeks)
    ]
    add_statements(store, statements, who="bench", now=UNTIL, reason=None)
    months = [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]
    activities = [
        Activity(parse_period(month), kind, measured(90), Stand.YES, "bench")
        for month in months
        for kind in ("communique", "press_news", "reportage")
    ]
    add_activities(store, activities, who="bench", now=UNTIL, reason=None)
    apply_rules(store, [Rule("search", words=("مفقود",))], UNTIL)


def questions(asked: Asked) -> Mapping[str, Callable[[], object]]:
    """Each question as it is asked without options, and some with those that cost most."""
    newest = f"19{3650:017}"
    plain = {
        name: replace(asked, words=(newest,) if name == "post" else ())
        for name, question in QUESTIONS.items()
    }
    more = {
        "growth --by month": replace(asked, by=Span.MONTH),
        "posts --by month": replace(asked, by=Span.MONTH),
        "top --metric rate": replace(asked, metric="rate"),
        "top --age 7": replace(asked, age_days=7),
        "top --topic search": replace(asked, topic="search"),
        "engagement --by month": replace(asked, by=Span.MONTH),
        "topics --by month": replace(asked, by=Span.MONTH),
        "compare --age 7": replace(asked, age_days=7),
    }
    return {
        title: lambda title=title, one=one: QUESTIONS[title.split()[0]].ask(one)  # type: ignore[misc]
        for title, one in {**plain, **more}.items()
    }


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        settings = loaded(Path(name))
        url = build(Path(name) / "years.db")
        with Store.open(url, zone=CASABLANCA, durable=False) as store:
            fill_registers(store)
        with Store.open(url, zone=CASABLANCA, readonly=True) as store:
            asked = Asked(store, settings, UNTIL, language("fr"), ACCOUNTS)
            for title, ask in questions(asked).items():
                taken = median_ms(ask)
                print(f"{title:<24}{taken:>9.1f} ms{'' if taken <= GOAL_MS else '  over the goal'}")


if __name__ == "__main__":
    main()
