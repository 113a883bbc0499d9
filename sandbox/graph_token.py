"""`/debug_token`: what a token is, may do, and until when."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox import graph_errors
from sandbox.exchange import ApiRequest, Json, Reply
from sandbox.faults import Faults
from sandbox.graph_call import headers, split_version, token_of
from sandbox.world import World


def debug(asked: ApiRequest, world: World, faults: Faults) -> Reply:
    """Tell of `input_token`; asked with the app's own token (`id|secret`).

    Raises:
        Refused: the asker is not the app.
    """
    version, _ = split_version(asked.path)
    meta = world.credentials.meta
    if token_of(asked) != f"{meta.app_id}|{meta.app_secret}":
        raise graph_errors.strange_token()
    token = asked.query.get("input_token", "")
    if token not in {*world.page_tokens(), meta.system_user_token}:
        data = _invalid(190, "Invalid OAuth access token - Cannot parse access token")
    elif "meta" in faults.dead:
        subcode = faults.dead["meta"]
        data = _invalid(190, graph_errors.DEAD[subcode], subcode) | _told(token, world)
        data["is_valid"] = False
    else:
        data = _told(token, world)
    return Reply(200, {"data": data}, headers(version, world.page))


def _invalid(code: int, message: str, subcode: int | None = None) -> dict[str, Json]:
    error: dict[str, Json] = {"code": code, "message": message}
    if subcode is not None:
        error["subcode"] = subcode
    return {"error": error, "is_valid": False, "scopes": []}


def _told(token: str, world: World) -> dict[str, Json]:
    meta = world.credentials.meta
    page = world.page_tokens().get(token)
    until = world.token_expires_at
    kind: Mapping[str, Json] = (
        {"type": "PAGE", "profile_id": page.id} if page else {"type": "SYSTEM_USER"}
    )
    return {
        "app_id": meta.app_id,
        "application": "Hasila",
        "data_access_expires_at": 0,
        "expires_at": int(until.timestamp()) if until else 0,
        "is_valid": until is None or until > world.now,
        "issued_at": 1788220800,
        "scopes": sorted(world.permissions),
        "granular_scopes": [{"scope": name} for name in sorted(world.permissions)],
        "user_id": meta.system_user_id,
        **kind,
    }
