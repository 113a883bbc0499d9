"""One whole round of an office, step by step, and what must hold after each, whatever failed.

An office collects, sends the week's letter, backs up, imports printed figures, closes a year, draws
a card and moves its database to another file.
Each step can be tried from the state that the one before it left; a step that failed is taken
again seven hours later with nothing in its way: what a platform had trouble with is left out of
the visits of six.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from itertools import cycle
from pathlib import Path

from click.testing import Result

from settings import load
from storage import Store
from storage.accounts import enrol
from storage.followers import followers
from storage.outbox import outbox
from storage.post_query import PostQuery, posts_with_readings
from storage.registers.printed import figures
from storage.sealed_years import sealed
from storage.spending import spent
from storage.store import problems_of
from tests.support.databases import rows_of
from tests.support.nth_failure import SEAMS
from tests.support.office import Office, open_office
from tests.support.post_office import RECIPIENTS, PostOffice

FIGURES = Path(__file__).parents[2] / "imports" / "examples" / "published_figures.csv"
YEAR = 2024
STEPS = {
    "collect": ("collect",),
    "letter": ("letter", "--send"),
    "backup": ("backup", "--out", "{folder}/backups"),
    "import": ("import", "--kind", "figures", str(FIGURES)),
    "close": ("bilan", "--year", str(YEAR), "--close", "--as-it-is", "the first year"),
    "card": ("card", "followers", "--shape", "square", "--out", "{folder}/cards"),
    "move": ("move", "sqlite:///{folder}/moved.db"),
}
PNG_END = b"IEND\xaeB`\x82"
LATER = timedelta(hours=7)
ENDS = {0, 1, 2, 75}
"""The exit codes that docs/operations.md knows."""


@dataclass(frozen=True)
class Truth:
    """What is on file when nothing failed."""

    visits: int
    posts: int
    figures: int


@dataclass
class Round:
    """An office, its post office, and what was on file before each step."""

    office: Office
    post: PostOffice
    now: datetime
    truth: dict[str, Truth]
    failures: int = 0
    """How many things were made to fail so far."""

    def take(self, step: str, at: datetime | None = None) -> Result:
        """Take a step."""
        return self.office.run(*self.words(step), at=at or self.now)

    def words(self, step: str) -> tuple[str, ...]:
        """How it is typed, with whole paths."""
        return tuple(word.replace("{folder}", str(self.office.folder)) for word in STEPS[step])

    def go_back(self, step: str) -> None:
        """To the state before a step, with nothing billed or received yet."""
        folder = self.office.folder
        for name in ("hasila.db*", "moved.db*"):
            for path in folder.glob(name):
                path.unlink()
        for name in ("backups", "cards"):
            shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copy2(folder.parent / f"before-{step}.db", folder / "hasila.db")
        self.office.sandbox.bill._charges.clear()
        self.post.received.clear()

    def problems(self, step: str, result: Result, *, again: bool) -> list[str]:
        """What is not as it must be after a step, the second time taken untouched."""
        found = [*_of_result(result)]
        with self._store() as store:
            found += problems_of(store)
            found += self._of_readings(store, step)
            found += self._of_letters(store)
            found += self._of_money(store)
            found += self._of_registers(store, step, again=again)
        found += self._of_backups(step, again=again)
        found += self._of_cards(step, again=again)
        found += self._of_copies(step, again=again)
        if again and result.exit_code != 0 and not self._is_done(step):
            found.append(f"the second time ended with {result.exit_code}: {result.output}")
        return found

    @contextmanager
    def _store(self, path: Path | None = None) -> Iterator[Store]:
        settings = load(self.office.config)
        url = f"sqlite:///{path}" if path else settings.storage.url
        with Store.open(url, readonly=path is not None, zone=settings.zone()) as store:
            yield store

    def _of_readings(self, store: Store, step: str) -> Iterator[str]:
        truth = self.truth[step]
        for account in load(self.office.config).accounts:
            told = [point for point in followers(store, account.name).points if point.quantity]
            if len({point.at for point in told}) != len(told):
                yield f"a reading of {account.name} stands twice"
            if len(told) > truth.visits + 1 or len(told) < truth.visits - (step == "collect"):
                yield f"{account.name} has {len(told)} readings"
        posts = posts_with_readings(store, PostQuery())
        if len({(post.account, post.id) for post in posts}) != len(posts):
            yield "a post stands twice"
        if step != "collect" and len(posts) != truth.posts:
            yield f"{len(posts)} posts are on file, not {truth.posts}"

    def _of_letters(self, store: Store) -> Iterator[str]:
        came = Counter(
            str(message_from_bytes(letter.content)["Message-ID"]) for letter in self.post.received
        )
        yield from (f"{name} came {times} times" for name, times in came.items() if times > 1)
        for letter in outbox(store):
            if letter.state == "sent" and not came[letter.message_id] and self.post.received:
                yield f"the letter of {letter.recipient} was not sent"
            if letter.state in {"waiting", "failed"} and came[letter.message_id]:
                yield f"the letter of {letter.recipient} came, and is on file as {letter.state}"

    def _of_money(self, store: Store) -> Iterator[str]:
        ledger = spent(store, self.now - LATER, self.now + 2 * LATER, "x")
        if ledger < self.office.sandbox.bill.usd:
            yield f"the ledger says {ledger}, the bill {self.office.sandbox.bill.usd}"

    def _of_registers(self, store: Store, step: str, *, again: bool) -> Iterator[str]:
        told, truth = len(figures(store)), self.truth[step].figures
        if told != truth and (again or step != "import" or told):
            yield f"{told} figures are on file, not {truth}"
        if step == "close" and again and sealed(store, YEAR) is None:
            yield "the year was not closed"

    def _of_backups(self, step: str, *, again: bool) -> Iterator[str]:
        copies = list((self.office.folder / "backups").glob("*.db"))
        if step == "backup" and again and not copies:
            yield "there is no backup"
        for copy in copies:
            with self._store(copy) as store:
                yield from problems_of(store)
                if len(posts_with_readings(store, PostQuery())) != self.truth[step].posts:
                    yield "a backup is not whole"

    def _of_cards(self, step: str, *, again: bool) -> Iterator[str]:
        """A card is whole or not there; a draft that could not be removed goes the next time."""
        files = list((self.office.folder / "cards").glob("*"))
        if step == "card" and again and not files:
            yield "there is no card"
        for file in files:
            if file.suffix == ".draft":
                yield from ["a draft of a card is left"] if again else []
            elif not file.read_bytes().endswith(PNG_END):
                yield "a card is not whole"

    def _of_copies(self, step: str, *, again: bool) -> Iterator[str]:
        """What was moved is all there in the end, and what it was moved from is as it was."""
        folder = self.office.folder
        before = folder.parent / "before-move.db"
        if step == "move" and before.read_bytes() != (folder / "hasila.db").read_bytes():
            yield "the database that was moved has changed"
        if step == "move" and again:
            with self._store() as here, self._store(folder / "moved.db") as there:
                yield from problems_of(there)
                if rows_of(here) != rows_of(there):
                    yield "not all was moved"

    def _is_done(self, step: str) -> bool:
        """Whether the second time had nothing left to do, and said so."""
        with self._store() as store:
            if step == "close":
                return sealed(store, YEAR) is not None
            return step == "letter" and any(one.state == "unsure" for one in outbox(store))


def _of_result(result: Result) -> Iterator[str]:
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        yield f"a traceback: {result.exception!r}"
    if result.exit_code not in ENDS:
        yield f"it ended with {result.exit_code}"
    if result.exit_code and not result.output.strip():
        yield "it failed without a sentence"
    if "Traceback" in result.output:
        yield f"a traceback: {result.output}"


@contextmanager
def one_round(folder: Path) -> Iterator[Round]:
    """Go one round untouched, and keep what was on file before each step."""
    place = folder / "office"
    place.mkdir()
    with open_office(place) as office, PostOffice(folder) as post:
        text = office.config.read_text(encoding="utf-8") + (
            f'[network]\nca_bundle = "{post.ca_bundle}"\n[mail]\nhost = "127.0.0.1"\n'
            f'port = {post.port}\nsender = "hasila@example.org"\nsecurity = "starttls"\n'
        )
        office.config.write_text(text + RECIPIENTS, encoding="utf-8")
        gone = Round(office, post, office.sandbox.world.now + timedelta(minutes=5), {})
        with gone._store() as store:
            enrol(store, load(office.config).accounts, gone.now)
        for step in STEPS:
            shutil.copy2(place / "hasila.db", folder / f"before-{step}.db")
            result = gone.take(step)
            assert result.exit_code == 0, result.output
            gone.truth[step] = _truth(gone)
        yield gone


def _truth(gone: Round) -> Truth:
    with gone._store() as store:
        visits = sum(1 for point in followers(store, "dgsn-x").points if point.quantity)
        posts = len(posts_with_readings(store, PostQuery()))
        return Truth(visits, posts, len(figures(store)))


def sweep(gone: Round, step: str, seam: str, numbers: Sequence[int] | None = None) -> Iterator[str]:
    """Try a step with the Nth thing failing: these, or each once and for ever until none is left.

    Of some numbers, one fails once and the next for ever, by turns.

    Yields:
        Whatever was not as it must be, and when.
    """
    if numbers is not None:
        for nth, for_ever in zip(numbers, cycle((False, True)), strict=False):
            yield from _tried(gone, step, seam, nth, for_ever=for_ever)
        return
    for nth in range(1, 5000):
        before = gone.failures
        for for_ever in (False, True):
            yield from _tried(gone, step, seam, nth, for_ever=for_ever)
        if gone.failures == before:
            return
    raise AssertionError(f"{step} never came to an end of its {seam}")


def _tried(gone: Round, step: str, seam: str, nth: int, *, for_ever: bool) -> Iterator[str]:
    gone.go_back(step)
    with SEAMS[seam](gone.office, gone.post, nth, for_ever=for_ever) as asked:
        result = gone.take(step)
        gone.failures += asked() >= nth
    problems = gone.problems(step, result, again=False)
    later = gone.take(step, gone.now + LATER)
    problems += gone.problems(step, later, again=True)
    how = "for ever" if for_ever else "once"
    yield from (f"{step}, {seam} {nth} {how}: {problem}" for problem in problems)
