"""Why a request is not answered at all: a status, and one line."""

from __future__ import annotations

from http import HTTPStatus

Header = tuple[bytes, bytes]


class Refusal(Exception):
    """Raised before a page is made; the guard turns it into the answer."""

    def __init__(self, status: HTTPStatus, words: str, headers: tuple[Header, ...] = ()) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.headers = headers
