"""What a page is made of before it is sent: facts for a template, a file, or a drawing to make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from storage import Store
from web.site import Site, Visitor

TYPES = {
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of our own: a template and the facts that it shows."""

    template: str
    title: str
    facts: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class File:
    """Bytes of a form (a key of TYPES), and the name by which they are saved."""

    content: bytes
    form: str
    name: str
    saved: bool = True
    """Whether it is to be saved and not shown."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A file that takes its time to make: a chart, or a paper with charts."""

    make: Callable[[], bytes]
    """Makes it from facts that were read already, or opens the database for itself."""
    form: str
    name: str
    saved: bool = False
    """Whether it is to be saved and not shown."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Another page of ours, to which the browser goes on: what a form did is not done again."""

    address: str


Answer = Page | File | Drawing | Moved
View = Callable[[Store, Site, Visitor], Answer]


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart on a page: its address by form, what it shows in words, and its name."""

    title: str
    described: str
    svg: str
    svg_narrow: str
    """The same for a telephone: as wide as its screen, with letters that can be read there."""
    svg_file: str
    png_file: str
