"""Files that commands write: whole or not at all, and never through a link to something else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

DRAFT = ".draft"
"""How the name of a file ends that is being written."""
FOR_THE_OWNER, FOR_EVERYBODY = 0o600, 0o666
"""Who can read a file, as far as the umask lets them."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole: whoever looks sees the former one or the new one.

    Raises:
        click.BadParameter: the path is that of a folder.
        OSError: it cannot be written.
    """
    if not path.name or path.is_dir():
        raise click.BadParameter(f"{path} is a folder", param_hint="--out")
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
