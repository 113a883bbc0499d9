"""Files that commands write: whole or not at all, never through a link, and where they may."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from metrics.texts.phrases import Phrase

if TYPE_CHECKING:
    from settings import Settings

DRAFT = ".draft"
"""How the name of a file ends that is being written."""
CHARTS_CACHE = "MPLCONFIGDIR"
"""The variable that tells matplotlib where to keep what it knows of fonts."""
HOMES = (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))
"""Where matplotlib keeps it otherwise: what the first names, else that folder of the home."""
OF_THE_SERVICE = ("CACHE_DIRECTORY", "STATE_DIRECTORY", "RUNTIME_DIRECTORY")
"""The variables in which systemd tells a service its own folders, several with colons."""
FOR_THE_OWNER, FOR_EVERYBODY = 0o600, 0o666
"""Who can read a file, as far as the umask lets them."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole: whoever looks sees the former one or the new one.

    Raises:
        click.BadParameter: the path is that of a folder.
        OSError: it cannot be written.
    """
    if not path.name or path.is_dir():
        raise click.BadParameter(Phrase("{path} is a folder", path=path), param_hint="--out")
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # a pipe or a device, such as /dev/null, is not replaced
    else:
        write_pieces(path, [content])


def write_pieces(path: Path, pieces: Iterable[bytes], *, mode: int = FOR_EVERYBODY) -> int:
    """Write pieces into a file that gets its name when all are on the disk; how many they were.

    What stood there is replaced and never written through, so that no link leads elsewhere.

    Raises:
        OSError: it cannot be written; what stood there is as it was.
    """
    draft = path.with_name(path.name + DRAFT)
    draft.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(draft, flags, mode), "wb") as file:
            written = 0
            for piece in pieces:
                file.write(piece)
                written += 1
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return written


def settle_temporary_files(settings: Settings) -> None:
    """Let temporary files and matplotlib's cache go where this process may write.

    Where the machine's own places take them, nothing is changed. Else (a service whose /tmp is
    closed, a user without a home) they go to the database's folder, or to one of the service's.
    PDF, workbooks and large sorts need such a place. To be called before matplotlib is imported.
    """
    places = (place for place in _own_folders(settings) if place.is_dir() and _takes_files(place))
    own = next(places, None)
    if own is None:
        return
    if not _has_temporary_folder():
        tempfile.tempdir = os.environ["TMPDIR"] = str(own)
    if not all(map(_takes_files, _cache_folders())):
        os.environ[CHARTS_CACHE] = str(own / ".matplotlib")


def _own_folders(settings: Settings) -> Iterator[Path]:
    if settings.storage.file is not None:
        yield settings.storage.file.parent
    for name in OF_THE_SERVICE:
        yield from (Path(place) for place in os.environ.get(name, "").split(":") if place)


def _has_temporary_folder() -> bool:
    """Whether there is one but the folder in which the program happened to be started."""
    try:
        return Path(tempfile.gettempdir()) != Path.cwd()
    except FileNotFoundError:
        return False


def _cache_folders() -> Iterator[Path]:
    """Where matplotlib would write."""
    if told := os.environ.get(CHARTS_CACHE):
        yield Path(told)
        return
    for variable, folder in HOMES:
        home = os.environ.get(variable) or os.path.expanduser(f"~/{folder}")  # noqa: PTH111 - never fails
        yield Path(home) / "matplotlib"


def _takes_files(folder: Path) -> bool:
    """Whether files can be made in a folder, or itself where it is not there yet."""
    whole = folder.absolute()
    known = next(place for place in (whole, *whole.parents) if place.exists())
    return known.is_dir() and os.access(known, os.W_OK)
