"""X API v2, as much of it as is asked for the institution's own account."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox import x_errors, x_timeline
from sandbox.bill import Bill
from sandbox.exchange import ApiRequest, Json, Refused, Reply
from sandbox.faults import Faults
from sandbox.signature import is_signed
from sandbox.world import TrueAccount, World
from sandbox.x_objects import EXPANSIONS_ONLY, PURE, Dialect, dialect_of, moment, post, user

WINDOW_S = 900
PROJECT_ID = "2020044302890438656"
PROJECT_CAP = 3_000_000
CAP_RESET_DAY = 19
MOST_IDS = 100

POST_FIELDS = {"tweet.fields", "post.fields", "expansions", "media.fields", "user.fields"}
USER_FIELDS = {"user.fields", "expansions", "tweet.fields", "post.fields"}
TIMELINE = POST_FIELDS | {
    "max_results",
    "pagination_token",
    "since_id",
    "until_id",
    "start_time",
    "end_time",
    "exclude",
}


@dataclass(frozen=True, slots=True)
class Call:
    """A question that has passed the door."""

    asked: ApiRequest
    world: World
    faults: Faults
    bill: Bill
    by_user: bool
    """In the account's own user context, not as an app."""

    @property
    def query(self) -> Mapping[str, str]:
        """The query by name."""
        return self.asked.query

    def fields(self, name: str) -> set[str]:
        """A comma-separated list of the query."""
        return set(filter(None, self.query.get(name, "").split(",")))


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint: its path, its parameters, its limits (per 15 minutes), who may ask."""

    path: re.Pattern[str]
    answer: Callable[..., Json]
    parameters: set[str]
    per_user: int
    per_app: int
    """0: an app alone may not ask, or (per_user) a user may not."""


def answer(asked: ApiRequest, world: World, faults: Faults, bill: Bill) -> Reply:
    """Answer one question.

    Raises:
        Refused: with X's own error.
    """
    route, parameters = _route(asked)
    by_user = _login(asked, world, faults, route)
    refused = {"tweet.fields"} if faults.dialect == "strict" else set()
    for name, value in asked.pairs:
        if name not in route.parameters - refused:
            message = f"The query parameter '{name}' is not valid for this endpoint"
            raise x_errors.invalid(name, value, message)
    call = Call(asked, world, faults, bill, by_user)
    limit = route.per_user if by_user else route.per_app
    return Reply(200, route.answer(call, **parameters.groupdict()), limit_headers(limit, world.now))


def limit_headers(limit: int, now: datetime) -> dict[str, str]:
    """X's rate limit headers. Nothing is counted: ask `Faults.rate_limited` for a full window."""
    reset = (int(now.timestamp()) // WINDOW_S + 1) * WINDOW_S
    return {
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(limit - 1),
        "x-rate-limit-reset": str(reset),
    }


def _route(asked: ApiRequest) -> tuple[Route, re.Match[str]]:
    for route in ROUTES:
        match = route.path.fullmatch(asked.path)
        if match and asked.method == "GET":
            return route, match
    raise Refused(404, {"title": "Not Found", "type": "about:blank", "status": 404})


def _login(asked: ApiRequest, world: World, faults: Faults, route: Route) -> bool:
    scheme, _, token = asked.headers.get("authorization", "").partition(" ")
    keys = world.credentials.x
    signed = scheme == "OAuth" and is_signed(asked, keys)
    if "x" in faults.dead or not (signed or (scheme == "Bearer" and token == keys.bearer_token)):
        raise Refused(401, x_errors.UNAUTHORIZED)
    if signed and not route.per_user:
        raise x_errors.unsupported_login(x_errors.OAUTH1, [x_errors.APP_ONLY])
    if not signed and not route.per_app:
        supported = [x_errors.OAUTH1, x_errors.OAUTH2_USER]
        raise x_errors.unsupported_login(x_errors.APP_ONLY, supported)
    return signed


def _me(call: Call) -> Json:
    return _users(call, [call.world.x_account], [])


def _user_by_id(call: Call, id: str) -> Json:  # noqa: A002 - X's own name
    if not re.fullmatch(r"[0-9]{1,19}", id):
        raise x_errors.invalid("id", id, f"The `id` query parameter value [{id}] is not valid")
    return _users(call, *_look_up(call, "id", [id]))


def _user_by_name(call: Call, username: str) -> Json:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,15}", username):
        message = f"The `username` query parameter value [{username}] does not match ^[A-Za-z0-9_]"
        raise x_errors.invalid("username", username, message)
    return _users(call, *_look_up(call, "username", [username]))


def _users_by_ids(call: Call) -> Json:
    accounts, errors = _look_up(call, "ids", _ids(call))
    several = _users(call, accounts, errors)
    if accounts and not isinstance(several["data"], list):
        several["data"] = [several["data"]]
    return several


def _look_up(call: Call, parameter: str, values: list[str]) -> tuple[list[TrueAccount], list[Json]]:
    accounts, errors = [], []
    for value in values:
        account = next((each for each in call.world.x_accounts() if _named(each, value)), None)
        why = call.faults.partial.get(account.id if account else value)
        if account is None or why:
            errors.append(x_errors.partial(why or "gone", "user", parameter, value))
        else:
            accounts.append(account)
    return accounts, errors


def _named(account: TrueAccount, value: str) -> bool:
    return value == account.id or value.lower() == account.handle.lower()


def _users(call: Call, accounts: list[TrueAccount], errors: list[Json]) -> Json:
    call.bill.charge("user", [account.id for account in accounts], call.world.now)
    shown = [user(account, call.fields("user.fields"), call.world.now) for account in accounts]
    data = {"data": shown[0] if len(shown) == 1 else shown} if shown else {}
    return data | ({"errors": errors} if errors else {})


def _ids(call: Call) -> list[str]:
    ids = call.query.get("ids", "").split(",")
    if not 1 <= len(ids) <= MOST_IDS:
        message = f"size must be between 1 and {MOST_IDS}"
        raise x_errors.invalid("ids", call.query.get("ids", ""), message)
    for each in ids:
        if not re.fullmatch(r"[0-9]{1,19}", each):
            message = f"The `ids` query parameter value [{each}] is not valid"
            raise x_errors.invalid("ids", each, message)
    return ids


def _posts_by_ids(call: Call) -> Json:
    now, (dialect, fields) = call.world.now, _asked_of_posts(call)
    shown, errors = [], []
    for version in dict.fromkeys(_ids(call)):
        why = call.faults.partial.get(version)
        owner = next((each for each in call.world.x_accounts() if each.find(version, now)), None)
        true = owner.find(version, now) if owner else None
        if owner is None or true is None or why:
            errors.append(x_errors.partial(why or "gone", "tweet", "ids", version))
        else:
            shown.append(post(true, version, fields, dialect, owner, now))
    call.bill.charge("post", [each["id"] for each in shown], now)
    return ({"data": shown} if shown else {}) | ({"errors": errors} if errors else {})


def _asked_of_posts(call: Call) -> tuple[Dialect, set[str]]:
    """The dialect of an answer about posts, and the fields that it shall tell."""
    dialect, expanded = dialect_of(call.query), call.fields("expansions")
    if call.faults.dialect is None:
        return dialect, call.fields(f"{dialect.post}.fields") | expanded
    return PURE, call.fields("post.fields") - EXPANSIONS_ONLY | expanded


def _timeline(call: Call, id: str) -> Json:  # noqa: A002 - X's own name
    owners, errors = _look_up(call, "id", [id])
    if errors:
        return {"errors": errors}
    now, (dialect, fields) = call.world.now, _asked_of_posts(call)
    page, meta = x_timeline.page(owners[0], call.query, now)
    shown = [
        post(true, true.versions_at(now)[-1], fields, dialect, owners[0], now) for true in page
    ]
    owned = call.by_user and call.world.owns_app and owners[0] is call.world.x_account
    call.bill.charge("owned_post" if owned else "post", [each["id"] for each in shown], now)
    return ({"data": shown} if shown else {}) | {"meta": meta}


def _usage(call: Call) -> Json:
    days = int(call.query.get("days", "7"))
    used: dict[datetime, int] = {}
    for charge in call.bill.charges:
        day = datetime.combine(charge.day, datetime.min.time(), UTC)
        if charge.kind != "user" and day > call.world.now - timedelta(days=days):
            used[day] = used.get(day, 0) + 1
    posts = sum(charge.kind != "user" for charge in call.bill.charges)
    by_day = [{"date": moment(day), "usage": str(count)} for day, count in used.items()]
    every = {
        "daily_project_usage": {"project_id": PROJECT_ID, "usage": by_day},
    }
    shown = {name: value for name, value in every.items() if name in call.fields("usage.fields")}
    return {
        "data": {
            "cap_reset_day": CAP_RESET_DAY,
            "project_cap": str(PROJECT_CAP),
            "project_id": PROJECT_ID,
            "project_usage": str(posts),
        }
        | shown
    }


ROUTES = tuple(
    Route(re.compile(path), function, parameters, per_user, per_app)
    for path, function, parameters, per_user, per_app in (
        (r"/2/users/me", _me, USER_FIELDS, 75, 0),
        (r"/2/users", _users_by_ids, USER_FIELDS | {"ids"}, 900, 300),
        (r"/2/users/by/username/(?P<username>[^/]+)", _user_by_name, USER_FIELDS, 900, 300),
        (r"/2/users/(?P<id>[^/]+)", _user_by_id, USER_FIELDS, 900, 300),
        (r"/2/users/(?P<id>[^/]+)/tweets", _timeline, TIMELINE, 900, 10_000),
        (r"/2/tweets", _posts_by_ids, POST_FIELDS | {"ids"}, 5_000, 3_500),
        (r"/2/usage/tweets", _usage, {"days", "usage.fields"}, 0, 50),
    )
)
