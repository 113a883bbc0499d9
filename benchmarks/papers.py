"""How long the two papers take over a million readings: the letter 5 s, the balance 10 s at most.

Run as `python -m benchmarks.papers`: ten years of three accounts, hourly looks at followers and a
million looks at posts on file. Seconds of this process's CPU, from the open database to the
finished bytes, charts included; the balance is that of the last whole year.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks._years import ACCOUNTS, CASABLANCA, MILLION, UNTIL, build
from metrics.periods import Span, local_day, period_of
from reports import balance, letter
from reports.balance.window import A_DAY
from settings import Settings, load
from settings.sections import Recipient
from storage import Store

LETTER_S, BALANCE_S = 5, 10
FORMS = ("json", "html", "pdf", "docx", "xlsx")
CONFIG = """
[institution]
name = { ar = "مؤسسة", fr = "Institution", en = "Institution" }
timezone = "Africa/Casablanca"
[mail]
host = "localhost"
sender = "hasila@example.org"
"""


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = _settings(folder)
        build(folder / "hasila.db", MILLION)
        with Store.open(settings.storage.url, zone=CASABLANCA, readonly=True) as store:
            _measure(store, settings)


def _settings(folder: Path) -> Settings:
    tables = [
        f'[[account]]\nname = "{one.name}"\nplatform = "{one.platform}"\n'
        + (f'handle = "{one.handle}"\n' if one.handle else f'id = "{one.id}"\n')
        for one in ACCOUNTS
    ]
    config = folder / "config.toml"
    config.write_text(CONFIG + "".join(tables), encoding="utf-8")
    return load(config, {})


def _measure(store: Store, settings: Settings) -> None:
    week = period_of(local_day(UNTIL, CASABLANCA) - 7 * A_DAY, Span.WEEK)
    for role in ("office", "administrator"):
        to = Recipient(address="office@example.org", language="ar", role=role)
        _tell(
            f"letter, {role}", LETTER_S, partial(letter.compose, store, settings, week, to, UNTIL)
        )
    year = UNTIL.year - 1
    gathered = partial(balance.gather, store, settings, year, None, UNTIL)
    _tell("balance, gathered", BALANCE_S, gathered)
    for form in FORMS:
        _tell(f"balance, {form}", BALANCE_S, partial(_balance, store, settings, year, form))


def _balance(store: Store, settings: Settings, year: int, form: str) -> bytes:
    drawn = balance.draw(store, settings, year, None, UNTIL)
    return balance.render(store, drawn, balance.reader_of(store, settings, drawn, "ar"), form)


def _tell(what: str, goal_s: int, work: Callable[[], object]) -> None:
    begun = time.process_time()
    work()
    took = time.process_time() - begun
    print(f"{what:24} {took:6.2f} s {'' if took <= goal_s else f'OVER {goal_s} s'}")


if __name__ == "__main__":
    main()
