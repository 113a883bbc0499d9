"""Copies of a page or a paper, whole in themselves: what a link shows to whoever has no account."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from html import escape
from html.parser import HTMLParser
from secrets import token_urlsafe
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from datasette_auth_passwords.utils import hash_password

from queries.wordings import of_the_office
from storage.door.links import NewLink
from web.errors import NotHere, WrongRequest
from web.frame import frame_of, page_facts
from web.login import back_to
from web.routes import ROUTES
from web.site import LANG, Site, Visitor
from web.tokens import hashed
from web.views import TYPES, Answer, Drawing, File, Page, View
from words import Language

BYTES = 32
MOST_DAYS, USUAL_DAYS = 92, 7
LONGEST_COPY = 10_000_000
"""In bytes; what is larger is sent otherwise."""
SHORTEST_CODE, LONGEST_CODE = 6, 100
"""A passcode has so many signs."""
LEFT_OUT = frozenset({"form", "nav"})
"""What of a page serves to go on from it alone."""
FILES = "files"
"""The class of the ways to a picture's files."""
ADDRESSES = {"img": "src", "source": "srcset"}


Made = TypeVar("Made")


class WorkBench(Protocol):
    """Does things in a thread, within a time."""

    async def run(self, work: Callable[[], Made]) -> Made:
        """Do one."""


class PageMaker(Protocol):
    """What pages are made with: those of one site."""

    site: Site
    readers: WorkBench
    drawers: WorkBench
    hashers: WorkBench
    writers: WorkBench

    async def invoke_startup(self) -> None:
        """Make ready, once."""

    async def render_template(
        self, templates: str, context: dict[str, object], request: Any = None
    ) -> str:
        """A page as HTML."""


@dataclass(frozen=True, slots=True)
class PageCopy:
    """A page or a paper as it was at one moment."""

    title: str
    form: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LinkWish:
    """What somebody wants a link to, and how long."""

    page: str
    """The address of a page of ours, with what was filled in."""
    language: Language
    days: int = USUAL_DAYS
    passcode: str | None = None


async def make_link(staff: PageMaker, wish: LinkWish, now: datetime) -> tuple[str, NewLink]:
    """Copy a page as it is now; the word of its address, which nobody can show again, and the rest.

    Raises:
        WrongRequest: the days or the passcode are none.
        NotHere: no page to be shown has this address.
    """
    words = wish.language
    if not 1 <= wish.days <= MOST_DAYS:
        said = words.say("Say for how many days a link is good: 92 at most.")
        raise WrongRequest(said)
    code = wish.passcode
    if code is not None and not SHORTEST_CODE <= len(code) <= LONGEST_CODE:
        raise WrongRequest(words.say("A passcode has 6 signs at least, and 100 at most."))
    copy = await copy_page(staff, wish.page, words)
    code_hash = None if code is None else await staff.hashers.run(partial(hash_password, code))
    token = token_urlsafe(BYTES)
    return token, NewLink(
        token_hash=hashed(token),
        page=wish.page,
        title=copy.title,
        form=copy.form,
        language=words.code,
        content=copy.content,
        made_at=now,
        expires_at=now + timedelta(days=wish.days),
        passcode_hash=code_hash,
    )


async def copy_page(staff: PageMaker, page: str, language: Language) -> PageCopy:
    """A page or a paper as whoever reads here sees it now, with its pictures and without ways on.

    Raises:
        NotHere: no page to be shown has this address.
        WrongRequest: it cannot be answered, or is too long.
    """
    view, visitor = view_at(page, language)
    made = await staff.readers.run(partial(_seen, view, staff.site, visitor))
    if isinstance(made, Page):
        copy = await _copied(staff, made, visitor)
    elif isinstance(made, Drawing):
        copy = PageCopy(made.name, made.form, await staff.drawers.run(made.make))
    elif isinstance(made, File):
        copy = PageCopy(made.name, made.form, made.content)
    else:
        raise NotHere(page)
    if len(copy.content) > LONGEST_COPY:
        raise WrongRequest(language.say("This is too long for a link: ask for less."))
    return copy


async def _copied(staff: PageMaker, page: Page, visitor: Visitor) -> PageCopy:
    if page.status != 200:  # noqa: PLR2004 - as HTTP says it
        raise WrongRequest(visitor.language.say("This cannot be answered"))
    words, paper = visitor.language, staff.site.paper(visitor.language)
    as_of = words.say(
        "As of {moment}: a copy, which stays as it is.", moment=words.moment(paper.now, paper.zone)
    )
    frame = replace(frame_of(staff.site, visitor, is_bare=True), as_of=as_of)
    facts = {**page_facts(page, staff.site, visitor), "frame": frame}
    await staff.invoke_startup()  # the command has no server that did so
    html = await staff.render_template(page.template, facts)
    pictures = {}
    for address in sorted(set(_pictures(html))):
        picture = await copy_page(staff, address, words)
        type_ = TYPES[picture.form]
        pictures[address] = f"data:{type_};base64,{base64.b64encode(picture.content).decode()}"
    return PageCopy(page.title, "html", _written(html, pictures).encode())


def view_at(page: str, language: Language) -> tuple[View, Visitor]:
    """The view that an address of ours leads to, and whoever reads there without an account.

    Raises:
        NotHere: no page of ours has this address.
    """
    parts = urlsplit(page)
    if back_to(page) is None:
        raise NotHere(language.say("Nothing has this address"))
    given = parse_qsl(parts.query, max_num_fields=100)
    args = {name: value.strip() for name, value in given if value.strip() and name != LANG}
    for pattern, view in ROUTES:
        if match := re.match(pattern, parts.path):
            names = {name: unquote(value) for name, value in match.groupdict().items() if value}
            return view, Visitor(language, unquote(parts.path), args, names, chose=True)
    raise NotHere(language.say("Nothing has this address"))


def _seen(view: View, site: Site, visitor: Visitor) -> Answer:
    with site.open_store() as store:
        reader = replace(visitor, language=of_the_office(visitor.language, store))
        return view(store, site, reader)


class _Writer(HTMLParser):
    """Writes a page once more: pictures within it, and no way to another page of ours."""

    def __init__(self, pictures: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=False)
        self._pictures = pictures
        self._left_out: list[str] = []
        self._links: list[str] = []
        self.written: list[str] = []
        self.shown: list[str] = []
        """The addresses of its pictures."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out or tag in LEFT_OUT or dict(attrs).get("class") == FILES:
            if not self._left_out or tag == self._left_out[-1]:
                self._left_out.append(tag)
            return
        if tag == "a":
            self._links.append("a" if _leads_out(dict(attrs)) else "span")
            self._write(self._own() if self._links[-1] == "a" else "<span>")
            return
        address = dict(attrs).get(ADDRESSES.get(tag, ""))
        if address is not None:
            self.shown.append(address)
            text = self._own().replace(escape(address), self._pictures.get(address, ""))
            self._write(text)
            return
        self._write(self._own())

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            if tag == self._left_out[-1]:
                self._left_out.pop()
            return
        name = self._links.pop() if tag == "a" and self._links else tag
        self._write(f"</{name}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def _own(self) -> str:
        return self.get_starttag_text() or ""

    def _write(self, text: str) -> None:
        if not self._left_out:
            self.written.append(text)


def _leads_out(attributes: Mapping[str, str | None]) -> bool:
    """Whether a link leads to no page of ours: to a post on its platform, or within this page."""
    return (attributes.get("href") or "").startswith(("https://", "#"))


def _pictures(html: str) -> Iterator[str]:
    reader = _Writer({})
    reader.feed(html)
    yield from reader.shown


def _written(html: str, pictures: Mapping[str, str]) -> str:
    writer = _Writer(pictures)
    writer.feed(html)
    writer.close()
    return "".join(writer.written)
