"""How long each bundled question takes, as somebody asks it: over this year, on ten years of data.

Run as `python -m benchmarks.questions [--readings N]`: three accounts, hourly readings of
followers, so many readings of posts (100,000 unless told), some posts with topics, registers of ten
years. Each number is the median of some rounds in milliseconds of this process's CPU, the file
warm; the goal is 50 ms.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks._years import ACCOUNTS, CASABLANCA, UNTIL, Size, kept_office, sized
from benchmarks.ask import GOAL_MS, median_ms
from metrics.periods import Span
from queries.questions import QUESTIONS
from queries.request import Asked
from storage import Store
from tests.support.config_files import loaded
from words import language

READINGS = 100_000


def questions(asked: Asked, size: Size) -> Mapping[str, Callable[[], object]]:
    """Each question as it is asked without options, and some with those that cost most."""
    newest = f"19{size.posts_a_year * size.years:017}"
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
        "forms --by month": replace(asked, by=Span.MONTH),
        "compare --age 7": replace(asked, age_days=7),
    }
    return {
        title: lambda title=title, one=one: QUESTIONS[title.split()[0]].ask(one)  # type: ignore[misc]
        for title, one in {**plain, **more}.items()
    }


def measure(readings: int) -> Mapping[str, float]:
    """Milliseconds of CPU of each question, by its name and options."""
    size = sized(readings)
    url = f"sqlite:///{kept_office(size)}"
    with tempfile.TemporaryDirectory() as name:
        settings = loaded(Path(name))
        with Store.open(url, zone=CASABLANCA, readonly=True) as store:
            asked = Asked(store, settings, UNTIL, language("fr"), ACCOUNTS)
            return {title: median_ms(ask) for title, ask in questions(asked, size).items()}


def main() -> None:
    """Measure, print a line for each question."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readings", type=int, default=READINGS, help="how many looks at posts")
    for title, taken in measure(options.parse_args().readings).items():
        print(f"{title} {taken:.1f} ms{'' if taken <= GOAL_MS else '  over the goal'}", flush=True)


if __name__ == "__main__":
    main()
