"""What staff bring: figures, activities, statements, events, periods, from CSV or XLSX files.

This room reads and judges; it stores nothing. A file with one bad cell is refused whole, and the
refusal names every bad cell at once, by the line number that the person sees in the file.
"""

from imports.activities import make_activity, read_activities
from imports.events import make_event, read_events
from imports.figures import make_figure, read_figures, unknown_accounts
from imports.periods import make_calendar_period, read_calendar_periods
from imports.privacy import as_reason, as_safe_reason, sign_of_person
from imports.refusal import FileProblem, ImportRefused
from imports.statements import StatementRules, make_statement, read_statements

__all__ = [
    "FileProblem",
    "ImportRefused",
    "StatementRules",
    "as_reason",
    "as_safe_reason",
    "make_activity",
    "make_calendar_period",
    "make_event",
    "make_figure",
    "make_statement",
    "read_activities",
    "read_calendar_periods",
    "read_events",
    "read_figures",
    "read_statements",
    "sign_of_person",
    "unknown_accounts",
]
