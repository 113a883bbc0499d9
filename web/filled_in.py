"""What a visitor filled in, or an address named, as values; or a page that says what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.series import Post
from metrics.snapshot import Account
from storage import Store, UnknownAccount
from storage.series import one_post
from web.errors import NotHere, WrongRequest
from web.site import Site
from web.visitor import Visitor

MOST_DAYS = 36_500


def account_named(site: Site, visitor: Visitor, name: str) -> Account:
    """The account of the settings that has this name.

    Raises:
        NotHere: none has.
    """
    for account in site.settings.accounts:
        if account.name == name:
            return account
    raise NotHere(visitor.language.say("No account is called {name}.", name=name))


def post_named(store: Store, site: Site, visitor: Visitor) -> Post:
    """The post that the address names, with every look at it.

    Raises:
        NotHere: no such post of no such account is on file.
    """
    account = account_named(site, visitor, visitor.names["account"])
    try:
        found = one_post(store, account.name, visitor.names["post"])
    except UnknownAccount:
        found = None
    if found is None:
        raise NotHere(visitor.language.say("No such post is on file."))
    return found


def choice(visitor: Visitor, name: str, known: Sequence[str], usual: str) -> str:
    """One word of a list.

    Raises:
        WrongRequest: another one was filled in.
    """
    word = visitor.args.get(name, usual)
    if word not in known:
        raise WrongRequest(
            visitor.language.say(
                "{name} is one of {words}.", name=name, words=visitor.language.listed(known)
            )
        )
    return word


def days_back(visitor: Visitor, name: str = "days") -> int | None:
    """A number of days, today among them; None where none was filled in.

    Raises:
        WrongRequest: it is no such number.
    """
    text = visitor.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= MOST_DAYS):
        raise WrongRequest(visitor.language.say("{name} is a number of days.", name=name))
    return int(text)
