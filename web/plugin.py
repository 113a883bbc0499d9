"""Our plugin of Datasette: addresses, answers, the guard, and what an error looks like."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from http.cookies import CookieError
from typing import TYPE_CHECKING
from urllib.parse import unquote

from datasette import hookimpl
from datasette.actor_auth_cookie import actor_from_request
from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError

from metrics.errors import HasilaError
from queries.wordings import of_the_office
from storage import ReadTooLong, StorageError
from storage.schema import AccessEvent
from web.door import sent_form
from web.entering.multipart import sent_file
from web.errors import Busy, MayNotEnter, MayNotSee, NotHere, NotWritten, TooLong
from web.frame import frame_of, login_words, page_facts, tables_words
from web.guard import ENTER, LINK, LINKS, NEW_LINK, TABLES, UPLOAD, App, Guard, Receive, Scope, Send
from web.login import COOKIE, LOGIN, LOGOUT, NEXT, WITHIN_S, Logins, back_to, user_of
from web.pages.programs import answer_program
from web.pages.style import NAMES, platforms_style, style_file
from web.routes import PLATFORMS_STYLE, QUESTION, ROUTES
from web.sign_on import SIGNED_ON
from web.site import LANG, Site, Visitor, language_of
from web.tokens import PROGRAMS, TokenDoor
from web.views import TYPES, Answer, File, Moved, Page, View
from words import Language
from words.telling import tell

if TYPE_CHECKING:
    from web.server import Bench, StaffPage

UNDERSTOOD_BY_NOBODY = (
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    sqlite3.Error,
)
"""What Datasette raises of a request to the tables that makes no sense."""
HEALTH = "/healthz"

LOG = logging.getLogger(__name__)


async def answer_request(
    view: View, request: Request, staff: StaffPage, bench: Bench | None = None
) -> Response:
    """What a view makes of a request; an error for people becomes a page that says it.

    It is made on the bench, unless given on that of whoever reads.
    """
    visitor = visitor_of(request)
    try:
        made = await (bench or staff.readers).run(partial(_looked_up, view, staff.site, visitor))
        return await _response(made, request, staff, visitor)
    except HasilaError as error:
        return await _response(
            error_page(error, visitor.language, staff.site), request, staff, visitor
        )


def visitor_of(request: Request) -> Visitor:
    """Who asks, and what is filled in; of a name that stands twice the last value counts."""
    args = {name: values[-1].strip() for name, values in _filled_in(request)}
    chosen = args.pop(LANG, None)
    return Visitor(
        language=language_of(chosen, request.headers.get("accept-language", "")),
        path=unquote(request.path),
        args=args,
        names={name: unquote(value) for name, value in request.url_vars.items() if value},
        chose=chosen is not None,
        user=user_of(request.actor),
    )


def error_page(error: Exception, language: Language, site: Site) -> Page:
    """What went wrong as a page: what kind of thing, and the error's own sentence."""
    status, title = _kind_of(error, language)
    reason = tell(error.phrase, language) if isinstance(error, HasilaError) else ""
    return Page("error.html", title, {"told": site.without_folder(reason)}, status)


def _kind_of(error: Exception, language: Language) -> tuple[int, str]:
    match error:
        case MayNotSee():
            return 403, language.say("This is not for you to see")
        case MayNotEnter():
            return 403, language.say("You may not enter anything here")
        case NotHere() | NotFound():
            return 404, language.say("Nothing has this address")
        case Busy() | TooLong() | NotWritten() | StorageError():
            return 503, _out_of_order(error, language)
        case HasilaError() | DatasetteError() | Base400():
            return 400, language.say("This cannot be answered")
        case _:
            return 500, language.say("Something went wrong; the log says what")


def _out_of_order(error: Exception, language: Language) -> str:
    match error:
        case Busy():
            return language.say("Much is being asked just now: try again in a moment")
        case TooLong() | ReadTooLong():
            return language.say("This took too long and was stopped: ask for less.")
        case NotWritten():
            return language.say("Nobody knows whether this was kept")
    return language.say("The database cannot be read")


def _filled_in(request: Request) -> list[tuple[str, list[str]]]:
    args = request.args
    return [(name, list(args.getlist(name))) for name in args if args[name].strip()]


def _looked_up(view: View, site: Site, visitor: Visitor) -> Answer:
    with site.open_store() as store:
        reader = replace(visitor, language=of_the_office(visitor.language, store))
        return view(store, site, reader)


async def _response(made: Answer, request: Request, staff: StaffPage, visitor: Visitor) -> Response:
    if isinstance(made, Page):
        facts = page_facts(made, staff.site, visitor)
        page = await staff.render_template(made.template, facts, request=request)
        return Response.html(page, status=made.status)
    if isinstance(made, Moved):
        return Response("", status=303, headers={"location": made.address})
    if isinstance(made, File):
        return _file(made)
    drawn = await staff.drawers.run(made.make)
    return _file(File(drawn, made.form, made.name, made.saved))


def _file(made: File) -> Response:
    named = {"content-disposition": f'attachment; filename="{made.name}.{made.form}"'}
    return Response(
        made.content, headers=named if made.saved else None, content_type=TYPES[made.form]
    )


Handler = Callable[[Request, "StaffPage"], Awaitable[Response]]


async def log_in(request: Request, datasette: StaffPage) -> Response:
    """The form to log in by, and what becomes of what was filled in."""
    logins, is_wrong = datasette.logins, False
    if logins is None:
        return Response.text("nobody has to log in here\n", status=404)
    if request.method == "POST":
        filled_in = await request.post_vars()
        name, password = filled_in.get("username") or "", filled_in.get("password") or ""
        address = request.scope["caller"].address
        if logins.is_locked(name, address):
            words = "too many passwords were tried: wait five minutes\n"
            later = {"retry-after": str(int(WITHIN_S))}
            return Response.text(words, status=429, headers=later)
        try:
            is_right = await datasette.hashers.run(partial(logins.is_right, name, password))
        except (Busy, TooLong):
            datasette.access.note(AccessEvent.LOCKED, logins.known(name), address)
            return Response.text("too many passwords are looked at: try again\n", status=503)
        cookie = logins.note(name, address, is_right=is_right, former=request.actor)
        if cookie is not None:
            there = back_to(request.args.get(NEXT)) or visitor_of(request).link("/")
            return Response("", status=302, headers={"location": there, "set-cookie": cookie})
        is_wrong = True
    way_in = f"{LOGIN}?{request.query_string}" if request.query_string else LOGIN
    facts = {"error": is_wrong, "way_in": way_in}
    page = await datasette.render_template("password_login.html", facts, request=request)
    return Response.html(page)


async def log_out(request: Request, datasette: StaffPage) -> Response:
    """The form to log out by; once it is sent, no session of that name is good, on any machine."""
    name = user_of(request.actor)
    if datasette.logins is None or name is None:
        return Response.redirect("/")
    if request.method != "POST":
        return Response.html(await datasette.render_template("logout.html", {}, request=request))
    datasette.logins.leave(name, request.scope["caller"].address)
    gone = Response.redirect("/")
    gone.set_cookie(COOKIE, "", expires=0, max_age=0)
    return gone


async def answer_form(request: Request, datasette: StaffPage) -> Response:
    """A form of what staff enter, and what becomes of it once it is sent."""
    if request.method != "POST":
        return await answer_request(datasette.door.show, request, datasette)
    sent = sent_form(await request.post_body())
    view = partial(datasette.door.send, sent)
    return await answer_request(view, request, datasette, datasette.writers)


async def answer_upload(request: Request, datasette: StaffPage) -> Response:
    """The form by which a file is brought, and what becomes of it."""
    is_editor = datasette.site.may_enter(user_of(request.actor))
    if request.method != "POST" or not is_editor:
        return await answer_request(datasette.uploads.show, request, datasette)
    sent = sent_file(await request.post_body(), request.headers.get("content-type", ""))
    view = partial(datasette.uploads.send, sent)
    return await answer_request(view, request, datasette, datasette.writers)


async def answer_links(request: Request, datasette: StaffPage) -> Response:
    """The list of links, and the revoking of one."""
    if request.method != "POST":
        return await answer_request(datasette.links.list_links, request, datasette)
    view = partial(datasette.links.revoke, await request.post_body())
    return await answer_request(view, request, datasette, datasette.writers)


async def answer_new_link(request: Request, datasette: StaffPage) -> Response:
    """The form by which a link is made, and what becomes of it."""
    if request.method != "POST":
        return await answer_request(datasette.links.show_form, request, datasette)
    visitor = visitor_of(request)
    try:
        made = await datasette.links.make(request, datasette, visitor)
    except HasilaError as error:
        made = error_page(error, visitor.language, datasette.site)
    return await _response(made, request, datasette, visitor)


async def open_link(request: Request, datasette: StaffPage) -> Response:
    """What a link leads to, for whoever has it."""
    visitor = visitor_of(request)
    try:
        return await datasette.links.open(request, datasette, visitor)
    except HasilaError as error:
        return Response.text(f"{_kind_of(error, visitor.language)[1]}\n", status=503)


async def list_forms(request: Request, datasette: StaffPage) -> Response:
    """The forms of what staff enter."""
    return await answer_request(datasette.door.list_forms, request, datasette)


async def tell_style(request: Request, datasette: StaffPage) -> Response:
    """The style sheet, the icon or the platforms' colours; they wait for no thread or database."""
    del datasette
    name = request.url_vars.get("name")
    return _file(style_file(name) if name else platforms_style())


async def tell_health(request: Request, datasette: StaffPage) -> Response:
    """Whether the page can read the database, for programs that watch it; nothing else."""
    del request
    try:
        await datasette.readers.run(partial(_touched, datasette.site))
    except HasilaError:
        return Response.text("the database cannot be read\n", status=503)
    return Response.text("ok\n")


def _touched(site: Site) -> None:
    with site.open_store():
        pass


def logins_of(datasette: StaffPage) -> Logins | None:
    """Who may log in; None where nobody has to."""
    roles = datasette.site.roles
    if not roles.users:
        return None
    sign = partial(datasette.sign, namespace="actor")
    actor_of = partial(_actor_of, datasette)
    return Logins(lambda: roles.users, actor_of, sign, book=datasette.access)


async def tell_program(request: Request, datasette: StaffPage) -> Response:
    """What a program asks, as JSON or CSV; an error for people as JSON, too."""
    visitor = visitor_of(request)
    try:
        work = partial(_looked_up, answer_program, datasette.site, visitor)
        made = await datasette.readers.run(work)
        return await _response(made, request, datasette, visitor)
    except HasilaError as error:
        page = error_page(error, visitor.language, datasette.site)
        return Response.json({"error": page.facts["told"] or page.title}, status=page.status)


@hookimpl  # type: ignore[untyped-decorator]  # Datasette tells no types
def register_routes(datasette: StaffPage) -> list[tuple[str, Handler]]:
    """Our pages; and for every address that is neither ours nor Datasette's, that it is none."""
    del datasette
    ours = [(pattern, _handler(view)) for pattern, view in ROUTES]
    health = (rf"^{HEALTH}$", tell_health)
    names = "|".join(map(re.escape, NAMES))
    styles = (
        (f"^{re.escape(PLATFORMS_STYLE)}$", tell_style),
        (f"^/static/(?P<name>{names})$", tell_style),
    )
    entering = (
        (rf"^{ENTER}$", list_forms),
        (rf"^{UPLOAD}$", answer_upload),
        (rf"^{LINKS}$", answer_links),
        (rf"^{NEW_LINK}$", answer_new_link),
        (rf"^{LINK}(?P<token>.+)$", open_link),
        (rf"^{ENTER}/(?P<form>[a-z]{{1,20}})$", answer_form),
    )
    programs = (rf"^{PROGRAMS}{QUESTION}\.(?P<form>csv|json)$", tell_program)
    way_in = ((rf"^{LOGIN}$", log_in), (rf"^{LOGOUT}$", log_out))
    return [health, *styles, programs, *entering, *way_in, *ours]


@hookimpl  # type: ignore[untyped-decorator]
def skip_csrf(datasette: StaffPage, scope: Scope) -> bool:
    """Whether a form has a mark of ours in the place of Datasette's: that with a file."""
    del datasette
    is_upload: bool = scope["path"] == UPLOAD
    return is_upload


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: StaffPage) -> Callable[[App], App]:
    """The guard, around everything. Without a login: how the page fares, and what a link shows."""

    def guarded(app: App) -> App:
        guard = Guard(app, datasette.site, datasette.sign_on or datasette.logins)
        open_guard = Guard(app, datasette.site, None)
        for_programs = Guard(app, datasette.site, TokenDoor(datasette.site.settings))

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path") or ""
            is_open = path == HEALTH or path.startswith(LINK)
            chosen = open_guard if is_open else guard
            chosen = for_programs if path.startswith(PROGRAMS) else chosen
            await chosen(scope, receive, send)

        return answer

    return guarded


@hookimpl(specname="actor_from_request")  # type: ignore[untyped-decorator]
def signed_on_actor(datasette: StaffPage, request: Request) -> dict[str, object] | None:
    """Whom the house's sign-on named, as the guard found it; None where there is none."""
    del datasette
    user = request.scope.get(SIGNED_ON)
    return None if user is None else {"id": user}


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: StaffPage, request: Request | None) -> dict[str, object]:
    """The frame and the words to log in by, for the templates of Datasette and its plugins."""
    if request is None:
        return {}
    visitor = visitor_of(request)
    is_bare = request.path.startswith(LINK)
    return {
        "frame": frame_of(datasette.site, visitor, is_bare=is_bare),
        "login": login_words(visitor),
        "tables_said": tables_words(visitor),
    }


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: StaffPage, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    """An error as a page in the reader's language; one that nobody expected goes to the log."""

    async def told() -> Response:
        page = _page_of(exception, request, datasette.site)
        if page.status == HTTPStatus.NOT_FOUND and _lacks_tables(datasette.site, request):
            page = Page(page.template, page.title, {"told": _no_tables(request)}, page.status)
        if request.path.endswith(".json"):
            words = page.facts["told"] or page.title
            return Response.json({"ok": False, "error": words}, status=page.status)
        written = await datasette.render_template(
            page.template, {"title": page.title, **page.facts}, request=request
        )
        return Response.html(written, status=page.status)

    return told


def _handler(view: View) -> Handler:
    async def handle(request: Request, datasette: StaffPage) -> Response:
        return await answer_request(view, request, datasette)

    return handle


def _page_of(exception: Exception, request: Request, site: Site) -> Page:
    language = visitor_of(request).language
    page = error_page(exception, language, site)
    if isinstance(exception, DatasetteError) and exception.message_is_html:
        sentence = language.say("This took too long and was stopped: ask for less.")
        return Page(page.template, page.title, {"told": sentence}, exception.status)
    if isinstance(exception, DatasetteError | Base400):
        status = 400 if exception.status == HTTPStatus.INTERNAL_SERVER_ERROR else exception.status
        return Page(page.template, page.title, {"told": _words(exception)}, status)
    if isinstance(exception, UNDERSTOOD_BY_NOBODY) and request.path.startswith(TABLES):
        # Datasette takes what is written in an address for what it expects there.
        LOG.warning("a request to the tables was refused: %r", exception)
        return Page(page.template, language.say("This cannot be answered"), {"told": ""}, 400)
    if not isinstance(exception, HasilaError):
        place = LINK if request.path.startswith(LINK) else request.path  # whose word is a secret
        LOG.error("%s: %s", place, exception, exc_info=exception)
    return page


def _lacks_tables(site: Site, request: Request) -> bool:
    """Whether somebody looks for the tables of a PostgreSQL, which the page does not show."""
    return site.database is None and re.match(TABLES + r"(?:[/.]|$)", request.path) is not None


def _no_tables(request: Request) -> str:
    return visitor_of(request).language.say(
        "The tables are shown where the database is a file of SQLite; this one is a PostgreSQL."
        " A question in SQL is put to it on the server: hasila ask --sql"
    )


def _words(exception: Exception) -> str:
    return exception.message if isinstance(exception, DatasetteError) else str(exception)


def _actor_of(datasette: StaffPage, scope: Scope) -> object:
    try:
        return actor_from_request(datasette, Request(scope, None))
    except CookieError:
        return None
