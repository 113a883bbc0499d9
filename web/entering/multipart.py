"""A form with a file, as browsers send it (multipart/form-data, RFC 7578)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import PurePosixPath, PureWindowsPath

LONGEST_NAME = 120
NAMELESS = "file"


@dataclass(frozen=True, slots=True)
class SentFile:
    """The fields of a form, and the file that came with it."""

    fields: Mapping[str, str] = field(default_factory=dict)
    name: str = NAMELESS
    content: bytes = b""


def sent_file(body: bytes, content_type: str) -> SentFile:
    """What a browser sent; of what is no such form, nothing."""
    boundary = _parameter("content-type", content_type, "boundary")
    fields: dict[str, str] = {}
    name, content = NAMELESS, b""
    for disposition, part in _parts(body, boundary) if boundary else ():
        key = _parameter("content-disposition", disposition, "name")
        file = _parameter("content-disposition", disposition, "filename")
        if file is not None:
            name, content = bare_name(file), part
        elif key is not None:
            fields[key] = part.decode("utf-8", "replace").strip()
    return SentFile(fields, name, content)


def bare_name(name: str) -> str:
    """What a file is called, without any folder and what no name of a file may hold."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    plain = "".join(sign for sign in last if sign.isprintable())
    stem, dot, ending = plain.rpartition(".")
    short = f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else plain[:LONGEST_NAME]
    return NAMELESS if short.strip(". ") == "" else short


def _parts(body: bytes, boundary: str) -> Iterator[tuple[str, bytes]]:
    """The disposition and the content of each part."""
    _, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1", "replace"))
    for part in parts:
        head, gap, content = part.partition(b"\r\n\r\n")
        if part.startswith(b"--") or not gap:
            return
        for line in head.decode("utf-8", "replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip().lower() == "content-disposition":
                yield value.strip(), content


def _parameter(header: str, value: str, name: str) -> str | None:
    message = Message()
    message[header] = " ".join(value.splitlines())
    parameter = message.get_param(name, header=header)
    return parameter if isinstance(parameter, str) else None
