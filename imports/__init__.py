"""What staff bring: printed figures and events, from CSV or XLSX files.

This room reads and judges; it stores nothing. A file with one bad cell is refused whole, and the
refusal names every bad cell at once, by the line number that the person sees in the file.
"""

from imports.events import make_event, read_events
from imports.figures import read_figures, unknown_accounts
from imports.refusal import ImportRefused, Problem

__all__ = [
    "ImportRefused",
    "Problem",
    "make_event",
    "read_events",
    "read_figures",
    "unknown_accounts",
]
