"""Letters as files: a mail to open in a mail program, a page to open in a browser."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from commands._files import write_whole
from reports.letter import LetterWriter, mail_as_html
from reports.mail.smtp import WIRE


def write_letters(
    desk: LetterWriter, role: str, codes: tuple[str, ...], folder: Path
) -> list[Path]:
    """Write a role's letter in each language as .eml and as .html; returns the files.

    The page holds its chart within: it needs nothing from elsewhere.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for code in codes:
        paper = desk.paper(role, code)
        sources = {
            picture.name: f"data:image/png;base64,{b64encode(picture.content).decode()}"
            for picture in paper.pictures
        }
        page, mail = (folder / f"{role}.{code}.{kind}" for kind in ("html", "eml"))
        write_whole(page, mail_as_html(paper, sources).encode())
        write_whole(mail, desk.mail(role, code).as_bytes(policy=WIRE))
        made += [page, mail]
    return made
