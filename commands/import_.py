"""`import`: take in what staff keep, and the files that platforms and tools export."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from commands._context import WRONG_USE, Context, chosen, language_option, said, who
from metrics.texts.phrases import Phrase, Plural

if TYPE_CHECKING:
    from datetime import datetime

    from entries.hand import Hand
    from imports.exports.plan import ImportPlan
    from imports.exports.report import FileStandings
    from settings import Settings
    from storage.registers.supersede import Added
    from words import Language

MOST_STRANGERS = 10
EXPORT_OPTIONS = ("account", "downloaded", "mapping", "yes", "undo")
"""Options of files that platforms and tools export."""


@click.command("import")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(["figures", "activities", "statements", "events", "periods"]),
    help="figures: numbers that somebody printed; activities: what the services did, by kind; "
    "statements: contents on which the public was informed; events: what charts should mark; "
    "periods: on which days those of the calendar fell. "
    "Without it, PATH holds files that platforms and tools export.",
)
@click.option("--account", help="Whose a file is that does not say it.")
@click.option(
    "--downloaded",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the files were downloaded: 2026-03-09.",
)
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path),
    help="What you say of files and columns (TOML); a dry run writes it where there is none.",
)
@click.option("--yes", is_flag=True, help="Take in what the dry run shows.")
@click.option(
    "--dry-run", "dry", is_flag=True, help="With --kind: only tell what the file would bring."
)
@click.option("--undo", type=click.IntRange(1), help="Take a file back, by its number.")
@click.option("--reason", help="Why rows on file are corrected, or a file is taken back.")
@click.option(
    "--knowingly", help="Why rows are kept although they look as if they told of a person."
)
@language_option()
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(
    context: Context,
    /,
    path: Path | None,
    kind: str | None,
    reason: str | None,
    *,
    as_json: bool,
    **options: Any,
) -> None:
    """Take in what staff keep, or files that platforms and tools export.

    With --kind, PATH is a CSV or XLSX file of these columns:

    \b
    figures     period, as_of, account, metric, value, precision, source, note
    activities  period, kind, count, precision, in_total (yes, no, check), source,
                coverage, note
    statements  key, noticed, informed_x, informed_facebook, informed_instagram,
                informed_press, informed_site, informed_broadcast, outcome (true,
                fabricated, inaccurate, open), answer (communique, denial,
                rectification, none), posts, note
    events      first_day, last_day, name_ar, name_fr, name_en, source, note, account
    periods     season, label (1448, 2025-2026), first_day, last_day, certainty
                (declared, estimated), name_ar, name_fr, name_en, source, note

    Source, coverage and note may stand in each language as well (source_ar, note_fr). Precision is
    exact, thousand, about or at_least. Times of statements are written 2026-03-09 14:30, or the
    day alone; no person, number or foreign address is taken. A file is taken whole or not at all;
    twice, it changes nothing. Another value for a row on file supersedes it, with --reason.

    Without --kind, PATH is a file, a folder or a zip of exports. Each file is recognised by what
    it holds; a dry run shows whose it is, of which days, and what it adds, and --yes takes all of
    it in, or nothing. --undo NUMBER --reason takes one back. See docs/exports.md.
    """
    if kind is None:
        _refuse_options_of_kind(options)
        _exports(context, path, reason, as_json=as_json, options=options)
    else:
        _staff_file(context, path, kind, reason, as_json=as_json, options=options)


def _refuse_options_of_kind(options: Mapping[str, Any]) -> None:
    if options["knowingly"] is not None:
        raise click.UsageError(Phrase("--knowingly is of --kind: texts of posts are cleaned"))
    if options["dry"]:
        raise click.UsageError(Phrase("--dry-run is of --kind: without it, --yes takes in"))


def _staff_file(
    context: Context,
    path: Path | None,
    kind: str,
    reason: str | None,
    *,
    as_json: bool,
    options: Mapping[str, Any],
) -> None:
    """A file of what staff keep, of one kind: taken in whole, or refused."""
    if path is None:
        raise click.UsageError(Phrase("--kind needs the PATH of a file"))
    if given := [name for name in EXPORT_OPTIONS if options[name]]:
        raise click.UsageError(
            Phrase(
                "--{option} is not heeded with --kind", option=given[0].replace("mapping", "map")
            )
        )
    from entries.hand import Hand
    from entries.tables import take_table

    settings, at = context.settings(), context.now()
    with context.store(settings) as store:
        hand = Hand(store, settings, who(), at, knowingly=options["knowingly"])
        added, strangers = take_table(hand, kind, path, reason, dry=options["dry"])
        _name_strangers(strangers)
    if as_json:
        click.echo(json.dumps(_counted(added)))
    else:
        told = Phrase(
            "{file}: {new} new, {corrected} corrected, {same} already on file",
            file=path.name,
            new=added.new,
            corrected=added.superseded,
            same=added.same,
        )
        click.echo(said(told))
        if options["dry"]:
            click.echo(said(Phrase("nothing was taken in")), err=True)


def _counted(added: Added) -> dict[str, int]:
    counts = {"new": added.new, "corrected": added.superseded, "already_on_file": added.same}
    return {**counts, "worded": added.wordings} if added.wordings else counts


def _exports(
    context: Context,
    path: Path | None,
    reason: str | None,
    *,
    as_json: bool,
    options: Mapping[str, Any],
) -> None:
    """Files that platforms and tools export: the dry run, the taking in, the taking back."""
    from entries.exports import standings_of, take_exports
    from entries.hand import Hand
    from words import language

    settings, at = context.settings(), context.now()
    if options["undo"] is not None:
        if path is not None or not (reason or "").strip():
            raise click.UsageError(Phrase("--undo NUMBER needs a --reason, and no PATH"))
        _undo(context, settings, options["undo"], reason or "", at)
        return
    if path is None:
        raise click.UsageError(Phrase("give the PATH of a file, a folder or a zip"))
    if reason is not None:
        raise click.UsageError(Phrase("--reason is of --kind and --undo: exports need none"))
    tongue = language(options["code"] or settings.institution.language)
    with context.store(settings) as store:
        hand = Hand(store, settings, who(), at)
        plan = _plan(hand, path, options)
        standings = standings_of(store, plan)
        if as_json:
            click.echo(json.dumps(_plan_as_json(plan, standings), ensure_ascii=False))
        else:
            _show(plan, standings, tongue, settings)
        _refuse_problems(plan, options["mapping"])
        new = [each for each in plan.files if standings[each.account, each.digest].is_new]
        if new and (options["yes"] or _confirmed(tongue)):
            numbers = take_exports(hand, new)
            if not as_json:
                for number, each in zip(numbers, new, strict=True):
                    click.echo(f"{number}  {each.account}  {each.name}")


def _plan(hand: Hand, path: Path, options: Mapping[str, Any]) -> ImportPlan:
    """What the files under a path hold, and what the person has said of them."""
    from entries.exports import plan_exports
    from imports.exports.mapping import ImportMapping, read_mapping
    from imports.exports.plan import FileAnswer
    from imports.exports.recognise import Answers

    chosen(hand.settings, options["account"])
    mapping, downloaded = options["mapping"], options["downloaded"]
    known = read_mapping(mapping) if mapping and mapping.exists() else ImportMapping()
    for each in known.files.values():
        chosen(hand.settings, each.account)
    day = downloaded.date() if downloaded else None
    answer = FileAnswer(options["account"], day, Answers(layouts=known.layouts))
    return plan_exports(hand, path, answer, known.files)


def _show(plan: ImportPlan, standings: FileStandings, tongue: Language, settings: Settings) -> None:
    from documents.text import table_as_text
    from imports.exports.report import plan_table

    table = plan_table(plan, standings, tongue)
    width = get_terminal_size().columns if sys.stdout.isatty() else 200
    if table.rows:
        click.echo(table_as_text(table, tongue, settings.zone(), width), nl=False)
    elif not plan.problems:
        click.echo(" ".join((table.empty, *table.notes)))


def _plan_as_json(plan: ImportPlan, standings: FileStandings) -> list[dict[str, object]]:
    """The files that can be taken in, for scripts."""
    return [
        {
            "file": each.name,
            "kind": each.kind,
            "account": each.account,
            "downloaded_on": each.downloaded_on.isoformat(),
            "first_day": each.span[0].isoformat() if each.span else None,
            "last_day": each.span[1].isoformat() if each.span else None,
            "rows": each.rows,
            "new": standing.new,
            "same": standing.same,
            "differing": standing.differing,
            "on_file_as": standing.taken_as,
            "left_out": {str(why): number for why, number in each.left_out.items()},
        }
        for each in plan.files
        for standing in [standings[each.account, each.digest]]
    ]


def _refuse_problems(plan: ImportPlan, mapping: Path | None) -> None:
    """Say what must be answered first, and write it into the mapping file, if there is none yet.

    Raises:
        click.exceptions.Exit: there are problems; nothing is taken in.
    """
    if not plan.problems:
        return
    from commands._files import write_whole
    from imports.exports.mapping import mapping_text

    for problem in plan.problems:
        click.echo(said(problem.phrase), err=True)
    if mapping and not mapping.exists() and (plan.unknown or plan.asked):
        write_whole(mapping, mapping_text(plan.unknown, plan.asked).encode())
        asked = Phrase("what is asked stands in {file}: fill it in", file=mapping)
        click.echo(said(asked), err=True)
    click.echo(said(Phrase("nothing was taken in")), err=True)
    raise click.exceptions.Exit(WRONG_USE)


def _confirmed(tongue: Language) -> bool:
    """Whether somebody at a terminal says yes; where there is none, a dry run is all."""
    return sys.stdin.isatty() and click.confirm(tongue.say("Take this in?"))


def _undo(context: Context, settings: Settings, number: int, reason: str, at: datetime) -> None:
    """Take a file back: it counts no more."""
    from entries.exports import undo_export
    from entries.hand import Hand

    with context.store(settings) as store:
        record = undo_export(Hand(store, settings, who(), at), number, reason)
    click.echo(f"{record.id}  {record.file.account}  {record.file.name}")


def _name_strangers(strangers: Mapping[str, str | None]) -> None:
    for name, alike in islice(strangers.items(), MOST_STRANGERS):
        note = Phrase(
            "note: no account of the settings is called {name}{advice}",
            name=repr(name),
            advice=Phrase("; did you mean {word}?", word=repr(alike)) if alike else "",
        )
        click.echo(said(note), err=True)
    if len(strangers) > MOST_STRANGERS:
        others = Plural("{n} other", "{n} others", len(strangers) - MOST_STRANGERS)
        click.echo(said(Phrase("note: nor are {others}", others=others)), err=True)
