"""What Graph's errors mean: every code lands in one of the named errors, with a reason.

Only `code`, `error_subcode` and the HTTP status are believed. `error.type` is "OAuthException" on
almost everything, a mistyped metric included, and the status is 400 for throttling and 500 for a
bad parameter. The platform's own words are looked at where one code means several things, but
never repeated: "Malformed access token …" quotes the token.

    CollectorError
      AccessRefused        5, 102, 104, 190, 368
        PermissionLacking  3, 10, 200-299
      AccountMissing       21
        FieldRefused       12, 100
        ObjectMissing      100/33
        NeverMeasured      100/2108006, 10 "Not enough viewers"
      RateLimited          4, 17, 32, 341, 613, 80000-80099
      PlatformUnavailable  1, 2
        TooMuchData        1 "reduce the amount of data", 2/1504044
      Malformed            2500, 2635, 3001 and what nobody knows

Which code refuses a field differs from report to report (1, 2, 10, 12, 24, 100, -1), so after
almost any of them a smaller question is asked: `smaller_may_help`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from collectors.errors import (
    AccessRefused,
    AccountMissing,
    CollectorError,
    Malformed,
    NotOurs,
    PlatformUnavailable,
    RateLimited,
)
from collectors.values import Document
from metrics.texts.phrases import Phrase

OK = 200
NEXT_WINDOW = timedelta(hours=1)
"""How long to wait where the platform does not say: its windows are an hour."""
BLOCKED_FOR = timedelta(days=1)
"""How long a block for abuse is left alone."""

NO_SUCH_OBJECT = 33
BEFORE_BUSINESS = 2108006
"""Subcode: the media is older than the account's conversion to a professional one."""

ENDED_TOKENS = {
    458: Phrase("its user removed the app"),
    459: Phrase("its user must pass a checkpoint first"),
    460: Phrase("its user changed the password"),
    463: Phrase("it has expired"),
    464: Phrase("its user is not confirmed"),
    467: Phrase("it is no longer valid"),
    492: Phrase("its user has lost the role on the Page"),
}
LIMIT_CODES = frozenset({4, 17, 32, 341, 613, *range(80000, 80100)})
TOO_HEAVY = 1504044
"""Subcode of 2: the same as 1 "reduce the amount of data"."""
OUR_MISTAKES = {
    2500: Phrase("the path that we asked for is unknown"),
    2635: Phrase("this version of the Graph API is no longer served: raise meta.graph_version"),
    3001: Phrase("we named no metric"),
}
ASKS_FOR_ACCESS = re.compile(r"missing permission|app ?secret", re.IGNORECASE)
"""Code 100 where a permission or the proof of the app's secret is what is lacking."""


class PermissionLacking(AccessRefused):
    """The token is good, but not for this field."""


class FieldRefused(AccountMissing):
    """A field, metric or edge that the platform does not know (any more) for this object."""


class ObjectMissing(AccountMissing):
    """The object does not exist, or the token may not see it: the platform does not tell which."""


class NeverMeasured(AccountMissing):
    """The platform keeps no insights of this one media. Not a fault."""


class TooMuchData(PlatformUnavailable):
    """The platform asks for a smaller page: the same request would fail again."""

    worth_retrying = False


REFUSALS = (FieldRefused, PermissionLacking, ObjectMissing, NeverMeasured)
"""Errors by which the platform says no. After others it may have trouble, or mean anything."""


def smaller_may_help(error: CollectorError) -> bool:
    """Whether the same question for fewer fields, or fewer posts, may be answered."""
    if isinstance(error, AccessRefused):
        return isinstance(error, PermissionLacking)
    if isinstance(error, PlatformUnavailable):
        return error.was_sent
    return not isinstance(error, RateLimited | NotOurs)


@dataclass(frozen=True, slots=True)
class GraphFault:
    """An answer that is not a success: its HTTP status and what its body says."""

    status: int
    code: int | None = None
    subcode: int | None = None
    message: str = ""
    transient: bool = False

    @property
    def label(self) -> str:
        """How it is named to an operator: "code 190/463" or "HTTP 502"."""
        if self.code is None:
            return f"HTTP {self.status}"
        return f"code {self.code}" + (f"/{self.subcode}" if self.subcode else "")


def find_fault(status: int, document: Document) -> GraphFault | None:
    """The fault of an answer; None where it is a success.

    An error may come with status 200, and a 500 with an empty object: both are faults.
    """
    error = document.get("error")
    if isinstance(error, dict) and error:
        return GraphFault(
            status,
            _integer(error.get("code")),
            _integer(error.get("error_subcode")),
            str(error.get("message")),
            error.get("is_transient") is True,
        )
    if error is not None or "error_code" in document or "error_message" in document:
        return GraphFault(status, _integer(document.get("error_code")))
    return None if status == OK else GraphFault(status)


def named_error(
    fault: GraphFault, now: datetime, regain: timedelta | None = None
) -> CollectorError:
    """The named error of a fault.

    `regain` is what the usage headers say of the time until access returns, where they say it.
    """
    code = fault.code
    if code in LIMIT_CODES or (code is None and fault.status == 429):  # noqa: PLR2004 - HTTP
        wait = regain or NEXT_WINDOW
        return RateLimited(
            Phrase("Meta asks us to wait ({label}).", label=fault.label), until=now + wait
        )
    if code == 368:  # noqa: PLR2004 - the platform's code
        detail = Phrase("Meta has blocked the app for its behaviour ({label}).", label=fault.label)
        return AccessRefused(detail, until=now + BLOCKED_FOR)
    return BY_CODE.get(code, _other)(fault)


def _dead_token(fault: GraphFault) -> CollectorError:
    why = ENDED_TOKENS.get(fault.subcode or 0, Phrase("Meta no longer accepts it"))
    return AccessRefused(Phrase("The token is dead: {why} ({label}).", why=why, label=fault.label))


def _foreign_address(fault: GraphFault) -> CollectorError:
    why = Phrase("this machine's address is not among those that the app's settings allow")
    return AccessRefused(Phrase("Meta refuses: {why} ({label}).", why=why, label=fault.label))


def _unproven(fault: GraphFault) -> CollectorError:
    why = Phrase("it wants the proof of the app's secret, so give meta.app_secret")
    return AccessRefused(Phrase("Meta refuses: {why} ({label}).", why=why, label=fault.label))


def _retired(fault: GraphFault) -> CollectorError:
    return FieldRefused(Phrase("Meta no longer knows what was asked ({label}).", label=fault.label))


def _merged(fault: GraphFault) -> CollectorError:
    """Its message says "Page ID 1 was migrated to page ID 2"."""
    ids = re.findall(r"\b[0-9]{5,20}\b", fault.message)
    if not ids:
        return AccountMissing(
            Phrase("The Page was merged into another one ({label}).", label=fault.label)
        )
    return AccountMissing(
        Phrase(
            "The Page was merged into another one, {id}: give the account that id ({label}).",
            id=ids[-1],
            label=fault.label,
        )
    )


def _permission(fault: GraphFault) -> CollectorError:
    if "not enough viewers" in fault.message.lower():
        return NeverMeasured(
            Phrase("Too few people have seen it to be counted ({label}).", label=fault.label)
        )
    return PermissionLacking(Phrase("The token lacks a permission ({label}).", label=fault.label))


def _bad_parameter(fault: GraphFault) -> CollectorError:
    if fault.subcode == NO_SUCH_OBJECT:
        return ObjectMissing(
            Phrase("It does not exist, or the token may not see it ({label}).", label=fault.label)
        )
    if fault.subcode == BEFORE_BUSINESS:
        detail = Phrase("It was posted before the account became a professional one")
        return NeverMeasured(Phrase("{detail} ({label}).", detail=detail, label=fault.label))
    if ASKS_FOR_ACCESS.search(fault.message):
        return PermissionLacking(
            Phrase("The token lacks a permission or its proof ({label}).", label=fault.label)
        )
    return FieldRefused(Phrase("Meta does not know what was asked ({label}).", label=fault.label))


def _other(fault: GraphFault) -> CollectorError:
    if "reduce the amount of data" in fault.message.lower() or fault.subcode == TOO_HEAVY:
        return TooMuchData(Phrase("Meta asks for less data at once ({label}).", label=fault.label))
    if fault.code in OUR_MISTAKES:
        return Malformed(
            Phrase(
                "Meta refused: {why} ({label}).", why=OUR_MISTAKES[fault.code], label=fault.label
            )
        )
    if fault.code in {1, 2} or fault.transient or fault.status >= 500:  # noqa: PLR2004 - HTTP
        return PlatformUnavailable(
            Phrase("Meta has trouble of its own ({label}).", label=fault.label)
        )
    if fault.code is None and fault.status in {401, 403}:
        return AccessRefused(Phrase("Meta refused access ({label}).", label=fault.label))
    return Malformed(
        Phrase("Meta gave an error that this program does not know ({label}).", label=fault.label)
    )


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


BY_CODE: Mapping[int | None, Callable[[GraphFault], CollectorError]] = {
    5: _foreign_address,
    12: _retired,
    21: _merged,
    100: _bad_parameter,
    104: _unproven,
    **dict.fromkeys((102, 190), _dead_token),
    **dict.fromkeys((3, 10, *range(200, 300)), _permission),
}
"""What names the error of a code; limits and blocks, which tell how long they last, come first."""
