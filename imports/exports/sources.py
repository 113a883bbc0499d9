"""The files under a path: one file, a folder, or a zip, with bounds on what is opened.

Names decide nothing but what is opened at all: tables, JSON, and the scripts of X's archive. A
folder may hold zips (TikTok gives one an export); a zip in a zip is refused.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO

from documents.model import foreign_line
from imports.files import ZIP
from imports.platforms.archives import opened_beginning
from imports.refusal import FileProblem, ImportRefused
from metrics.texts.phrases import Phrase, Plural

MEGA = 2**20
MOST_BYTES = 64 * MEGA
"""Of one file."""
MOST_TOGETHER = 256 * MEGA
MOST_FILES = 2_000
MOST_RATIO = 200
"""How many times its packed size a file may unpack to; texts of figures reach some 20."""
OPENED = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json", ".js"})
PACKED, SCRIPT = ".zip", ".js"
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    LookupError,
    OSError,
    EOFError,
    ValueError,
)
"""What zipfile raises of a damaged zip."""
LONGEST_NAME = 300
HEAD = 200
"""The bytes of a script in which its name stands."""


@dataclass(frozen=True, slots=True)
class SourceBytes:
    """One file's bytes."""

    name: str
    """Its path below what the person named, with its zip; for people."""
    data: bytes
    written_on: date | None
    """The day that the file system or the zip tells of it; a hint for people, no fact."""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def folder(self) -> str:
        """Where it lies: files of one archive lie together."""
        return str(PurePosixPath(self.name).parent)


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """What was found under a path."""

    files: tuple[SourceBytes, ...]
    not_opened: int = 0
    """Pictures, pages and other files that hold no table."""


def sources_under(path: Path) -> SourceFiles:
    """The files under a path that may be exports, in the order of their names.

    Raises:
        ImportRefused: there is nothing, or what is there is too large or not safe to unpack.
    """
    if path.is_dir():
        return _bounded(_in_folder(path))
    if not path.is_file():
        raise ImportRefused(
            [FileProblem(None, Phrase("there is no such file or folder"), str(path))]
        )
    return _bounded(_in_file(path, path.name, is_named=True))


def _bounded(sources: Iterator[SourceBytes | None]) -> SourceFiles:
    files: list[SourceBytes] = []
    skipped = together = 0
    for source in sources:
        if source is None:
            skipped += 1
            continue
        together += len(source.data)
        if together > MOST_TOGETHER or len(files) >= MOST_FILES:
            message = Phrase(
                "more than {files} or {most} MB: import one after the other",
                files=Plural("{n} file", "{n} files", MOST_FILES),
                most=MOST_TOGETHER // MEGA,
            )
            raise ImportRefused([FileProblem(None, message)])
        files.append(replace(source, name=foreign_line(source.name, LONGEST_NAME)))
    return SourceFiles(tuple(sorted(files, key=lambda source: source.name)), skipped)


def _in_folder(folder: Path) -> Iterator[SourceBytes | None]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_symlink() or any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            continue
        if path.is_file():
            yield from _in_file(path, inside.as_posix())


def _in_file(path: Path, name: str, *, is_named: bool = False) -> Iterator[SourceBytes | None]:
    """A file, or those of a zip; one that the person named is opened whatever it is called."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(ZIP))
        packed = begin == ZIP and _is_archive(path)
        written_on = date.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ012  a hint, by this machine
        if packed:
            yield from _in_zip(path, name)
        elif not is_named and path.suffix.lower() not in OPENED:
            yield None
        elif (name_alone := _script_name(path.name, path.open("rb"))) is not None:
            yield SourceBytes(name, name_alone, written_on) if name_alone else None
        elif path.stat().st_size > MOST_BYTES:
            raise _too_large(name)
        else:
            yield SourceBytes(name, path.read_bytes(), written_on)
    except OSError as error:
        raise ImportRefused([FileProblem(None, error.strerror or str(error), name)]) from None


def _script_name(name: str, file: IO[bytes]) -> bytes | None:
    """The name in the first bytes of a script that is not read; None: it is read, or is none."""
    with file:
        return opened_beginning(file.read(HEAD)) if name.lower().endswith(SCRIPT) else None


def _is_archive(path: Path | io.BytesIO) -> bool:
    """Whether a file of zip's beginning is a folder packed, and no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" not in archive.namelist()
    except DAMAGE:
        return True


def _too_large(name: str) -> ImportRefused:
    message = Phrase(
        "larger than {most} MB, which no export of figures is: download a shorter time",
        most=MOST_BYTES // MEGA,
    )
    return ImportRefused([FileProblem(None, message, name)])


def _in_zip(path: Path, name: str) -> Iterator[SourceBytes | None]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            for entry in entries:
                _check_entry(entry, name)
            for entry in entries:
                yield _unpacked(archive, entry, name)
    except DAMAGE as error:
        message = Phrase("the zip is damaged or locked ({error}): download it again", error=error)
        raise ImportRefused([FileProblem(None, message, name)]) from None


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    parts = PurePosixPath(entry.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
        message = Phrase(
            "holds the path {filename}, which leads out of it: not a platform's zip",
            filename=repr(entry.filename),
        )
        raise ImportRefused([FileProblem(None, message, name)])


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> SourceBytes | None:
    path = PurePosixPath(entry.filename)
    inside = f"{name}/{entry.filename}"
    if any(part.startswith((".", "__MACOSX")) for part in path.parts):
        return None
    suffix = path.suffix.lower()
    if suffix == PACKED:
        message = Phrase("a zip in a zip: unpack the outer one, and import the folder")
        raise ImportRefused([FileProblem(None, message, inside)])
    if suffix not in OPENED:
        return None
    if (name_alone := _script_name(entry.filename, archive.open(entry))) is not None:
        return SourceBytes(inside, name_alone, None) if name_alone else None
    if entry.file_size > MOST_BYTES:
        raise _too_large(inside)
    if entry.file_size > MEGA and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        message = Phrase("unpacks to far more than texts do: not opened")
        raise ImportRefused([FileProblem(None, message, inside)])
    # zipfile reads no part beyond the size declared for it.
    return SourceBytes(inside, archive.read(entry), date(*entry.date_time[:3]))
