"""Links to copies: editors make and revoke them; whoever has one opens it without an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl

from datasette.utils.asgi import Request, Response
from datasette_auth_passwords.utils import verify_password

from documents.model import Column, Table, ValueKind
from storage import StorageError, Store
from storage.door.links import LINK_NUMBER, Link, copy_of, link_of, links
from storage.schema import AccessEvent
from web.access import AccessBook
from web.copies import MOST_DAYS, USUAL_DAYS, LinkWish, PageMaker, make_link
from web.door import forbidden, require_editor
from web.entering.filing import FilingOutcome, LinkFiling, NotFiled
from web.entering.once import FormIds, FormState
from web.entering.process import WritingProcess
from web.errors import NotHere, NotWritten, WrongRequest
from web.guard import LINK, LINKS, NEW_LINK
from web.login import Tries
from web.site import Site, Visitor
from web.tokens import hashed
from web.views import TYPES, Moved, Page
from words import Language
from words.telling import tell

SHOWN = frozenset({"html", "png", "svg"})
"""The forms that a browser shows; the others are saved."""
DAYS = (1, 7, 30, MOST_DAYS)


class LinkDoor:
    """Where links are made and revoked, and where they are opened."""

    def __init__(self, process: WritingProcess | None, book: AccessBook) -> None:
        self._process = process
        self._book = book
        self._ids = FormIds()
        self._tries = Tries()

    def list_links(self, store: Store, site: Site, visitor: Visitor) -> Page:
        """Every link: to what, until when, how often it was opened; and what revokes it."""
        editor, words = require_editor(site, visitor), visitor.language
        now, lines = site.clock(), links(store)
        facts = {
            "action": visitor.link(LINKS),
            "once": self._ids.give(editor, LINKS),
            "links": [_told(each, now, site, words) for each in lines],
            "revoke": words.say("Revoke"),
            "nothing": words.say("There is no link."),
            "done": words.say("It is revoked.") if "done" in visitor.args else None,
            "how": words.say(
                "A link is made from the page to be sent: at its end, «Make a link to this page»."
            ),
        }
        return Page("links.html", words.say("Links"), facts)

    def revoke(self, body: bytes, store: Store, site: Site, visitor: Visitor) -> Page | Moved:
        """Revoke the link that a form names."""
        del store
        editor, words = require_editor(site, visitor), visitor.language
        sent = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))
        if self._ids.take(sent.get("once", ""), editor, LINKS) is not FormState.SHOWN:
            said = words.say("This form was sent already: nothing was changed again.")
            return Page("error.html", said, status=409)
        number = sent.get("number", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 10):  # noqa: PLR2004
            raise NotHere(words.say("There is no link."))
        self.keep(LinkFiling(editor, site.clock(), ended=int(number)), words)
        return Moved(visitor.link(LINKS, done="1"))

    def show_form(self, store: Store, site: Site, visitor: Visitor) -> Page:
        """The form by which a link to a page is made."""
        del store
        editor, words = require_editor(site, visitor), visitor.language
        days = [(day, _days(day, words), day == USUAL_DAYS) for day in DAYS]
        facts = {
            "action": visitor.link(NEW_LINK),
            "once": self._ids.give(editor, NEW_LINK),
            "page": visitor.args.get("page", "/"),
            "days": days,
            "says": {
                "page": words.say("page"),
                "days": words.say("good for"),
                "passcode": words.say("passcode (may be left out)"),
                "hint": words.say(
                    "Whoever has the link sees this page as it is now, without an account, and no"
                    " other one. Tell the passcode on another way than the link."
                ),
                "make": words.say("Make the link"),
            },
        }
        title = words.say("Make a link to this page")
        return Page("link_new.html", title, facts)

    async def make(self, request: Request, staff: PageMaker, visitor: Visitor) -> Page:
        """Make the link that a form asks for; its address is shown this once."""
        site, words = staff.site, visitor.language
        editor = require_editor(site, visitor)
        body = (await request.post_body()).decode("utf-8", "replace")
        sent = dict(parse_qsl(body, max_num_fields=20))
        if self._ids.take(sent.get("once", ""), editor, NEW_LINK) is not FormState.SHOWN:
            said = words.say("This form was sent already: nothing was changed again.")
            return Page("error.html", said, status=409)
        days = sent.get("days", "")
        wish = LinkWish(
            sent.get("page", ""),
            words,
            int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0,  # noqa: PLR2004
            sent.get("passcode", "").strip() or None,
        )
        token, link = await make_link(staff, wish, site.clock())
        filing = LinkFiling(editor, link.made_at, made=link)
        await staff.writers.run(partial(self.keep, filing, words))
        scheme = "https" if request.scope["caller"].is_tls else "http"
        facts = {
            "address": f"{scheme}://{request.host}{LINK}{token}",
            "told": words.say("Copy it now: nobody can show it again."),
            "links": (visitor.link(LINKS), words.say("Links")),
        }
        return Page("link_made.html", words.say("The link is made"), facts)

    def keep(self, filing: LinkFiling, words: Language) -> None:
        """Have a link kept or revoked.

        Raises:
            MayNotEnter: they may not, by the settings as they are now.
            NotHere: there is no such link.
            WrongRequest: there are too many links already.
            StorageError: nothing was kept: the database is locked or full, say.
            NotWritten: nobody knows whether it was.
        """
        assert self._process is not None  # noqa: S101  # whoever may enter has a file of settings
        try:
            answer = self._process.link(filing)
        except EOFError:
            raise NotWritten(words.say("This took too long: look whether it is there.")) from None
        if isinstance(answer, NotFiled):
            if answer.is_forbidden:
                raise forbidden(words)
            why = "; ".join(tell(text, words) for _, text in answer.problems)
            raise StorageError(why) if answer.is_out_of_order else WrongRequest(why)
        if answer.outcome is FilingOutcome.SAME:
            raise NotHere(words.say("There is no link."))

    async def open(self, request: Request, staff: PageMaker, visitor: Visitor) -> Response:
        """The copy to which a link leads; where it has a passcode, once that was told."""
        link = await staff.readers.run(partial(_found, request.url_vars["token"], staff.site))
        words = visitor.language
        if link is None:
            said = words.say("This link leads nowhere (any more)")
            why = words.say("It has expired, or was revoked: ask whoever sent it for another one.")
            return await _answer(request, staff, said, {"why": why}, HTTPStatus.NOT_FOUND)
        caller, name = request.scope["caller"].address, f"{LINK_NUMBER}{link.number}"
        if link.passcode_hash is not None:
            wrong = None
            if request.method == "POST":
                is_right, wrong = await self._try(request, staff, link, caller, words)
                if is_right:
                    return await self._opened(request, staff, link, name, caller)
            return await _ask_code(request, staff, wrong, words)
        return await self._opened(request, staff, link, name, caller)

    async def _try(
        self, request: Request, staff: PageMaker, link: Link, caller: str, words: Language
    ) -> tuple[bool, str | None]:
        """Whether a passcode is right, and what is told where it is not."""
        name = f"{LINK_NUMBER}{link.number}"
        if self._tries.is_locked(name, ""):
            self._book.note(AccessEvent.LOCKED, name, caller)
            return False, words.say("Too many passcodes were tried: wait five minutes.")
        code = (await request.post_vars()).get("passcode") or ""
        check = partial(verify_password, code.strip(), link.passcode_hash)
        if await staff.hashers.run(check):
            self._tries.forget(name, "")
            return True, None
        self._tries.add(name, "")
        self._book.note(AccessEvent.WRONG_PASSCODE, name, caller)
        return False, words.say("The passcode is wrong.")

    async def _opened(
        self, request: Request, staff: PageMaker, link: Link, name: str, caller: str
    ) -> Response:
        content = await staff.readers.run(partial(_content, link.number, staff.site))
        if request.method != "HEAD":  # what looks at links before they are sent on
            self._book.note(AccessEvent.LINK_OPENED, name, caller)
        headers = {"x-robots-tag": "noindex"}
        if link.form not in SHOWN:
            headers["content-disposition"] = f'attachment; filename="hasila.{link.form}"'
        return Response(content or b"", headers=headers, content_type=TYPES[link.form])


def _found(token: str, site: Site) -> Link | None:
    """The link that is good now and has this word in its address."""
    with site.open_store() as store:
        link = link_of(store, hashed(token))
    return link if link is not None and link.is_good(site.clock()) else None


def _content(number: int, site: Site) -> bytes | None:
    with site.open_store() as store:
        return copy_of(store, number)


async def _ask_code(
    request: Request, staff: PageMaker, wrong: str | None, words: Language
) -> Response:
    facts: dict[str, object] = {
        "wrong": wrong,
        "passcode": words.say("Passcode"),
        "enter": words.say("Open"),
        "asks": True,
    }
    status = HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK
    return await _answer(request, staff, words.say("This link asks for a passcode"), facts, status)


async def _answer(
    request: Request, staff: PageMaker, title: str, facts: dict[str, object], status: HTTPStatus
) -> Response:
    """A page for whoever has no account: the template's frame leads to no other."""
    shown = {**facts, "title": title}
    page = await staff.render_template("link.html", shown, request=request)
    return Response.html(page, status=status.value, headers={"x-robots-tag": "noindex"})


def links_table(lines: Sequence[Link], now: datetime, words: Language) -> Table:
    """The links on file, as a table."""
    say = words.say
    columns = (
        Column("number", say("number"), ValueKind.COUNT),
        Column("page", say("page")),
        Column("form", say("form")),
        Column("made_at", say("made"), ValueKind.INSTANT),
        Column("made_by", say("who")),
        Column("expires_at", say("good until"), ValueKind.INSTANT),
        Column("is_good", say("good")),
        Column("passcode", say("passcode")),
        Column("opened", say("how often opened"), ValueKind.COUNT),
        Column("last_opened_at", say("last time"), ValueKind.INSTANT),
    )
    rows = tuple(
        {
            "number": each.number,
            "page": each.page,
            "form": each.form,
            "made_at": each.made_at,
            "made_by": each.made_by,
            "expires_at": each.ended_at or each.expires_at,
            "is_good": say("yes") if each.is_good(now) else say("no"),
            "passcode": say("no") if each.passcode_hash is None else say("yes"),
            "opened": each.opened,
            "last_opened_at": each.last_opened_at,
        }
        for each in lines
    )
    return Table("links", say("Links"), columns, rows, empty=say("There is no link."))


def _days(day: int, words: Language) -> str:
    return words.count("{n} day", "{n} days", day)


def _told(link: Link, now: datetime, site: Site, words: Language) -> dict[str, object]:
    """A link as the list shows it."""
    zone, say = site.settings.zone(), words.say
    if link.ended_at is not None:
        state = say("revoked on {moment}", moment=words.moment(link.ended_at, zone))
    elif link.is_good(now):
        state = say("good until {moment}", moment=words.moment(link.expires_at, zone))
    else:
        state = say("expired on {moment}", moment=words.moment(link.expires_at, zone))
    made = say(
        "made by {who}, {moment}",
        who=words.inset(link.made_by),
        moment=words.moment(link.made_at, zone),
    )
    return {
        "number": link.number,
        "title": link.title,
        "page": link.page,
        "form": link.form.upper(),
        "made": made,
        "state": state,
        "passcode": say("with a passcode") if link.passcode_hash else None,
        "opened": words.count("opened {n} time", "opened {n} times", link.opened),
        "is_good": link.is_good(now),
    }
