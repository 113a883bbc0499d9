"""What people read in a page, a mail, a document, a workbook or a picture, as plain text."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from io import BytesIO

import docx
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook

COMMENT = re.compile(r"<!-- (.*?) -->", re.DOTALL)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS = ("Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Language")
SHOWN = ("lang", "dir", "href", "alt", "action", "name", "value", "selected", "type")
"""The attributes that a reader sees or goes by."""
INLINE = frozenset(("a", "b", "bdi", "code", "em", "small", "span", "strong", "td", "th", "time"))
"""Elements that stand within a line: every other one begins and ends one."""
UNSEEN = ("link", "meta")
SILENT = ("script", "style")
APART = {"td": " | ", "th": " | ", "small": " ; "}
"""What stands before the text of an element in the line."""


class _Reduction(HTMLParser):
    """Lines of texts; table cells are set apart, and tags kept where they show something."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in SILENT
        shown = [f"{name}={value}" for name, value in attrs if name in SHOWN]
        self.text += APART.get(tag, "") if tag in INLINE else "\n"
        if (shown and tag not in UNSEEN) or tag == "bdi":
            self.text += f"<{' '.join([tag, *shown])}>"

    def handle_endtag(self, tag: str) -> None:
        self.silent = False
        self.text += "</bdi>" if tag == "bdi" else "" if tag in INLINE else "\n"

    def handle_data(self, data: str) -> None:
        self.text += "" if self.silent else re.sub(r"\s+", " ", data, flags=re.ASCII)


def json_text(value: object, indent: str = "") -> str:
    """JSON with a line for each list or object that holds none: rows can be read and compared."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if not any(isinstance(part, list | dict) for part in parts):
        return json.dumps(value, ensure_ascii=False)
    inner = [json_text(part, f"{indent} ") for part in parts]
    if isinstance(value, dict):
        names = (json.dumps(name, ensure_ascii=False) for name in value)
        inner = [f"{name}: {text}" for name, text in zip(names, inner, strict=True)]
    begin, end = "{}" if isinstance(value, dict) else "[]"
    lines = ",\n".join(f"{indent} {text}" for text in inner)
    return f"{begin}\n{lines}\n{indent}{end}"


def html_text(page: str) -> str:
    """The texts of a page, line by line, with addresses, languages and directions."""
    reduction = _Reduction()
    reduction.feed(page)
    reduction.close()
    lines = (" ".join(line.split(" ")).strip(" ") for line in reduction.text.split("\n"))
    return "".join(f"{line}\n" for line in lines if line)


def xlsx_text(content: bytes) -> str:
    """Each sheet of a workbook: its direction, and its rows of values with their formats."""
    book = load_workbook(BytesIO(content))
    lines = []
    for sheet in book:
        way = "right to left" if sheet.sheet_view.rightToLeft else "left to right"
        lines.append(f"[sheet {sheet.title}, {way}]")
        for row in sheet.iter_rows():
            cells = [_cell(cell.value, cell.number_format) for cell in row]
            lines.append(" | ".join(cells).rstrip(" |"))
    return "\n".join(lines) + "\n"


def _cell(value: object, form: str) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str) or form == "General" else f"{value} {{{form}}}"


def docx_text(content: bytes) -> str:
    """The paragraphs, with their styles, and the tables of a document, in their order."""
    return "".join(f"{line}\n" for line in _blocks(docx.Document(BytesIO(content))) if line)


def _blocks(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (" | ".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            yield _paragraph(block)


def _paragraph(block: Paragraph) -> str:
    xml = block._p
    style = block.style.name if block.style is not None else ""
    way = " rtl" if xml.xpath("./w:pPr/w:bidi") else ""
    text = "[picture]" * len(xml.xpath(".//pic:pic")) + block.text
    return f"[{style}{way}] {text}" if text else ""


def pdf_text(content: bytes) -> str:
    """The texts of a PDF in their order, as poppler finds them."""
    made = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    lines = made.stdout.decode("utf-8").replace("\f", "\n").split("\n")
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())


def svg_text(content: bytes) -> str:
    """The texts that a picture draws, in their order: SVG holds each beside its outlines."""
    texts = COMMENT.findall(content.decode("utf-8"))
    return "".join(f"{text.strip()}\n" for text in texts)


def mail_text(content: bytes) -> str:
    """The headers of a mail, its texts, and what is attached."""
    mail = message_from_bytes(content, policy=default)
    lines = [f"{name}: {mail[name]}\n" for name in HEADERS if mail[name] is not None]
    for part in mail.walk():
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), part.get_filename() or ""
        told = part["Content-ID"] or ""
        lines.append(f"\n[{' '.join(filter(None, (kind, name, told)))}]\n")
        found = part.get_content()
        if kind == "text/html":
            lines.append(html_text(found))
        elif kind == WORKBOOK:
            lines.append(xlsx_text(found))
        elif isinstance(found, str):
            lines.append(found.replace("\r\n", "\n"))
    return "".join(lines)
