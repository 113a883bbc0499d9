"""Files that commands write: whole or not at all, and never over something else."""

from __future__ import annotations

from pathlib import Path

import click


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole: whoever looks sees the former one or the new one.

    Raises:
        click.BadParameter: the path is that of a folder.
        OSError: it cannot be written.
    """
    if not path.name or path.is_dir():
        raise click.BadParameter(f"{path} is a folder", param_hint="--out")
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
