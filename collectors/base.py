"""A visit to an account, and what each platform's file must offer for it.

PERMITTED    the endpoints that it may ever call: (method, template of the path)
SDK_HOST     the host that its SDK names, if it names one: the settings' own takes its place
judge        what an answer means: a named error, or None for a success
rest_until   when to ask again, where an answer says that a limit is nearly used up
prove        ask the platform for the proof that the account is ours, return its id
read_account the account itself, without posts
read_posts   posts into `context.posts` and `context.gone`, as the plan says; since when all
                 are found into `context.found_all_since`, or they count as not known
read_days    of a platform with `days_told`: past days since one into `context.days`
look         what `check` shows of the login
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import Protocol, TypeVar, cast

from collectors.budget import Budget
from collectors.context import VisitContext
from collectors.errors import CollectorError, Malformed, RateLimited, TermsUnread
from collectors.session import Endpoint, Exchange, PlatformSession, wrong_clock
from metrics.history.account_days import DaysRead
from metrics.model import Account, Known, Ledger, Plan, Snapshot, Visit
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import LostScope, Phrase, Plural
from net import Limits
from settings import Access
from settings.redaction import blot_told, forms_of

T = TypeVar("T")
Clock = Callable[[], datetime]
TRIED_POSTS = 5
"""How many posts that are paid for today `check` reads again."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What `check` shows of one account's login. None means that the platform does not tell."""

    platform_id: str
    handle: str | None
    display_name: str | None
    ours: bool
    token_kind: str
    scopes: tuple[str, ...] | None = None
    expires_at: datetime | None = None
    data_access_expires_at: datetime | None = None
    usage: str | None = None
    billed: tuple[tuple[date, int], ...] = ()
    """How many posts the platform counted for its bill on each UTC day, where it tells that."""
    reading: str | None = None
    """What was read for nothing of what collecting asks; None where it was not tried."""
    warnings: tuple[str, ...] = ()


class Collector(Protocol):
    """The functions that each platform's file offers."""

    @property
    def PERMITTED(self) -> tuple[Endpoint, ...]:  # noqa: N802 - a constant of the file
        """The endpoints that it may call."""

    @property
    def SDK_HOST(self) -> str | None:  # noqa: N802 - a constant of the file
        """The host that its SDK names, if it names one."""

    def judge(self, exchange: Exchange) -> CollectorError | None:
        """Return the named error that an answer stands for, None for a success."""

    def rest_until(self, exchange: Exchange) -> datetime | None:
        """Return when to ask again, where at least 95 % of a limit is used; None else."""

    def prove(self, context: VisitContext) -> str:
        """Return the account's platform id, proven to be ours; NotOurs is raised else."""

    def read_account(self, context: VisitContext, platform_id: str) -> Snapshot:
        """Return the account without its posts."""

    def read_posts(self, context: VisitContext, account: Snapshot) -> None:
        """Read the plan's posts into the context; what was read before an error stays there."""

    def read_days(self, context: VisitContext, platform_id: str, since: date) -> None:
        """Read the account's days since one into the context, where the platform tells them."""

    def look(self, context: VisitContext) -> Inspection:
        """Return what the platform says of the login."""


def visit(  # noqa: PLR0913 - what is asked, how, and how long it may take
    account: Account,
    access: Access,
    plan: Plan,
    clock: Clock,
    *,
    deadline_s: float = 60,
    show: Callable[[int], None] = lambda _: None,
    ledger: Ledger | None = None,
    limits: Limits | None = None,
    ask_leave: Callable[[], datetime | None] = lambda: None,
) -> Visit:
    """Read one account as its plan says, and return what that brought, lost and cost.

    A failing platform never raises: the visit then says what was lost, and why. The proof comes
    before the first figure; a post that fails leaves the account standing.

    Args:
        account: The account, as the settings name it.
        access: The way to its platform.
        plan: What to ask for.
        clock: Tells the time, in UTC.
        deadline_s: Seconds after which whatever is under way is cut off.
        show: Told after each answer how many posts have been read so far.
        ledger: Where each priced request is reserved before it is sent, and settled after it.
        limits: How long and large one exchange may be, and how often it is tried.
        ask_leave: Asked before each request: None lets it be sent, an instant is when it may be.
    """
    at = clock()
    try:
        context = _context(account, access, plan, clock, deadline_s, ledger, limits)
        context.session.asking = partial(_require_leave, ask_leave)
        context.session.heard = lambda: show(len(context.posts))
    except CollectorError as error:
        return Visit(account.name, at, None, (error.failure("account"),))
    with closing(context.session):
        seen = _carry_out(context, _collector(account.platform))
    return cast("Visit", _blotted(seen, _never_told(access)))


def read_past_days(
    account: Account,
    access: Access,
    plan: Plan,
    since: date,
    clock: Clock,
    *,
    deadline_s: float = 300,
) -> DaysRead:
    """Ask for an account's days from one on (by the platform's calendar), the newest first.

    Nothing is raised: what could not be read is named, and what was read before it is kept. The
    plan says whether the account is to be proven first, and what was refused lately.
    """
    at = clock()
    try:
        context = _context(account, access, plan, clock, deadline_s)
    except CollectorError as error:
        return DaysRead(account.name, at, failures=(error.failure("days"),))
    collector, platform_id = _collector(account.platform), plan.platform_id
    with closing(context.session):
        try:
            if plan.prove or platform_id is None:
                platform_id = _understood(lambda: collector.prove(context))
            known_id = platform_id
            _understood(lambda: collector.read_days(context, known_id, since))
        except CollectorError as error:
            context.lose("days", error.reason, error.detail, error.until)
    read = DaysRead(
        account.name,
        at,
        tuple(context.days[key] for key in sorted(context.days)),
        tuple(context.failures.values()),
        context.session.requests,
        tuple(context.refused.values()),
    )
    return cast("DaysRead", _blotted(read, _never_told(access)))


def inspect(
    account: Account,
    access: Access,
    now: datetime,
    platform_id: str | None = None,
    on_file: Known | None = None,
) -> Inspection:
    """Return what the platform says of the account's login, for `check`.

    Args:
        account: The account, as the settings name it.
        access: The way to its platform.
        now: The instant, in UTC.
        platform_id: The account's id on file, which outweighs its handle as in a visit.
        on_file: What is on file of it: given, what collecting asks is tried too, as far as the
            platform bills nothing for it.

    Raises:
        CollectorError: The platform refuses, cannot be reached, or its terms are unread.
    """
    collector = _collector(account.platform)
    billed = on_file.billed_today if on_file else frozenset()
    paid = tuple(post for post in on_file.posts if post.id in billed) if on_file else ()
    plan = Plan(platform_id=platform_id, billed_today=billed, reread=paid[:TRIED_POSTS])
    context = _context(account, access, plan, lambda: now, 60)
    context.proves_reading = on_file is not None
    with closing(context.session):
        inspection = collector.look(context)
    warnings = (
        *inspection.warnings,
        *_warnings_of_handle(account, inspection),
        *_warnings_of_clock(context),
    )
    blotted = _blotted(replace(inspection, warnings=warnings), _never_told(access))
    return cast("Inspection", blotted)


def _never_told(access: Access) -> tuple[str, ...]:
    """The forms of every secret that there is: of all accounts, and what platforms gave out."""
    return forms_of({*access.secrets.values(), *access.others})


def _blotted(value: object, forms: tuple[str, ...]) -> object:
    """What a platform told, as it leaves this room: no text of it holds a secret of ours.

    A platform that puts a token into a name, or a text, would have it printed, mailed and kept.
    """
    if isinstance(value, Phrase | Plural | LostScope):
        return value if blot_told(value, forms) == value else blot_told(value, forms)
    if type(value) is str:  # and no member of an enumeration
        return blot_told(value, forms)
    if type(value) is tuple:
        return tuple(_blotted(item, forms) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        before = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        after = {name: _blotted(item, forms) for name, item in before.items()}
        changed = {name: item for name, item in after.items() if item != before[name]}
        return replace(value, **changed) if changed else value
    return value


def _warnings_of_clock(context: VisitContext) -> Iterator[str]:
    for exchange in context.session.exchanges[-1:]:
        if clock := wrong_clock(exchange):
            yield Phrase(
                "{clock}: set it right, or answers are refused and readings misplaced.", clock=clock
            )


def _warnings_of_handle(account: Account, inspection: Inspection) -> Iterator[str]:
    """Where our account has another handle than the settings say."""
    expected = (account.handle or "").removeprefix("@").casefold()
    if (
        inspection.ours
        and expected
        and inspection.handle
        and inspection.handle.casefold() != expected
    ):
        yield Phrase("The handle is now @{handle}: correct the settings.", handle=inspection.handle)


def _collector(platform: str) -> Collector:
    return cast("Collector", import_module(f"collectors.{platform}"))


def _require_leave(ask_leave: Callable[[], datetime | None]) -> None:
    until = ask_leave()
    if until is not None:
        raise RateLimited(
            Phrase("Our own limit on the requests of this token is reached."), until=until
        )


def _context(
    account: Account,
    access: Access,
    plan: Plan,
    clock: Clock,
    deadline_s: float,
    ledger: Ledger | None = None,
    limits: Limits | None = None,
) -> VisitContext:
    if not access.terms_read:
        raise TermsUnread(
            Phrase("Nobody has read the platform's terms: see docs/platform-terms.md.")
        )
    collector = _collector(account.platform)
    session = PlatformSession(
        access,
        collector.PERMITTED,
        collector.judge,
        clock,
        sdk_host=collector.SDK_HOST,
        deadline_s=deadline_s,
        limits=limits,
    )
    price = access.price or PLATFORMS[account.platform].price
    budget = Budget(price, plan.allowance_usd, plan.billed_today, ledger)
    return VisitContext(account, access, plan, session, clock(), budget)


def _carry_out(context: VisitContext, collector: Collector) -> Visit:
    plan, snapshot, proven_at = context.plan, None, None
    platform_id = plan.platform_id
    try:
        if plan.prove or platform_id is None:
            platform_id = _understood(lambda: collector.prove(context))
            proven_at = context.now
        known_id = platform_id
        snapshot = _understood(lambda: collector.read_account(context, known_id))
    except CollectorError as error:
        context.failures = {"account": error.failure("account")}
    else:
        snapshot = _read_posts(context, collector, snapshot)
    return Visit(
        account=context.account.name,
        at=context.now,
        snapshot=snapshot,
        failures=tuple(context.failures.values()),
        requests=context.session.requests,
        cost_usd=context.budget.spent_usd,
        proven_at=proven_at,
        not_before=_not_before(context, collector),
        refused=tuple(context.refused.values()),
    )


def _not_before(context: VisitContext, collector: Collector) -> datetime | None:
    """When the platform may be asked again, where it, or what is left of a limit, says so."""
    rests = [collector.rest_until(exchange) for exchange in context.session.exchanges]
    rests += [lost.until for lost in context.failures.values() if lost.scope == "account"]
    return max((until for until in rests if until), default=None)


def _read_posts(context: VisitContext, collector: Collector, account: Snapshot) -> Snapshot:
    try:
        _understood(lambda: collector.read_posts(context, account))
    except CollectorError as error:
        context.lose("posts", error.reason, error.detail, error.until)
    newest_first = sorted(context.posts.values(), key=lambda post: post.published_at, reverse=True)
    return replace(
        account,
        posts=tuple(newest_first),
        gone=tuple(sorted(context.gone)),
        discovered=context.discovered,
    )


def _understood(step: Callable[[], T]) -> T:
    """Take a step of a collector; what it or the SDK under it cannot digest is Malformed."""
    try:
        return step()
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # Its type and place only: its text may quote the answer, or a token.
        logger.error("A platform's answer was not understood (%s).", type(error).__name__)  # noqa: TRY400
    raise Malformed(Phrase("The answer has a form that this program does not understand."))
