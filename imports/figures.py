"""Printed figures: what the institution, or somebody else, has printed about its accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from imports.cells import Cell, as_day, as_number, is_rate, required_text, text_of_cell
from imports.printed import as_period, as_precision, check_thousand
from imports.refusal import CellRefused, FileProblem, ImportRefused
from imports.table import CellReader, Columns, read_table
from metrics.periods import Period
from metrics.platforms import COUNT_NAMES
from metrics.quantity import Number, Precision, published
from metrics.series import PrintedFigure
from metrics.spelling import did_you_mean, nearest
from metrics.texts.phrases import Phrase
from metrics.texts.wordings import wording_columns

COLUMNS = Columns(
    required=("period", "account", "metric", "value", "precision", "source"),
    optional=("as_of", "note", *wording_columns("source", "note")),
)
METRIC = re.compile(r"[a-z][a-z0-9_]*")
METRICS = ("followers", "followers_growth_rate", "following", "posts_total", *COUNT_NAMES)
"""The common metrics; any other word is taken as well, unless it looks like one mistyped."""
MISTYPED = 0.88
"""From this likeness (of one) on, an unknown metric is a common one mistyped."""


def read_figures(path: Path, *, today: date, accounts: Sequence[str] = ()) -> list[PrintedFigure]:
    """The figures of a CSV or XLSX file (sheet "figures", or the first), in its order.

    `today` is the day in the institution's zone, after which nothing can have been printed.
    `accounts` are the names in the settings: one written otherwise only in its capitals or
    marks is refused. Other names are taken, for a source has accounts and words of its own
    ("all", "x+facebook"); `unknown_accounts` lists them.

    How values are read stands in imports/cells.py. A figure rounded to the thousand need not
    end in 000 (a printed total of rounded figures does not) but is never below one thousand:
    somebody has then left out the thousands.

    Raises:
        ImportRefused: with every problem of the file; nothing of it is taken.
    """
    figures: list[PrintedFigure] = []
    problems: list[FileProblem] = []
    seen: dict[object, int | None] = {}
    for row in read_table(path, COLUMNS, sheet="figures"):
        cells = CellReader(row)
        figure = _read_figure(cells, today, accounts)
        if figure is not None:
            _note_repetition(cells, figure, seen)
            figures.append(figure)
        problems += cells.problems
    if problems:
        raise ImportRefused(problems)
    return figures


def make_figure(*, today: date, accounts: Sequence[str] = (), **texts: str | None) -> PrintedFigure:
    """One figure of texts that somebody has typed, judged as those of a file are.

    Args:
        today: The day in the institution's zone.
        accounts: The names in the settings.
        texts: By the names of a file's columns.

    Raises:
        ImportRefused: with every problem, each named by its column.
        TypeError: there is no such column.
    """
    cells = CellReader.of_typed("a figure", texts, COLUMNS)
    figure = _read_figure(cells, today, accounts)
    if figure is None:
        raise ImportRefused(cells.problems)
    return figure


def unknown_accounts(
    figures: Iterable[PrintedFigure], accounts: Sequence[str]
) -> dict[str, str | None]:
    """Names in figures that the settings do not have, each with the one it resembles, if any."""
    names = {figure.account: None for figure in figures if figure.account not in accounts}
    return {name: nearest(name, accounts) for name in names}


def _read_figure(cells: CellReader, today: date, accounts: Sequence[str]) -> PrintedFigure | None:
    period = cells.read("period", partial(as_period, today=today))
    as_of = cells.read("as_of", as_day)
    account = cells.read("account", partial(_as_account, accounts=accounts))
    metric = cells.read("metric", _as_metric)
    value = cells.read("value", partial(as_number, metric=metric)) if metric else None
    precision = cells.read("precision", as_precision)
    source = cells.read_worded("source", required_text)
    note = cells.read_worded("note", text_of_cell)
    if period and as_of:
        _check_day(cells, as_of, period, today)
    if metric and value is not None and precision:
        _check_rounding(cells, metric, value, precision)
    if cells.problems or value is None:
        return None
    if not (period and account and metric and precision and source):
        return None
    quantity = published(value, precision, source)
    wordings = tuple(cells.wordings)
    return PrintedFigure(period, account, metric, quantity, as_of, note, wordings)


def _as_account(cell: Cell, accounts: Sequence[str]) -> str:
    name = " ".join(required_text(cell).split())
    same = [known for known in accounts if known != name and _letters(known) == _letters(name)]
    if same and name not in accounts:
        raise CellRefused(
            Phrase(
                "{name} is not an account; did you mean {same}?",
                name=repr(name),
                same=repr(same[0]),
            )
        )
    return name


def _as_metric(cell: Cell) -> str:
    name = required_text(cell)
    advice = did_you_mean("_".join(name.split()), METRICS, MISTYPED)
    if name in METRICS or (METRIC.fullmatch(name) and not advice):
        return name
    raise CellRefused(
        Phrase(
            "{name} is not a metric{advice}",
            name=repr(name),
            advice=advice or ": write small letters a-z, 0-9, _",
        )
    )


def _check_day(cells: CellReader, as_of: date, period: Period, today: date) -> None:
    if as_of < period.since:
        cells.note(
            "as_of",
            Phrase("{as_of} is before the period {label} begins", as_of=as_of, label=period.label),
        )
    if as_of > today:
        cells.note("as_of", Phrase("{as_of} has not come yet", as_of=as_of))


def _check_rounding(cells: CellReader, metric: str, value: Number, precision: Precision) -> None:
    if not is_rate(metric):
        check_thousand(cells, "value", value, precision)
    elif precision is Precision.THOUSAND:
        cells.note("precision", Phrase("a rate is not rounded to the thousand"))


def _note_repetition(
    cells: CellReader, figure: PrintedFigure, seen: dict[object, int | None]
) -> None:
    """A figure is one by period, day, account, metric and source: a file tells it once."""
    source = figure.quantity.source
    key = (figure.period, figure.as_of, figure.account, figure.metric, source)
    first = seen.setdefault(key, cells.row.line)
    if first != cells.row.line:
        cells.note(None, Phrase("tells the same figure as line {first}", first=str(first)))


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
