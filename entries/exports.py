"""Files that platforms and tools export: what they would bring, and the taking in of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import imports
from collectors.values import clean_text, without_entities
from entries.hand import Hand, own_accounts
from imports import FileProblem, ImportRefused
from imports.exports.plan import FileAnswer, ImportPlan, PlannedFile, Planner
from imports.exports.report import FileStanding, FileStandings
from imports.exports.sources import sources_under
from metrics.history.account_days import AccountDay
from metrics.periods import A_DAY
from metrics.platforms import PLATFORMS
from metrics.quantity import exported
from metrics.texts.phrases import Phrase
from storage import Store
from storage.history.account_days import account_days, put_exported
from storage.history.exported_posts import (
    PostInFile,
    exported_counts,
    put_exported_posts,
    tail_of,
)
from storage.history.source_files import FileOnRecord, NewFile, files_taken, put_file, undo_file
from storage.registers.references import own_posts
from storage.registers.supersede import Added

Numbers = Mapping[object, object]
"""Values by day and metric, counts by the id of a post."""
LONGEST_NUMBER = 15
"""Digits of the number of a file."""
NOTHING_SAID: Mapping[str, FileAnswer] = {}


def plan_exports(
    hand: Hand,
    path: Path,
    answer: FileAnswer,
    files: Mapping[str, FileAnswer] = NOTHING_SAID,
) -> ImportPlan:
    """What the files under a path hold.

    Args:
        hand: Whose accounts they are compared with, and when.
        path: A file, a folder or a zip.
        answer: What a person says of all of them.
        files: What they say of one, by its name.

    Raises:
        ImportRefused: there is nothing, or it is not safe to open.
    """
    accounts = own_accounts(hand.store, hand.settings)
    planner = Planner(accounts, hand.today, _finder(hand.store), answer, files)
    return planner.plan(sources_under(path))


def standings_of(store: Store, plan: ImportPlan) -> FileStandings:
    """How each file of a plan stands to what is on file, by account and digest."""
    on_file = {name: _on_file(store, name) for name in {each.account for each in plan.files}}
    return {
        (each.account, each.digest): _standing(each, *on_file[each.account]) for each in plan.files
    }


def take_exports(hand: Hand, files: Sequence[PlannedFile]) -> list[int]:
    """Take files in, all of them in one transaction or none; their numbers.

    Raises:
        StorageError: the database could not keep them.
    """
    store, numbers = hand.store, []
    with store.write() as connection:
        for each in files:
            number = put_file(connection, _record(each), who=hand.who, now=hand.now)
            downloaded = (each.downloaded_on, store.zone)
            put_exported(connection, number, each.account, _days(each), downloaded)
            put_exported_posts(connection, number, _posts(each))
            numbers.append(number)
    return numbers


def record_undo(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Take a file back, by its number in `texts["file"]`: it counts no more.

    Raises:
        ImportRefused: no number is given, or no reason.
        StorageError: no file of that number counts, or the database could not keep it.
    """
    number = texts.get("file") or ""
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        raise ImportRefused([FileProblem(None, Phrase("is no file: choose one"), "file")])
    undo_export(hand, int(number), reason)
    return Added(superseded=1)


def undo_export(hand: Hand, number: int, reason: str | None) -> FileOnRecord:
    """Let a file count no more, and what it told. As `record_undo`."""
    why = imports.as_reason(reason)
    if why is None:
        said = Phrase("is empty: say why the file is taken back")
        raise ImportRefused([FileProblem(None, said, "reason")])
    return undo_file(hand.store, number, who=hand.who, now=hand.now, reason=why)


def _finder(store: Store) -> Callable[[str, str], str | None]:
    """Finds the id of an account's post on file by its address."""
    catalogues: dict[str, Callable[[str], Any]] = {}

    def find(account: str, url: str) -> str | None:
        if account not in catalogues:
            catalogues[account] = own_posts(store, account, in_files=True).find
        post = catalogues[account](url) if url else None
        return post.id if post else None

    return find


def _on_file(store: Store, account: str) -> tuple[Mapping[str, int], Numbers]:
    """The files of an account, by digest, and the numbers that count."""
    numbers: dict[object, object] = {
        (each.told.day, each.told.metric): each.told.quantity.value
        for each in account_days(store, account)
    }
    numbers |= {tail_of(each.post.id): each.post.counts for each in exported_counts(store, account)}
    return {each.file.sha256: each.id for each in files_taken(store, account)}, numbers


def _standing(file: PlannedFile, taken: Mapping[str, int], on_file: Numbers) -> FileStanding:
    """How the numbers of a file stand to those on file."""
    if file.digest in taken:
        return FileStanding(taken_as=taken[file.digest])
    values: dict[object, object] = {(each.day, each.metric): each.value for each in file.days}
    values |= {tail_of(post.id or ""): post.counts for post in file.posts}
    same = sum(1 for key, value in values.items() if on_file.get(key) == value)
    differing = sum(1 for key in values if key in on_file) - same
    return FileStanding(len(values) - same - differing, same, differing)


def _record(file: PlannedFile) -> NewFile:
    first, last = file.span or (None, None)
    return NewFile(
        account=file.account,
        sha256=file.digest,
        name=file.bare_name,
        kind=file.kind,
        downloaded_on=file.downloaded_on,
        zone=file.zone,
        since=first,
        until=last and last + A_DAY,
        rows=file.rows,
    )


def _days(file: PlannedFile) -> list[AccountDay]:
    return [
        AccountDay(
            figure.day,
            figure.metric,
            exported(figure.value, file.bare_name),
            file.zone,
            figure.column,
        )
        for figure in file.days
    ]


def _posts(file: PlannedFile) -> list[PostInFile]:
    return [
        PostInFile(
            post.id or "",
            post.published_at,
            post.counts,
            post.kind,
            post.url,
            post.form,
            _words(post.text, file.platform),
        )
        for post in file.posts
    ]


def _words(text: str | None, platform: str) -> str | None:
    """A post's text, fit to be kept; None where nothing of it is."""
    if not text:
        return None
    return clean_text(without_entities(text) if PLATFORMS[platform].escapes_texts else text) or None
