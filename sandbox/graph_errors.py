"""The Graph API's refusals, in the shapes that were recorded of the real one."""

from __future__ import annotations

import json
from typing import Any

from sandbox.exchange import Json, Refused

TRACE = "AQsandboxTrace00000000A"


def body(code: int, message: str, subcode: int | None = None, **more: Any) -> Json:
    """An error as the Graph API words it; its type says "OAuthException" of nearly everything."""
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code} | more
    if subcode is not None:
        error["error_subcode"] = subcode
    return {"error": error | {"fbtrace_id": TRACE}}


UNAVAILABLE = body(2, "(#2) Service temporarily unavailable", is_transient=True)
TOO_MANY = (
    "There have been too many calls to this {} account. Wait a bit and try again. For more info,"
    " please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting."
)
RATE_LIMITS = {
    4: (403, body(4, "(#4) Application request limit reached", is_transient=True)),
    17: (400, body(17, "(#17) User request limit reached", 2446079, is_transient=True)),
    32: (400, body(32, "(#32) Page request limit reached")),
    613: (400, body(613, "(#613) Calls to this api have exceeded the rate limit.")),
    80001: (400, body(80001, f"(#80001) {TOO_MANY.format('Page')}")),
    80002: (400, body(80002, f"(#80002) {TOO_MANY.format('Instagram')}")),
}
BUSINESS_KINDS = {80001: "pages", 80002: "instagram"}
DEAD = {
    458: "Error validating access token: The user has not authorized application.",
    459: "Error validating access token: The user must log in at https://www.facebook.com.",
    460: "Error validating access token: The session has been invalidated because the user changed"
    " their password or Facebook has changed the session for security reasons.",
    463: "Error validating access token: Session has expired on Sunday, 20-Sep-26 16:00:00 PDT.",
    467: "Error validating access token: The session is invalid because the user logged out.",
    492: "Error validating access token",
}


def usage_headers(code: int, minutes: int) -> dict[str, str]:
    """The headers beside a refused call: who is over the limit, and for how many minutes yet."""
    full = {"call_count": 100, "total_cputime": 25, "total_time": 25}
    if code not in BUSINESS_KINDS:
        return {"X-App-Usage": json.dumps(full)}
    case = full | {"type": BUSINESS_KINDS[code], "estimated_time_to_regain_access": minutes}
    return {"X-Business-Use-Case-Usage": json.dumps({"10153848260347724": [case]})}


def refused(
    code: int, message: str, subcode: int | None = None, *, status: int = 400, **more: Any
) -> Refused:
    """An error with its HTTP status, which is 400 for most of them."""
    return Refused(status, body(code, message, subcode, **more))


def no_token() -> Refused:
    """Nobody logged in."""
    message = "An active access token must be used to query information about the current user."
    return refused(2500, message)


def dead_token(subcode: int) -> Refused:
    """The token was good once."""
    return refused(190, DEAD[subcode], subcode, status=401)


def strange_token() -> Refused:
    """The token never was one."""
    return refused(190, "Invalid OAuth access token - Cannot parse access token", status=401)


def proof(message: str) -> Refused:
    """The proof of the app's secret is wrong or missing."""
    return refused(100, message, type="GraphMethodException")


def no_object(node_id: str) -> Refused:
    """Gone, or not for this token's eyes."""
    message = (
        f"Unsupported get request. Object with ID '{node_id}' does not exist, cannot be loaded due"
        " to missing permissions, or does not support this operation. Please read the Graph API"
        " documentation at https://developers.facebook.com/docs/graph-api"
    )
    return refused(100, message, 33, type="GraphMethodException")


def no_field(name: str, node: str) -> Refused:
    """A field that this kind of node does not have (any more)."""
    return refused(100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})")


def no_permission() -> Refused:
    """The token lacks what one of the fields needs; the whole list is refused."""
    return refused(10, "(#10) Application does not have permission for this action")


def needs_public_access() -> Refused:
    """A Page that is not ours, or `pages_read_engagement` is missing."""
    message = (
        "(#100) Object does not exist, cannot be loaded due to missing permission or reviewable"
        " feature, or does not support this operation. This endpoint requires the"
        " 'pages_read_engagement' permission or the 'Page Public Content Access' feature or the"
        " 'Page Public Metadata Access' feature. Refer to https://developers.facebook.com/docs/"
        "apps/review/login-permissions#manage-pages for details."
    )
    return refused(100, message)


def few_viewers() -> Refused:
    """A story that hardly anybody has seen has no insights; asked for with others, none has."""
    return refused(10, "(#10) Not enough viewers for the media to show insights")


def wrong_metric() -> Refused:
    """One unknown name fails them all."""
    return refused(100, "(#100) The value must be a valid insights metric")


def no_metric() -> Refused:
    """Insights without a metric."""
    message = (
        "No metric was specified to be fetched. Please specify one or more metrics to be fetched"
        " and try again."
    )
    return refused(3001, message, 1504028)


def media_too_old() -> Refused:
    """A media from before the account was a professional one has no insights."""
    return refused(
        100,
        "Invalid parameter",
        2108006,
        error_data={"blame_field_specs": [[""]]},
        is_transient=False,
        error_user_title="Media posted before business account conversion",
        error_user_msg="The media was posted before the most recent time that the user's account"
        " was converted to a business account from a personal account.",
    )


def too_heavy() -> Refused:
    """Smaller pages, please. Comes as a 500."""
    message = "Please reduce the amount of data you're asking for, then retry your request"
    return refused(1, message, status=500)


def dead_ids() -> Refused:
    """`GET /?ids=` was taken away; comes as a 500."""
    return refused(100, "The ids query parameter is deprecated in v26.0+", status=500)


def unknown_path(path: str) -> Refused:
    """No such place."""
    return refused(2500, f"Unknown path components: {path}")
