"""The pictures that `chart` and `demo` draw: what is on file, made into files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import charts
from commands._files import write_whole
from reports.pictures import ChartOrder, drawn_charts
from settings import Settings
from storage import Store


def draw_charts(
    store: Store,
    settings: Settings,
    now: datetime,
    drawing: ChartOrder,
    out: Path,
    show: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Draw every picture in every language asked for into a folder; returns the files.

    `show` is told each file's name before it is drawn.
    """
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for name, code, figure in drawn_charts(store, settings, now, drawing):
        path = out / f"{name}.{code}.{drawing.format}"
        show(path.name)
        write_whole(path, charts.render_figure(figure(), drawing.format))
        made.append(path)
    return made
