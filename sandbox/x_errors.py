"""X's refusals and partial errors, in the shapes that were recorded of the real API."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.exchange import Json, Refused

PROBLEMS = "https://api.twitter.com/2/problems/"

UNAUTHORIZED = {
    "title": "Unauthorized",
    "type": "about:blank",
    "status": 401,
    "detail": "Unauthorized",
}
TOO_MANY = {
    "title": "Too Many Requests",
    "type": "about:blank",
    "status": 429,
    "detail": "Too Many Requests",
}
NO_CREDIT = {
    "detail": "credits depleted",
    "status": 402,
    "title": "Payment Required",
    "type": "https://api.x.com/2/problems/credits-depleted",
}
CAP_REACHED = {
    "product_name": "standard-basic",
    "title": "UsageCapExceeded",
    "period": "Monthly",
    "scope": "Product",
    "detail": "Usage cap exceeded: Monthly product cap",
    "type": f"{PROBLEMS}usage-capped",
}
NOT_ENROLLED = {
    "client_id": "12262375",
    "detail": "When authenticating requests to the Twitter API v2 endpoints, you must use keys and"
    " tokens from a Twitter developer App that is attached to a Project. You can create a project"
    " via the developer portal.",
    "registration_url": "https://developer.twitter.com/en/docs/projects/overview",
    "title": "Client Forbidden",
    "required_enrollment": "Appropriate Level of API Access",
    "reason": "client-not-enrolled",
    "type": f"{PROBLEMS}client-forbidden",
}
UNAVAILABLE = {
    "title": "Service Unavailable",
    "detail": "Service Unavailable",
    "type": "about:blank",
    "status": 503,
}
OAUTH1 = "OAuth 1.0a User Context"
OAUTH2_USER = "OAuth 2.0 User Context"
APP_ONLY = "OAuth 2.0 Application-Only"


def invalid(name: str, value: str, message: str) -> Refused:
    """400: a parameter that the endpoint does not take, or not so."""
    return Refused(
        400,
        {
            "errors": [{"parameters": {name: [value]}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{PROBLEMS}invalid-request",
        },
    )


def unsupported_login(used: str, supported: Sequence[str]) -> Refused:
    """403: this endpoint wants another way to log in."""
    problem = {
        "title": "Unsupported Authentication",
        "detail": f"Authenticating with {used} is forbidden for this endpoint. "
        f"Supported authentication types are [{', '.join(supported)}].",
        "type": f"{PROBLEMS}unsupported-authentication",
        "status": 403,
    }
    return Refused(403, {"errors": [problem]})


def partial(why: str, kind: str, parameter: str, value: str) -> Json:
    """An entry of `errors` in a 200: `gone`, `not_permitted` or `suspended`.

    `kind` is `tweet` or `user`; `parameter` is where the value stood: `id`, `ids`, `username`.
    """
    name = kind.capitalize()
    title, detail, problem = {
        "gone": (
            "Not Found Error",
            f"Could not find {kind} with {parameter}: [{value}].",
            "resource-not-found",
        ),
        "not_permitted": (
            "Authorization Error",
            f"Sorry, you are not authorized to see the {name} with {parameter}: [{value}].",
            "not-authorized-for-resource",
        ),
        "suspended": (
            "Forbidden",
            f"{name} has been suspended: [{value}].",
            "resource-not-found",
        ),
    }[why]
    return {
        "value": value,
        "detail": detail,
        "title": title,
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": PROBLEMS + problem,
    }
