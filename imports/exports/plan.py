"""What an import by folder would take in: each file's account, days, posts, and what stays out.

Nothing is guessed: a file that does not say whose it is, or of which day its numbers are, is a
problem with what to do about it, and a plan with problems takes nothing in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath

from documents.model import foreign_line
from imports.exports.measures import in_our_words
from imports.exports.model import DayFigure, Export, ExportedPost, FileOwner, LeftOut, NeedsAnswer
from imports.exports.recognise import Answers, UnknownTable, read_exports
from imports.exports.sources import SourceBytes, SourceFiles
from imports.refusal import FileProblem, ImportRefused
from metrics.model import Account
from metrics.texts.phrases import Phrase, PlatformName, Plural

LONGEST_MESSAGE = 400
"""Names of accounts come from the file, and may be anything."""


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What the person says of one file."""

    account: str | None = None
    downloaded: date | None = None
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """What one file tells of one account, and shall be taken in."""

    account: str
    platform: str
    name: str
    digest: str
    kind: str
    zone: str
    downloaded_on: date
    is_said: bool
    """Whether a person said the day of the download, or it is that of the file."""
    days: tuple[DayFigure, ...] = ()
    posts: tuple[ExportedPost, ...] = ()
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)

    @property
    def bare_name(self) -> str:
        """What the file was called, without its folder."""
        return PurePosixPath(self.name).name

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day (both included) of which it tells anything."""
        days = [figure.day for figure in self.days]
        days += [post.published_at.date() for post in self.posts if post.published_at]
        return (min(days), max(days)) if days else None

    @property
    def rows(self) -> int:
        """How many days and posts it tells of."""
        return len({figure.day for figure in self.days}) + len(self.posts)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is taken in, what is not, and what must be answered first."""

    files: tuple[PlannedFile, ...] = ()
    untaken: tuple[Export, ...] = ()
    """Recognised, and nothing of it is kept."""
    problems: tuple[FileProblem, ...] = ()
    unknown: tuple[UnknownTable, ...] = ()
    """Tables that the person may map; they are among the problems, too."""
    asked: tuple[str, ...] = ()
    """Names of the files of which something must be said."""
    not_opened: int = 0
    closed: int = 0
    """Parts of archives other than posts, of which the name alone was read."""


@dataclass(frozen=True, slots=True)
class Planner:
    """What files are judged by."""

    accounts: Sequence[Account]
    """Those of the settings, with the ids and handles that the platforms told."""
    today: date
    find_post: Callable[[str, str], str | None] = lambda _account, _url: None
    """The id of an account's post on file, by its address."""
    default: FileAnswer = field(default_factory=FileAnswer)
    """What is said of all files."""
    files: Mapping[str, FileAnswer] = field(default_factory=dict)
    """What is said of one, by its name."""

    def plan(self, sources: SourceFiles) -> ImportPlan:
        """The plan of all files; each problem is one line that says what to do."""
        planned: list[PlannedFile] = []
        untaken: list[Export] = []
        problems: list[FileProblem] = []
        unknown: list[UnknownTable] = []
        asked: list[str] = []
        closed = 0
        owners = self._archive_owners(sources)
        for source in sources.files:
            try:
                exports = self._read(source, owners)
                closed += any(LeftOut.OTHER_PERSONS in export.left_out for export in exports)
                untaken += [export for export in exports if not _tells(export)]
                planned += self._planned(source, [each for each in exports if _tells(each)])
            except ImportRefused as refusal:
                problems += refusal.problems
                if isinstance(refusal, UnknownTable):
                    unknown.append(refusal)
                elif isinstance(refusal, NeedsAnswer):
                    asked.append(source.name)
        return ImportPlan(
            _once(planned),
            tuple(untaken),
            tuple(problems),
            tuple(unknown),
            tuple(asked),
            sources.not_opened,
            closed,
        )

    def _answer(self, name: str) -> FileAnswer:
        said = self.files.get(name, FileAnswer())
        return FileAnswer(
            said.account or self.default.account,
            said.downloaded or self.default.downloaded,
            replace(self.default.answers, order=said.answers.order or self.default.answers.order),
        )

    def _archive_owners(self, sources: SourceFiles) -> dict[str, tuple[FileOwner, ...]]:
        """Whose the archives are, by the folder in which the account's own name lies."""
        owners = {}
        for source in sources.files:
            if source.data.startswith(b"window.YTD.account."):
                try:
                    owners[source.folder] = read_exports(source)[0].owners
                except ImportRefused:
                    continue  # told where the file is read
        return owners

    def _read(
        self, source: SourceBytes, owners: Mapping[str, tuple[FileOwner, ...]]
    ) -> list[Export]:
        answer = self._answer(source.name)
        answers = replace(answer.answers, downloaded=answer.downloaded)
        return [
            replace(export, owners=owners.get(source.folder, ()))
            if export.kind.key == "x_archive" and export.posts
            else export
            for export in read_exports(source, answers)
        ]

    def _planned(self, source: SourceBytes, exports: Sequence[Export]) -> list[PlannedFile]:
        """The file for each of its accounts; several tables of one file are one file."""
        files: dict[str, PlannedFile] = {}
        for export in exports:
            for account, part in self._by_account(export):
                planned = self._dated(source, account, part)
                before = files.get(account.name)
                files[account.name] = _together(before, planned) if before else planned
        return list(files.values())

    def _by_account(self, export: Export) -> list[tuple[Account, Export]]:
        named = self._answer(export.name).account
        accounts = [account for account in self.accounts if named in {None, account.name}]
        ours = [
            (account, owner)
            for account in accounts
            for owner in export.owners
            if account.platform == export.kind.platform and is_owner(owner, account)
        ]
        if ours:
            return [
                (account, _of_owner(export, {owner for mine, owner in ours if mine == account}))
                for account in dict.fromkeys(account for account, _ in ours)
            ]
        return [self._by_word(export, accounts, named)]

    def _by_word(
        self, export: Export, accounts: Sequence[Account], named: str | None
    ) -> tuple[Account, Export]:
        """The account that the person named for a file that does not tell it."""
        platform = export.kind.platform
        first_owner = export.owners[0] if export.owners else None
        if named is None:
            whose = _named_in(first_owner)
            raise _asks(export, Phrase("{whose}: say whose it is with --account NAME", whose=whose))
        account = accounts[0]
        if platform not in {None, account.platform}:
            wrong = Phrase(
                "is a file of {said}, and {named} is an account of {network}",
                said=PlatformName(platform or account.platform),
                named=named,
                network=PlatformName(account.platform),
            )
            raise _asks(export, wrong)
        if len(export.owners) > 1 or (first_owner and is_other(first_owner, account)):
            names = foreign_line(", ".join(str(owner) for owner in export.owners[:3]))
            wrong = Phrase(
                "is of {names}, and not of {named}; an account that was called so before has it"
                " among its former_names in the settings",
                names=names,
                named=named,
            )
            raise _asks(export, wrong)
        return account, export

    def _dated(self, source: SourceBytes, account: Account, export: Export) -> PlannedFile:
        answer = self._answer(source.name)
        needs_saying = export.kind.needs_download_day or bool(export.totals)
        downloaded = answer.downloaded or (None if needs_saying else source.written_on)
        last = export.span[1] if export.span else None
        if downloaded is None or (last and downloaded < last) or downloaded > self.today:
            raise _asks(export, _day_wanted(source, last))
        totals = [DayFigure(downloaded, name, value, name) for name, value in export.totals.items()]
        days = in_our_words((*export.days, *totals), account.platform)
        left_out = Counter(export.left_out)
        left_out[LeftOut.OTHER_MEASURE] += len(export.days) + len(totals) - len(days)
        return PlannedFile(
            account.name,
            account.platform,
            export.name,
            export.digest,
            export.kind.key,
            export.kind.zone,
            downloaded,
            is_said=answer.downloaded is not None,
            days=tuple(days),
            posts=self._with_ids(account, export),
            left_out=dict(+left_out),
        )

    def _with_ids(self, account: Account, export: Export) -> tuple[ExportedPost, ...]:
        """The posts; one whose id a spreadsheet has rounded is known by its address on file."""
        posts = tuple(
            post if post.id else replace(post, id=self.find_post(account.name, post.url or ""))
            for post in export.posts
        )
        lost = [post.url for post in posts if post.id is None]
        if lost:
            message = Phrase(
                "a spreadsheet has rounded the ids of {posts} that are not on file by their"
                " addresses ({address}): use the file as it was downloaded",
                posts=Plural("{n} post", "{n} posts", len(lost)),
                address=repr(lost[0]),
            )
            raise ImportRefused([FileProblem(None, message, export.name)])
        return posts


def _named_in(owner: FileOwner | None) -> Phrase:
    """Whose a file says that it is."""
    if owner is None:
        return Phrase("names nobody")
    return Phrase(
        "is of {told}, which no account of the settings is", told=foreign_line(str(owner))
    )


def _day_wanted(source: SourceBytes, last: date | None) -> Phrase:
    """That the day of the download must be said; `last` is the last day that the file tells."""
    day = source.written_on
    hint = Phrase(" (the file is of {day})", day=day) if day else ""
    if last is None:
        return Phrase("say on which day it was downloaded with --downloaded DATE{hint}", hint=hint)
    return Phrase(
        "its numbers are those of the day on which it was downloaded, on or after {last}, and"
        " nothing tells it: say it with --downloaded DATE{hint}",
        last=last,
        hint=hint,
    )


def is_owner(owner: FileOwner, account: Account) -> bool:
    """Whether a file's account is one of ours: by its id, or where that is not known its handle."""
    if owner.id and account.id:
        return owner.id == account.id
    return bool(owner.handle) and _folded(owner.handle) in _handles(account)


def is_other(owner: FileOwner, account: Account) -> bool:
    """Whether what a file tells of its account contradicts what is known of ours."""
    if owner.id and account.id:
        return owner.id != account.id
    handles = _handles(account)
    return bool(owner.handle and handles) and _folded(owner.handle) not in handles


def _handles(account: Account) -> set[str]:
    names = (account.handle, *account.former_names)
    return {_folded(name) for name in names if name} if account.handle else set()


def _folded(handle: str | None) -> str:
    return (handle or "").lstrip("@").casefold()


def _tells(export: Export) -> bool:
    return bool(export.days or export.posts or export.totals)


def _asks(export: Export, message: str) -> NeedsAnswer:
    return NeedsAnswer([FileProblem(None, message, export.name)])


def _of_owner(export: Export, owners: set[FileOwner]) -> Export:
    """What an export tells of one account; the posts of the others are counted."""
    posts = tuple(post for post in export.posts if post.owner in owners or post.owner is None)
    others = len(export.posts) - len(posts)
    left_out = Counter(export.left_out) + Counter({LeftOut.OTHER_ACCOUNT: others})
    return replace(export, posts=posts, left_out=dict(left_out))


def _together(first: PlannedFile, second: PlannedFile) -> PlannedFile:
    """Two tables of one file; a number that both tell is told once.

    Raises:
        ImportRefused: they tell two numbers of one day.
    """
    days = {(figure.day, figure.metric): figure for figure in first.days}
    for figure in second.days:
        if days.setdefault((figure.day, figure.metric), figure).value != figure.value:
            message = Phrase(
                "tells two numbers of {metric} on {day}", metric=figure.metric, day=figure.day
            )
            raise ImportRefused([FileProblem(None, message, first.name)])
    return replace(
        first,
        days=tuple(days.values()),
        posts=(*first.posts, *second.posts),
        left_out=dict(Counter(first.left_out) + Counter(second.left_out)),
    )


def _once(files: Iterable[PlannedFile]) -> tuple[PlannedFile, ...]:
    """Each file once for each account, however often it lies there under other names."""
    return tuple({(file.account, file.digest): file for file in reversed(list(files))}.values())[
        ::-1
    ]
