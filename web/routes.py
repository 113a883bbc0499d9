"""Which address shows what. Whatever is not listed here, or Datasette's below /data, is nothing."""

from __future__ import annotations

from typing import NoReturn

from storage import Store
from web.errors import NotHere
from web.pages import account, balances, overview, pictures, post, questions, topics
from web.pages.style import view as platforms_style
from web.site import Site
from web.views import View
from web.visitor import Visitor

ACCOUNT = r"(?P<account>[A-Za-z0-9._-]{1,63})"
POST = r"(?P<post>[A-Za-z0-9_-]{1,64})"
QUESTION = r"(?P<question>[a-z][a-z-]{0,39})"
YEAR = r"(?P<year>[0-9]{4})"
FORM = r"(?P<form>svg|png)"
DATASETTES = r"data(?:[/.].*)?$|static/|-/static/|-/login$|-/logout$|favicon\.ico$"
"""What is left to Datasette: its pages of the tables, its styles, and to log in and out."""


def _nowhere(_: Store, site: Site, visitor: Visitor) -> NoReturn:
    del site
    raise NotHere(visitor.path)


ROUTES: tuple[tuple[str, View], ...] = (
    (r"^/$", overview.view),
    (rf"^/account/{ACCOUNT}$", account.view),
    (rf"^/post/{ACCOUNT}/{POST}$", post.view),
    (r"^/topics$", topics.view),
    (r"^/ask$", questions.index),
    (rf"^/ask/{QUESTION}$", questions.view),
    (rf"^/ask/{QUESTION}\.(?P<form>csv|json|xlsx)$", questions.download),
    (r"^/balance$", balances.index),
    (rf"^/balance/{YEAR}$", balances.view),
    (rf"^/balance/{YEAR}\.(?P<form>pdf|docx|xlsx|html|json)$", balances.download),
    (r"^/platforms\.css$", platforms_style),
    (rf"^/chart/followers\.{FORM}$", pictures.followers),
    (rf"^/chart/growth\.{FORM}$", pictures.growth),
    (rf"^/chart/posts\.{FORM}$", pictures.posts),
    (rf"^/chart/post/{ACCOUNT}/{POST}\.{FORM}$", pictures.post),
    (rf"^/(?!{DATASETTES}).+$", _nowhere),
)
