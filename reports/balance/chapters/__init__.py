"""The chapters of the balance, and the tables of its workbook, each in its order.

A table holds the figures themselves, with columns for whoever reads and columns for files; papers
leave out what is not known, and the chapter with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from documents.model import Part, Table
from reports.balance.chapters.evidence import (
    completeness_chapter,
    completeness_table,
    corrections_chapter,
    definitions_chapter,
    reservations_table,
    sources_chapter,
    sources_table,
    told_table,
)
from reports.balance.chapters.followers import (
    all_followers_table,
    followers_chapter,
    launches_chapter,
    targets_chapter,
)
from reports.balance.chapters.front import front_page
from reports.balance.chapters.posts import (
    account_days_chapter,
    account_days_table,
    best_chapter,
    best_table,
    most_viewed_table,
    publications_chapter,
    publications_table,
    topics_chapter,
    topics_table,
)
from reports.balance.chapters.registers import (
    activities_chapter,
    all_activities_table,
    happenings_chapter,
    others_chapter,
    others_table,
    statements_chapter,
)
from reports.balance.charts import ACTIVITIES, FOLLOWERS, GROWTH, LAUNCH, MONTHS
from reports.balance.facts import Balance
from reports.balance.wording import Reader

CHAPTERS: tuple[tuple[Callable[[Balance, Reader], Iterator[Part]], tuple[str, ...]], ...] = (
    (corrections_chapter, ()),
    (followers_chapter, (FOLLOWERS, GROWTH)),
    (targets_chapter, ()),
    (launches_chapter, (LAUNCH,)),
    (publications_chapter, (MONTHS,)),
    (account_days_chapter, ()),
    (best_chapter, ()),
    (topics_chapter, ()),
    (activities_chapter, (ACTIVITIES,)),
    (statements_chapter, ()),
    (happenings_chapter, ()),
    (others_chapter, ()),
    (completeness_chapter, ()),
    (definitions_chapter, ()),
    (sources_chapter, ()),
)
"""The chapters of a paper, each with how the names of the pictures begin that follow it."""
SHEETS: tuple[Callable[[Balance, Reader], Table], ...] = (
    told_table,
    all_followers_table,
    publications_table,
    account_days_table,
    most_viewed_table,
    best_table,
    topics_table,
    all_activities_table,
    others_table,
    completeness_table,
    reservations_table,
    sources_table,
)
"""The tables of the workbook; one without rows has its head alone."""

__all__ = ["CHAPTERS", "SHEETS", "front_page"]
