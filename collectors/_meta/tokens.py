"""Whose a token is: the Pages that it proves, and what the platform says of it.

A Page's own token answers `/me` as the Page. A person's lists the Pages it may read, each with a
token of its own, under `/me/accounts`, a system user's under `/me/assigned_pages`, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice

from collectors._meta.faults import FieldRefused, smaller_may_help
from collectors._meta.graph import Graph, version_warnings
from collectors._meta.paging import EdgePages, Tiers
from collectors._meta.values import Node, inside, is_graph_id
from collectors.base import TRIED_POSTS, Inspection
from collectors.context import VisitContext
from collectors.errors import AccessRefused, CollectorError, NotOurs
from collectors.values import as_mappings, as_text, is_count
from metrics.model import Reason, Snapshot
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import LostScope, Phrase, Plural, joined_phrase
from settings.secrets import Secret

SEVERAL = 10
"""How many ids a sentence names at most."""

READING_SCOPES = frozenset(
    {
        "public_profile",
        "pages_show_list",
        "pages_read_engagement",
        "pages_read_user_content",
        "read_insights",
        "instagram_basic",
        "instagram_manage_insights",  # reads, in spite of its name
        "ads_read",  # asked for where the role on the Page came by a business portfolio
    }
)
"""All that this program needs of Meta. What goes beyond lets a thief write, advertise or read
messages."""


@dataclass(frozen=True, slots=True)
class ProvenPage:
    """A Page that the token proves to be ours."""

    account_id: str
    """The id of the account that it stands for: its own, or that of the linked account."""
    is_me: bool
    """Whether the token is the Page's own."""
    token: Secret | None
    """The Page's token, where another one listed it."""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What the platform says of a token. A date of None: never, or not told."""

    kind: str = "unknown"
    """PAGE, USER, SYSTEM_USER, or "unknown"."""
    scopes: tuple[str, ...] | None = None
    expires_at: datetime | None = None
    data_access_expires_at: datetime | None = None
    warnings: tuple[str, ...] = ()


def find_page(
    graph: Graph, wanted: str | None, identity: Callable[[Node], object], more: str = ""
) -> ProvenPage:
    """The Page by which the token proves an account to be ours.

    Args:
        graph: The conversation.
        wanted: The account's id.
        identity: The id of the account that a Page stands for.
        more: Further fields of the Page to ask for, each behind a comma.

    Raises:
        NotOurs: the token proves other Pages, or none.
    """
    me = _me(graph, more)
    if wanted and identity(me) == wanted:
        return ProvenPage(wanted, is_me=True, token=None)
    proven: list[Node] = []
    for pages in _pages_of(graph, wanted, more):
        if pages is None:
            proven = [me]
            break
        proven += pages
        for page in pages:
            if wanted and identity(page) == wanted:
                token = as_text(page.get("access_token"))
                return ProvenPage(wanted, is_me=False, token=Secret(token) if token else None)
    raise NotOurs(_sentence_of_others(wanted, map(identity, proven)))


def _pages_of(graph: Graph, wanted: str | None, more: str) -> Iterator[list[Node] | None]:
    """The Pages that a token proves, place after place; None where it is a Page's own.

    A Page that is held through a business portfolio may stand in none of the lists, though the
    token reads it: then it gives out the Page's own token, as it does to nobody without a role.
    """
    listed = _listed(graph, "me/accounts", more)
    yield listed
    if listed is not None:
        yield _assigned(graph, more)
        yield list(_open_pages(graph, [wanted] if wanted else [], more))
        yield list(_open_pages(graph, _targets(graph), more))


def _assigned(graph: Graph, more: str) -> list[Node]:
    """The Pages of a system user; a person has no such list."""
    try:
        return _listed(graph, "me/assigned_pages", more) or []
    except CollectorError as error:
        if not smaller_may_help(error):
            raise
        return []


def _open_pages(graph: Graph, ids: Iterable[str], more: str) -> Iterator[Node]:
    """Those of some Pages that give out their own token."""
    for page_id in islice(dict.fromkeys(ids), SEVERAL):
        try:
            page = graph.get(page_id, {"fields": f"id,access_token{more}"})
        except CollectorError as error:
            if not smaller_may_help(error):
                raise
        else:
            if as_text(page.get("access_token")):
                yield page


def _targets(graph: Graph) -> list[str]:
    """The ids of the Pages that the token was given for, as far as the platform tells them."""
    try:
        granted = inside(graph.describe_token(), "data", "granular_scopes")
    except CollectorError:
        return []
    listed = [scope.get("target_ids") for scope in as_mappings(granted)]
    targets = chain.from_iterable(ids for ids in listed if isinstance(ids, list))
    return [target for target in targets if is_graph_id(target)]


def prove_page(graph: Graph, page_id: str | None) -> str:
    """Prove that a Page is ours, speak in its name from now on, and return its id.

    Raises:
        NotOurs: the token does not prove it.
        AccessRefused: the Page is listed, but no token for it comes along.
    """
    page = find_page(graph, page_id, lambda page: page.get("id"))
    if page.token is not None:
        graph.speak_as(page.token)
    elif not page.is_me:
        raise AccessRefused(Phrase("The Page is listed without a token: a role on it is lacking."))
    return page.account_id


def token_facts(graph: Graph) -> TokenFacts:
    """What the platform says of the settings' token, with warnings where it may do too much.

    What cannot be asked is a warning: a login that reads is not to fail for that.

    Raises:
        AccessRefused: the platform says that the token is dead.
    """
    try:
        facts = graph.describe_token()
    except CollectorError as error:
        return TokenFacts(
            warnings=(
                Phrase("The token's kind and end are unknown. {detail}", detail=error.detail),
            )
        )
    if inside(facts, "data", "is_valid") is False:
        raise AccessRefused(Phrase("The token is dead: Meta says that it is not valid."))
    scopes = _scopes(inside(facts, "data", "scopes"))
    return TokenFacts(
        kind=as_text(inside(facts, "data", "type")) or "unknown",
        scopes=scopes,
        expires_at=_date(inside(facts, "data", "expires_at")),
        data_access_expires_at=_date(inside(facts, "data", "data_access_expires_at")),
        warnings=tuple(_scope_warnings(scopes or ())),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """How a platform's file reads, for an inspection."""

    prove: Callable[[VisitContext], str]
    read_account: Callable[[VisitContext, str], Snapshot]
    read_posts: Callable[[VisitContext, Snapshot], None]
    scopes: tuple[str, ...]
    """The permissions without which something is not told."""


def inspection(context: VisitContext, reading: Reading) -> Inspection:
    """What `check` shows of a login: the token, and what collecting reads by it.

    Raises:
        CollectorError: the token is dead, or the platform cannot be asked.
    """
    facts = token_facts(Graph(context))
    shown = partial(
        Inspection,
        token_kind=facts.kind,
        scopes=facts.scopes,
        expires_at=facts.expires_at,
        data_access_expires_at=facts.data_access_expires_at,
    )
    warnings = [*facts.warnings, *_missing_scopes(facts.scopes, reading.scopes)]
    try:
        account = reading.read_account(context, reading.prove(context))
    except NotOurs as refusal:
        expected = context.account.id or context.plan.platform_id or ""
        return shown(expected, None, None, ours=False, warnings=(refusal.detail, *warnings))
    names = _try_reading(context, account, reading) if context.proves_reading else None
    warnings += [*version_warnings(context), *(lost.detail for lost in context.failures.values())]
    return shown(
        account.platform_id,
        account.handle,
        account.display_name,
        ours=True,
        reading=names,
        warnings=tuple(warnings),
    )


def _try_reading(context: VisitContext, account: Snapshot, reading: Reading) -> str:
    """Ask for the newest posts as collecting does, and say which counts they tell."""
    context.plan = replace(context.plan, since=None, reread=(), backfill=TRIED_POSTS)
    try:
        reading.read_posts(context, account)
    except CollectorError as error:
        context.lose("posts", error.reason, error.detail)
    counts = [post.counts for post in context.posts.values()]
    names = [
        name
        for name in PLATFORMS[context.account.platform].counts
        if any(getattr(counted, name) is not None for counted in counts)
    ]
    for name in PLATFORMS[context.account.platform].counts:
        if counts and name not in names:
            context.lose(
                name,
                Reason.MISSING,
                Phrase("None of {posts} tells {what}.", posts=_posts(counts), what=LostScope(name)),
            )
    followers = (
        Phrase("no followers")
        if account.followers is None
        else Plural("{n} follower", "{n} followers", account.followers)
    )
    return Phrase(
        "{followers}; {posts} with {counts}",
        followers=followers,
        posts=_posts(counts),
        counts=joined_phrase(", ", map(LostScope, names)) if names else Phrase("no count"),
    )


def _posts(posts: Sized) -> Plural:
    return Plural("{n} post", "{n} posts", len(posts))


def _missing_scopes(granted: tuple[str, ...] | None, needed: Iterable[str]) -> list[str]:
    missing = [] if granted is None else [scope for scope in needed if scope not in granted]
    return (
        [Phrase("The token lacks {permissions}.", permissions=", ".join(missing))]
        if missing
        else []
    )


def _me(graph: Graph, more: str) -> Node:
    try:
        return graph.get("me", {"fields": f"id{more}"})
    except FieldRefused:
        return {}  # a person or a system user, who has no such field


def _listed(graph: Graph, path: str, more: str) -> list[Node] | None:
    """The Pages of a list of the token's; None where it has no such list, as a Page's own."""
    pages = EdgePages(graph, path, f"id,access_token{more}", Tiers(graph, ())).pages()
    try:
        return [row for page in pages for row in page.rows]
    except FieldRefused:
        return None


def _sentence_of_others(wanted: str | None, proven: Iterable[object]) -> str:
    ids = [
        identifier
        for identifier in proven
        if isinstance(identifier, str) and identifier.isdecimal()
    ]
    if wanted is None:
        return Phrase("The account has no id in the settings, so nothing proves that it is ours.")
    others = ", ".join(ids[:SEVERAL]) + (", …" if len(ids) > SEVERAL else "")
    if not ids:
        return Phrase(
            "The token does not prove that {wanted} is ours: it proves no account at all.",
            wanted=wanted,
        )
    return Phrase(
        "The token does not prove that {wanted} is ours: it proves only {others}.",
        wanted=wanted,
        others=others,
    )


def _scopes(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(scope for scope in value if isinstance(scope, str))


def _scope_warnings(scopes: Iterable[str]) -> list[str]:
    beyond = sorted(set(scopes) - READING_SCOPES)
    return (
        [
            Phrase(
                "The token may do more than reading needs: {permissions}.",
                permissions=", ".join(beyond),
            )
        ]
        if beyond
        else []
    )


def _date(seconds: object) -> datetime | None:
    """Unix seconds; 0 means never."""
    if not is_count(seconds) or not seconds:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
