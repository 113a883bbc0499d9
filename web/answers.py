"""From a request to an answer: the view is made in a thread, then written, drawn or sent."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError

from metrics.errors import HasilaError
from storage import StorageError
from web.errors import Busy, NotHere
from web.frame import frame_of
from web.login import user_of
from web.site import Site
from web.views import TYPES, Drawing, File, Page, View
from web.visitor import LANG, Visitor, language_of
from words import Language

if TYPE_CHECKING:
    from web.server import StaffPage

LOG = logging.getLogger(__name__)


async def answer(view: View, request: Request, staff: StaffPage) -> Response:
    """What a view makes of a request; an error for people becomes a page that says it."""
    visitor = visitor_of(request)
    try:
        made = await staff.readers.run(partial(_looked_up, view, staff.site, visitor))
        return await _response(made, request, staff, visitor)
    except HasilaError as error:
        return await _response(error_page(error, visitor.language), request, staff, visitor)


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


def error_page(error: Exception, language: Language) -> Page:
    """What went wrong as a page: what kind of thing, and the error's own sentence."""
    status, title = _kind_of(error, language)
    told = str(error) if isinstance(error, HasilaError) else ""
    return Page("error.html", title, {"told": told}, status)


def _kind_of(error: Exception, language: Language) -> tuple[int, str]:
    match error:
        case NotHere() | NotFound():
            return 404, language.say("Nothing has this address")
        case Busy():
            return 503, language.say("Much is being asked just now: try again in a moment")
        case StorageError():
            return 503, language.say("The database cannot be read")
        case HasilaError() | DatasetteError() | Base400():
            return 400, language.say("This cannot be answered")
        case _:
            return 500, language.say("Something went wrong; the log says what")


def _filled_in(request: Request) -> list[tuple[str, list[str]]]:
    args = request.args
    return [(name, list(args.getlist(name))) for name in args if args[name].strip()]


def _looked_up(view: View, site: Site, visitor: Visitor) -> Page | File | Drawing:
    with site.open_store() as store:
        return view(store, site, visitor)


async def _response(
    made: Page | File | Drawing, request: Request, staff: StaffPage, visitor: Visitor
) -> Response:
    if isinstance(made, Page):
        facts = {"frame": frame_of(staff.site, visitor), "title": made.title, **made.facts}
        written = await staff.render_template(made.template, facts, request=request)
        return Response.html(written, status=made.status)
    if isinstance(made, File):
        return _file(made)
    drawn = await staff.drawers.run(made.make)
    return _file(File(drawn, made.form, made.name, made.saved))


def _file(made: File) -> Response:
    named = {"content-disposition": f'attachment; filename="{made.name}.{made.form}"'}
    return Response(
        made.content, headers=named if made.saved else None, content_type=TYPES[made.form]
    )
