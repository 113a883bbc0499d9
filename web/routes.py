"""Which address is which page of ours."""

from __future__ import annotations

from typing import NoReturn

from storage import Store
from web.errors import NotHere
from web.pages import account, balances, overview, pictures, post, questions, topics
from web.site import Site, Visitor
from web.views import View

ACCOUNT = r"(?P<account>[A-Za-z0-9._-]{1,63})"
POST = r"(?P<post>[A-Za-z0-9_-]{1,64})"
QUESTION = r"(?P<question>[a-z][a-z-]{0,39})"
YEAR = r"(?P<year>[0-9]{4})"
FORM = r"(?P<form>svg|png)"
DATASETTES = r"data(?:[/.].*)?$|-/static/|-/login$|-/logout$|favicon\.ico$"
"""What is left to Datasette: its pages of the tables, its styles, and to log in and out."""
PLATFORMS_STYLE = "/platforms.css"
STYLES = ("/static/", "/-/static/", PLATFORMS_STYLE)
"""How the addresses of styles and what belongs to them begin."""


def _nowhere(_: Store, site: Site, visitor: Visitor) -> NoReturn:
    del site
    raise NotHere(visitor.path)


ROUTES: tuple[tuple[str, View], ...] = (
    (r"^/$", overview.view),
    (rf"^/account/{ACCOUNT}$", account.view),
    (rf"^/post/{ACCOUNT}/{POST}$", post.view),
    (r"^/topics$", topics.view),
    (r"^/ask$", questions.list_questions),
    (rf"^/ask/{QUESTION}$", questions.view),
    (rf"^/ask/{QUESTION}\.(?P<form>csv|json|xlsx)$", questions.download_answer),
    (r"^/balance$", balances.list_balances),
    (rf"^/balance/{YEAR}$", balances.view),
    (rf"^/balance/{YEAR}\.(?P<form>pdf|docx|xlsx|html|json)$", balances.download_balance),
    (
        rf"^/chart/balance/{YEAR}/(?P<chart>[A-Za-z0-9._/-]{{1,80}})\.{FORM}$",
        balances.balance_picture,
    ),
    (rf"^/chart/followers\.{FORM}$", pictures.followers_picture),
    (rf"^/chart/growth\.{FORM}$", pictures.growth_picture),
    (rf"^/chart/posts\.{FORM}$", pictures.posts_picture),
    (rf"^/chart/post/{ACCOUNT}/{POST}\.{FORM}$", pictures.post_picture),
    (rf"^/(?!{DATASETTES}).+$", _nowhere),
)
