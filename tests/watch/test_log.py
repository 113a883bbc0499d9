"""The log: one line an event, and never a secret in it, whichever way it tries to get there."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import pytest

from settings import Settings
from tests.support.config_files import SECRETS, loaded, write_secret
from watch import log

ROOT = Path(__file__).parents[2]
TOKEN = SECRETS["meta_access_token"]
# Signs that a URL, JSON and a repr each write in another way.
AWKWARD = "canary/+= %\"'\\é|ظ"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return loaded(tmp_path)


@pytest.fixture
def lines(settings: Settings) -> Iterator[io.StringIO]:
    """What a logger of this test's own writes, by the formatter of the program."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.LineFormatter(settings))
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


logger = logging.getLogger("tests.watch.log")
logger.propagate = False
logger.setLevel(logging.DEBUG)


def fail(text: str) -> None:
    raise ValueError(text)


def test_a_line_says_when_how_grave_who_and_what(lines: io.StringIO) -> None:
    logger.info("visit kept", extra={"account": "dgsn-x", "cost_usd": 0.01, "words": "two words"})

    at, rest = lines.getvalue().split(" ", 1)
    assert at.startswith("at=20")
    assert at.endswith("Z")
    assert rest == (
        'level=INFO logger=tests.watch.log message="visit kept"'
        ' account=dgsn-x cost_usd=0.01 words="two words"\n'
    )


@pytest.mark.threat(1)
@pytest.mark.parametrize("secret", SECRETS.values())
@pytest.mark.parametrize("level", [logging.DEBUG, logging.CRITICAL])
def test_no_form_of_a_secret_gets_into_a_line(lines: io.StringIO, secret: str, level: int) -> None:
    logger.log(level, f"in the message {secret}")  # noqa: G004 - the form that is tried
    logger.log(level, "in the arguments %s and %r", secret, {"secret": secret})
    logger.log(level, "in a field", extra={"field": secret})
    logger.log(level, "URL-encoded %s", quote(f"?access_token={secret}&x=1", safe=""))
    try:
        fail(f"in a traceback: https://graph.example/me?access_token={secret}")
    except ValueError:
        logger.log(level, "not read", exc_info=True, stack_info=True)

    assert "canary" not in lines.getvalue()
    assert "Traceback" in lines.getvalue()
    assert len(lines.getvalue().splitlines()) == 5


def test_a_secret_of_awkward_signs_is_blotted_out_in_every_form(
    lines: io.StringIO, settings: Settings
) -> None:
    write_secret(settings.folder / "secrets/meta_access_token", AWKWARD.encode())

    logger.info(AWKWARD)
    logger.info("%r %s", AWKWARD, quote(AWKWARD, safe=""))
    logger.info("field", extra={"field": {"key": AWKWARD}})

    assert "canary" not in lines.getvalue()


def test_a_token_that_this_program_never_held_is_blotted_out_where_tokens_stand(
    lines: io.StringIO,
) -> None:
    logger.info("Authorization: Bearer canary-of-somebody-else")
    logger.info("field", extra={"access_token": "canary of two words", "api_key": "canary"})

    assert "canary" not in lines.getvalue()


def test_a_renewed_secret_is_known_at_once_and_the_old_one_stays_secret(
    lines: io.StringIO, settings: Settings
) -> None:
    logger.info("before %s", TOKEN)
    write_secret(settings.folder / "secrets/meta_access_token", b"canary-renewed")
    logger.info("after canary-renewed and %s", TOKEN)

    assert "canary" not in lines.getvalue()


def test_after_a_reload_old_and_new_settings_are_kept_secret(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    old, new = loaded(tmp_path / "old"), loaded(tmp_path / "new")
    write_secret(new.folder / "secrets/x_api_key", b"canary-of-the-new")
    formatter = log.LineFormatter(old)
    formatter.reload(new)

    words = f"{SECRETS['x_api_key']} canary-of-the-new"
    record = logging.makeLogRecord({"name": "watch", "levelname": "INFO", "msg": words})

    assert "canary" not in formatter.format(record)


@pytest.mark.threat(27)
def test_an_event_is_one_line_that_no_terminal_obeys(settings: Settings) -> None:
    words = 'two\nlines \x1b[2J "quoted" back\\slash \u202e \u2028 \ud800 حصيلة'
    # Not by a logger: pytest would keep the broken character for its report, and stumble over it.
    record = logging.makeLogRecord({"name": "watch", "levelname": "INFO", "msg": words})

    assert (
        log.LineFormatter(settings)
        .format(record)
        .endswith(r'message="two\nlines \x1b[2J \"quoted\" back\\slash \u202e \u2028 \ud800 حصيلة"')
    )


def test_an_endless_value_loses_its_middle(lines: io.StringIO) -> None:
    logger.info("begin %s end", "x" * 1_000_000)

    assert len(lines.getvalue()) < 20_000
    assert 'message="begin xxx' in lines.getvalue()
    assert lines.getvalue().endswith('xxx end"\n')


SCRIPT = """
import logging, sys, threading, warnings
from pathlib import Path
from settings import load
from watch import log
settings = load(Path(sys.argv[1]), {})
token = settings.access(settings.accounts[1]).secrets["access_token"].reveal()
"""
URL = 'f"http://127.0.0.1:1/lost?access_token={token}"'
WAYS = {
    "an uncaught error": 'raise ValueError("lost " + token)',
    "an uncaught error of a thread": """
def lose(): raise ValueError("lost " + token)
thread = threading.Thread(target=lose); thread.start(); thread.join()
""",
    "an error of a finalizer": """
class Lost:
    def __del__(self): raise ValueError("lost " + token)
Lost()
""",
    "a warning": 'warnings.warn("lost " + token)',
    "a refused connection": f"import requests; requests.get({URL}, proxies={{'http': None}})",
    "an error of the database": """
from sqlalchemy import create_engine, text
create_engine("sqlite://").connect().execute(text("SELECT :token FROM lost"), {"token": token})
""",
    "a library's debugging": """
logging.getLogger("urllib3.connectionpool").debug("lost %s", token)
logging.getLogger("tweepy.client").info("lost %s", "Bearer " + token)
logging.getLogger("lost").debug("own")
""",
}


def run(settings: Settings, way: str, stderr: int | IO[Any] = subprocess.PIPE) -> str:
    """What a process of its own, with its log on stderr, prints while it loses a secret."""
    program = SCRIPT + "log.set_up(settings, sys.stderr, verbose=True)\n" + way
    command = [sys.executable, "-c", program + '\nprint("goes on")']
    config = str(settings.folder / "config.toml")
    done = subprocess.run(
        [*command, config], cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False
    )
    return f"{done.stdout}{done.stderr or ''}"


@pytest.mark.threat(1)
@pytest.mark.parametrize("way", WAYS)
def test_whatever_the_program_prints_by_itself_is_a_redacted_line(
    settings: Settings, way: str
) -> None:
    printed = run(settings, WAYS[way])

    assert "lost" in printed
    assert "canary" not in printed
    told = [line for line in printed.splitlines() if line != "goes on"]
    assert len(told) == 1
    assert told[0].startswith("at=")


@pytest.mark.threat(2)
def test_talkative_libraries_are_silent_below_warnings_even_when_verbose(
    settings: Settings,
) -> None:
    names = ("urllib3.connectionpool", "tweepy.client", "oauthlib", "facebook", "sqlalchemy.engine")
    printed = run(
        settings,
        f"for name in {names}: logging.getLogger(name).info(name)\n"
        "logging.getLogger('watch').debug('own')",
    )

    assert [line for line in printed.splitlines() if "level=" in line and "own" not in line] == []
    assert "message=own" in printed


@pytest.mark.fault(57)
def test_a_log_that_cannot_be_written_stops_nothing(settings: Settings) -> None:
    way = 'for _ in range(3): logging.getLogger("watch").info("to nobody")'
    gone = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    gone.wait(30)
    assert gone.stdin is not None
    with Path("/dev/full").open("w") as full, gone.stdin as broken:
        assert run(settings, way, full) == "goes on\n"
        assert run(settings, way, broken) == "goes on\n"


def test_setting_it_up_again_prints_no_line_twice(settings: Settings) -> None:
    again = "log.set_up(settings, sys.stderr)\nlogging.getLogger('watch').info('once')"

    assert run(settings, again).count("message=once") == 1
