"""Our plugin of Datasette: routes, the guard, and what an error looks like.

Plugins belong to the process, in which a `StaffPage` is the only kind of Datasette.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from http.cookies import CookieError
from typing import TYPE_CHECKING

from datasette import hookimpl
from datasette.actor_auth_cookie import actor_from_request
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from metrics.errors import HasilaError
from web.answers import answer, error_page, visitor_of
from web.frame import frame_of, login_words
from web.guard import App, Guard, Scope
from web.login import Logins
from web.routes import ROUTES
from web.views import Page, View

if TYPE_CHECKING:
    from web.server import StaffPage

LOG = logging.getLogger(__name__)
Handler = Callable[[Request, "StaffPage"], Awaitable[Response]]


@hookimpl  # type: ignore[untyped-decorator]  # Datasette tells no types
def register_routes(datasette: StaffPage) -> list[tuple[str, Handler]]:
    """Our pages; and for every address that is neither ours nor Datasette's, that it is none."""
    del datasette
    return [(pattern, _handler(view)) for pattern, view in ROUTES]


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: StaffPage) -> Callable[[App], Guard]:
    """The guard, around everything."""
    users = datasette.site.users
    logins = Logins(users, partial(_actor_of, datasette)) if users else None
    return lambda app: Guard(app, datasette.site.hosts, logins)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: StaffPage, request: Request | None) -> dict[str, object]:
    """The frame and the words to log in by, for the templates of Datasette and its plugins."""
    if request is None:
        return {}
    visitor = visitor_of(request)
    return {"frame": frame_of(datasette.site, visitor), "login": login_words(visitor)}


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: StaffPage, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    """An error as a page in the reader's language; one that nobody expected goes to the log."""

    async def told() -> Response:
        page = _page_of(exception, request)
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
        return await answer(view, request, datasette)

    return handle


def _page_of(exception: Exception, request: Request) -> Page:
    language = visitor_of(request).language
    page = error_page(exception, language)
    if isinstance(exception, DatasetteError) and exception.message_is_html:
        told = language.say("This took too long and was stopped: ask for less.")
        return Page(page.template, page.title, {"told": told}, exception.status)
    if isinstance(exception, DatasetteError | Base400):
        return Page(page.template, page.title, {"told": _words(exception)}, exception.status)
    if not isinstance(exception, HasilaError):
        LOG.error("%s: %s", request.path, exception, exc_info=exception)
    return page


def _words(exception: Exception) -> str:
    return exception.message if isinstance(exception, DatasetteError) else str(exception)


def _actor_of(datasette: StaffPage, scope: Scope) -> object:
    try:
        return actor_from_request(datasette, Request(scope, None))
    except CookieError:
        return None
