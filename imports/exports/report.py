"""What an import by folder would do, in the reader's language: the table of the dry run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from documents.model import Cell, Column, Content, Foreign, Table, ValueKind, rows_of
from imports.exports.model import Export, LeftOut
from imports.exports.plan import ImportPlan, PlannedFile
from metrics.platforms import PLATFORMS
from words import Language


@dataclass(frozen=True, slots=True)
class FileStanding:
    """How the numbers of a file stand to what is on file."""

    new: int = 0
    same: int = 0
    differing: int = 0
    """Told otherwise by another file or by the platform: both stay on file."""
    taken_as: int | None = None
    """The number under which the same bytes are on file; then nothing is added."""

    @property
    def is_new(self) -> bool:
        """Whether the file is not on file yet."""
        return self.taken_as is None


FileStandings = Mapping[tuple[str, str], FileStanding]
"""By account and digest."""


def plan_table(plan: ImportPlan, standings: FileStandings, language: Language) -> Table:
    """Each file with its account, days and rows, what it adds, and what stays out and why."""
    say = language.say
    columns = (
        Column("file", say("File")),
        Column("kind", say("What it is")),
        Column("account", say("Account"), is_line=True),
        Column("downloaded", say("Downloaded"), ValueKind.DAY),
        Column("first", say("First day"), ValueKind.DAY),
        Column("last", say("Last day"), ValueKind.DAY),
        Column("rows", say("Rows"), ValueKind.COUNT),
        Column("new", say("New"), ValueKind.COUNT),
        Column("same", say("The same"), ValueKind.COUNT),
        Column("differing", say("Otherwise"), ValueKind.COUNT),
    )
    lines: list[Sequence[Content]] = [
        _line(file, standings[file.account, file.digest], language) for file in plan.files
    ]
    unkept = sorted({(each.name, each.kind.key) for each in plan.untaken if _is_unkept(each)})
    lines += [_unkept_line(name, kind, len(columns), language) for name, kind in unkept]
    return Table(
        "import",
        say("Files that platforms and tools export"),
        columns,
        rows_of(columns, lines),
        tuple(_notes(plan, standings, language)),
        empty=say("Nothing that could be taken in."),
        unknown="",
    )


def _line(file: PlannedFile, standing: FileStanding, language: Language) -> Sequence[Content]:
    first, last = file.span or (None, None)
    downloaded: Content = file.downloaded_on
    if not file.is_said:
        note = language.say("the day of the file; if it is another, say --downloaded")
        downloaded = Cell(file.downloaded_on, note=note)
    return (
        Foreign(file.name),
        _kind(file.kind, file.platform, language),
        file.account,
        downloaded,
        first,
        last,
        file.rows,
        standing.new,
        standing.same,
        standing.differing,
    )


def _unkept_line(name: str, kind: str, width: int, language: Language) -> Sequence[Content]:
    words = language.say("{kind}: recognised, and not kept", kind=_kind(kind, None, language))
    return (Foreign(name), words, *[None] * (width - 2))


def _kind(kind: str, platform: str | None, language: Language) -> str:
    say = language.say
    network = language.names(PLATFORMS[platform].names) if platform else ""
    names = {
        "x_posts_old": say("posts (analytics until 2023)"),
        "x_days_old": say("days (analytics until 2023)"),
        "x_content": say("posts (content)"),
        "x_overview": say("days (account overview)"),
        "x_video": say("videos"),
        "x_archive": say("archive"),
        "facebook_content": say("posts (content)"),
        "instagram_content": say("posts (content)"),
        "page_days": say("days (Page Insights until 2021)"),
        "page_posts": say("posts (Page Insights until 2021)"),
        "meta_results": say("results by day"),
        "meta_audience": say("audience"),
        "instagram_archive": say("archive"),
        "sprout_days": say("days (Sprout Social)"),
        "metricool_days": say("days (Metricool)"),
        "hootsuite_posts": say("posts (Hootsuite)"),
        "tiktok": "TikTok",
        "youtube": "YouTube",
        "archive_other": say("another part of an archive"),
        "mapped_days": say("days (by the mapping)"),
        "mapped_posts": say("posts (by the mapping)"),
    }
    return f"{network} – {names[kind]}" if network else names[kind]


def _notes(plan: ImportPlan, standings: FileStandings, language: Language) -> Iterator[str]:
    for file in plan.files:
        number = standings[file.account, file.digest].taken_as
        if number is not None:
            yield language.say(
                "{file}: on file already as number {number}; nothing is added.",
                file=file.name,
                number=number,
            )
    left_out: dict[str, Counter[LeftOut]] = {}
    for file in plan.files:
        left_out.setdefault(file.name, Counter()).update(file.left_out)
    for name, counts in left_out.items():
        reasons = [_reason(why, number, language) for why, number in counts.items() if number]
        if reasons:
            yield language.say(
                "{file}: left out: {what}.", file=name, what=language.listed(reasons)
            )
    if plan.closed:
        yield language.count(
            "{n} part of an archive other than posts was not opened.",
            "{n} parts of an archive other than posts were not opened.",
            plan.closed,
        )
    if plan.not_opened:
        yield language.count(
            "{n} other file was not opened.",
            "{n} other files were not opened.",
            plan.not_opened,
        )


def _is_unkept(export: Export) -> bool:
    return LeftOut.NOT_TAKEN in export.left_out


def _reason(why: LeftOut, number: int, language: Language) -> str:
    count = language.count
    return {
        LeftOut.OTHER_ACCOUNT: count(
            "{n} post of another account", "{n} posts of other accounts", number
        ),
        LeftOut.NO_VALUE: count("{n} cell without a number", "{n} cells without a number", number),
        LeftOut.OTHER_MEASURE: count(
            "{n} number of another measure", "{n} numbers of another measure", number
        ),
        LeftOut.REPEATED: count(
            "{n} row of a post that stands twice", "{n} rows of posts that stand twice", number
        ),
        LeftOut.NOT_TAKEN: count(
            "{n} row of numbers that are not kept", "{n} rows of numbers that are not kept", number
        ),
    }[why]
