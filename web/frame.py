"""What stands around every page: its language, the ways to the others, and who made it."""

from __future__ import annotations

from dataclasses import dataclass

from documents.model import Table
from documents.wording import written
from web.guard import ENTER, NEW_LINK
from web.login import LOGOUT
from web.roles import SignedOn
from web.site import Site, Visitor
from web.views import Page
from words import CODES, Language, language

OWN_NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the frame."""

    words: str
    href: str
    code: str = ""
    """Of a language: its code."""
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The frame of one page, worded."""

    code: str
    direction: str
    institution: str
    home: str
    skip: str
    ways_title: str
    ways: tuple[Way, ...]
    languages_title: str
    languages: tuple[Way, ...]
    as_of: str
    tables: Way | None
    link: Way | None
    """By which an editor makes a link to this page."""
    logout: Way | None
    notice: str | None


def frame_of(site: Site, visitor: Visitor, *, is_bare: bool = False) -> PageFrame:
    """The frame of a page for somebody; a bare one leads to no other page."""
    words = visitor.language
    paper = site.paper(words)
    return PageFrame(
        code=words.code,
        direction="rtl" if words.rtl else "ltr",
        institution=paper.institution,
        home=visitor.link("/"),
        skip=words.say("Skip to the content"),
        ways_title=words.say("Pages"),
        ways=() if is_bare else _ways(site, visitor),
        languages_title=words.say("Language"),
        languages=() if is_bare else tuple(_to(visitor, language(code)) for code in CODES),
        as_of=_as_of(site, visitor, words.moment(paper.now, paper.zone)),
        tables=Way(words.say("Tables and SQL"), visitor.link("/data"))
        if site.database and not is_bare
        else None,
        link=None if is_bare else _to_link(site, visitor),
        logout=_to_logout(visitor),
        notice=paper.note,
    )


def page_facts(page: Page, site: Site, visitor: Visitor) -> dict[str, object]:
    """What the template of a page shows: tables with their cells in the visitor's words."""
    facts: dict[str, object] = {"frame": frame_of(site, visitor), "title": page.title}
    zone = site.settings.zone()
    for name, fact in page.facts.items():
        facts[name] = written(fact, visitor.language, zone) if isinstance(fact, Table) else fact
    return facts


def _to_logout(visitor: Visitor) -> Way | None:
    """The way to log out; whom the house's sign-on named, logs out there."""
    if visitor.user is None or isinstance(visitor.user, SignedOn):
        return None
    return Way(visitor.language.say("Log out"), visitor.link(LOGOUT))


def _to_link(site: Site, visitor: Visitor) -> Way | None:
    is_own = visitor.path == ENTER or visitor.path.startswith(f"{ENTER}/")
    if is_own or not site.may_enter(visitor.user):
        return None
    words = visitor.language.say("Make a link to this page")
    return Way(words, visitor.link(NEW_LINK, page=visitor.here()))


def _as_of(site: Site, visitor: Visitor, moment: str) -> str:
    say = visitor.language.say
    if site.may_enter(visitor.user):
        return say("As of {moment}.", moment=moment)
    return say("As of {moment}, read-only. Changes are made by command.", moment=moment)


def _ways(site: Site, visitor: Visitor) -> tuple[Way, ...]:
    words = visitor.language
    entering = ((words.say("Enter"), ENTER),) if site.may_enter(visitor.user) else ()
    pages = (
        (words.say("Overview"), "/"),
        (words.say("Topics"), "/topics"),
        (words.say("Questions"), "/ask"),
        (words.say("Yearly balance"), "/balance"),
        *entering,
    )
    return tuple(
        Way(name, visitor.link(path), is_here=_is_within(visitor.path, path))
        for name, path in pages
    )


def _is_within(here: str, path: str) -> bool:
    return here == path if path == "/" else here == path or here.startswith(f"{path}/")


def _to(visitor: Visitor, other: Language) -> Way:
    return Way(
        OWN_NAMES[other.code],
        visitor.in_language(other.code),
        code=other.code,
        is_here=other == visitor.language,
    )


def tables_words(visitor: Visitor) -> dict[str, str]:
    """What the pages of tables are, before Datasette's own words, which are English."""
    words = visitor.language
    return {
        "title": words.say("Tables and SQL"),
        "about": words.say(
            "The tables of the database as they are kept, for whoever asks them in SQL. Names of"
            " columns and words in them are keys, in English; the other pages word them."
        ),
        "home": words.say("Overview"),
    }


def login_words(visitor: Visitor) -> dict[str, str]:
    """What the pages say by which staff log in and out."""
    words = visitor.language
    return {
        "title": words.say("Log in"),
        "name": words.say("Name"),
        "password": words.say("Password"),
        "enter": words.say("Log in"),
        "wrong": words.say("The name or the password is wrong."),
        "leave": words.say("Log out"),
    }
