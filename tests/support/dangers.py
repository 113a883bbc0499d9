"""Faults and threats that Hasila withstands, and the tests that prove it, found by their marks.

A test that proves one is marked with its number, `@pytest.mark.fault(36)`; it may prove
several. docs/faults.md and docs/security.md list what has a test, and nothing else.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

TESTS = Path(__file__).parents[1]
Dangers = Mapping[int, tuple[str, str]]
"""By number: what happens, and what comes of it."""

FAULTS: Dangers = {
    # The network
    1: ("nobody listens at the platform's address", "a gap `refused`; no token in its words"),
    2: ("a host's name cannot be resolved", "a gap `dns`; no token in its words"),
    3: ("the connection is reset", "tried again, then a gap `reset`"),
    4: ("a platform takes the request and never answers", "cut at the deadline: `timeout`"),
    5: ("an answer comes byte by byte", "cut at the deadline, however lively it looks"),
    6: ("headers come byte by byte", "cut at the deadline as well"),
    7: ("a line is slow, late or cut into slices", "read within the deadline, else a gap"),
    8: ("a proxy is down, wants a login, or stands in the environment by accident",
        "only the settings' proxy is used; the gap says that it is the proxy"),
    9: ("a portal answers in the platform's place", "a gap `not_json`, nothing of it kept"),
    10: ("a certificate is of an unknown authority, expired or of another name, or TLS is old",
         "a gap `tls`; never read without proof"),
    11: ("a body is shorter than it said", "tried again, then a gap `short_body`"),
    12: ("a body without a length is cut off", "no number of it is kept: a gap"),
    13: ("compression is broken, or unpacks to hundreds of megabytes", "cut at the cap: a gap"),
    14: ("no HTTP at all, or headers without an end", "a gap `protocol`"),
    15: ("a redirect", "never followed: a gap `redirect`"),
    # Platforms
    16: ("a 500 or 503 that looks like an answer", "judged by its status: a gap, no data"),
    17: ("429 without a reset, or with one that is past, nonsense or far away",
         "nobody sleeps: the account is left alone until the reset, a day at most"),
    18: ("`Retry-After` with an odd value", "never waited for within a visit"),
    19: ("limits are nearly used up", "what can be read later is left out, followers come first"),
    20: ("a token has expired or was revoked, a permission is gone",
         "a gap `access`, an alert, no repetition; the other accounts are read"),
    21: ("a version, field or metric is retired", "that count alone is lost, by its name"),
    22: ("the credit is spent, or a cap is reached", "a gap `credit`, an alert; others are read"),
    23: ("a platform is down for hours", "one probe a slot; read again with the next slot"),
    # What they answer
    24: ("a count is missing, null or an empty list", "not known, with its reason; never 0"),
    25: ("a count is a text, a fraction, true, or no number", "that count is not kept, and named"),
    26: ("a count is too large for the database", "that count is not kept, and named"),
    27: ("followers fall by a great part in one step",
         "kept as read, told as suspect until two more readings confirm it"),
    28: ("likes are taken back, posts edited or deleted",
         "losses keep their sign; words of what is gone are erased, its counts stay"),
    29: ("a post stands twice, in a page or across pages", "counted once"),
    30: ("pages go round in a circle or never end", "an end is made; what came is kept"),
    31: ("ids have more digits than a number holds", "ids are texts, in every format"),
    32: ("texts hold marks of direction, NUL, half signs or no end",
         "cleaned once, where they come in; every format takes the rest"),
    33: ("JSON of another shape: deep, a list, a bare number", "a gap or a named loss, no crash"),
    # The database
    34: ("a copy is made while somebody writes", "a whole copy of one moment, checked"),
    35: ("the process is killed at any moment", "a visit is kept whole or not at all"),
    36: ("the disk is full", "a sentence; nothing lost; it goes on when there is room"),
    37: ("the file may not grow", "as with a full disk"),
    38: ("writing to the disk fails now and then", "what was acknowledged is there, nothing torn"),
    39: ("any one statement fails", "all of a visit is kept, or nothing"),
    40: ("another process holds the database", "waited for, then a sentence and exit code 75"),
    41: ("a reader stays for long", "no page keeps a connection open; writers go on"),
    42: ("the file is damaged or cut short", "noticed, left untouched, restored from a backup"),
    43: ("the schema is older, newer, or half renewed",
         "renewed after a copy, refused, or as it was"),
    44: ("file or folder cannot be read or written, or are gone", "named when it starts"),
    45: ("times with an offset", "kept as the instant that they are"),
    46: ("values against the rules of the schema", "each connection enforces them"),
    # Time
    47: ("clocks go forward and back, Ramadan, a change of the law",
         "no slot lost, no letter doubled"),
    48: ("the machine's clock leaps and comes back", "told; read on within a tick"),
    49: ("weeks 53 and 1, leap days, ends of years", "each day lies in one week of the right year"),
    50: ("the machine was off for days", "one visit, and each slot of the outage with its reason"),
    51: ("the system's time zones are out of date", "never used: they come with the program"),
    # Processes
    52: ("something goes wrong in one task", "logged; others go on; not repeated at once"),
    53: ("a task hangs", "noticed: its child is ended, or the watchdog ends the daemon"),
    54: ("a second daemon is started", "refused (75); a killed one is in nobody's way"),
    55: ("SIGTERM at any moment", "ended within ten seconds, the visit whole or rolled back"),
    56: ("it runs for thousands of slots", "memory and open files stay as they are"),
    57: ("the log cannot be written", "nothing stops for it"),
    # What goes out
    58: ("a text with signs that a drawing would interpret", "drawn as it stands"),
    59: ("nothing, one value, gaps, or years to draw", "drawn, or said so; no line over a gap"),
    60: ("the mail server is down, puts off, refuses one or all, has a wrong certificate",
         "each recipient's letter is put off, tried again for a day, or failed, with its reason"),
    61: ("the line drops after a letter was handed over", "unsure, told, and not sent again"),
    62: ("a secret's file is missing, empty, open to others; settings are wrong",
         "every problem in one message, with its place, none of its content"),
}  # fmt: skip

THREATS: Dangers = {
    1: ("a token in an error, the log, the database, a mail or on the screen",
        "blotted out in every form: where a line is made, and where platforms' words come in"),
    2: ("libraries that print tokens when asked to be talkative", "silent below warnings, always"),
    3: ("values in the database's errors", "none is repeated"),
    4: ("tokens in addresses, which proxies and servers log", "they travel in a header"),
    5: ("a stolen token used elsewhere", "each call carries the proof by the app's secret"),
    6: ("secrets in the environment, which children inherit",
        "credentials of systemd, or files; none in a unit; questions are asked without them"),
    7: ("a secret's file that others can read or change", "refused, by its name"),
    8: ("a token ends without a word", "told 14, 7, 3 and 1 days before"),
    9: ("a token that may do more than read", "told"),
    10: ("proxies and passwords of the environment", "not looked at"),
    11: ("a line without encryption or proof", "refused, on any machine but this one"),
    12: ("a link or redirect of an answer to another host", "never followed"),
    13: ("SQL in what staff or a link ask for", "bound as a value, or refused"),
    14: ("a question in SQL that writes", "refused; not a byte changes"),
    15: ("a question in SQL that takes all time or memory", "ended within two seconds"),
    16: ("secrets and addresses in the database that staff read",
         "there are none, but recipients, whom administrators alone see"),
    17: ("extensions, files and settings by way of SQL", "refused"),
    18: ("a foreign name that leads to the page", "answered under its own names alone"),
    19: ("other users of the server", "a socket for its owner, or passwords"),
    20: ("scripts in the text of a post", "shown, never run: on pages, in mails"),
    21: ("the page in a frame of another site, or asked by it", "refused, forbidden by headers"),
    22: ("a link to us that leads elsewhere", "no address is taken from a request"),
    23: ("formulas in what a spreadsheet opens", "texts stay texts"),
    24: ("headers of a mail broken by a text", "one line stays one line"),
    25: ("mail without encryption or to a false server", "nothing is sent"),
    26: ("mails that tell of readers or of each other", "one for each, nothing from elsewhere"),
    27: ("a text that commands a terminal", "no sign of it gets there"),
    28: ("links planted where files are written, ways out of a folder",
         "replaced or refused, never followed; files are their owner's alone"),
    29: ("a library that was changed on the way", "each is pinned with its hash"),
    30: ("personal data of others", "not stored; what leads to a person is cut out"),
    31: ("a process that would take over its machine", "units that may do little: 1.5 at most"),
    32: ("passwords tried again and again, with nobody the wiser",
         "locked; kept who, when and from where, never what was typed, in a few rows however many"),
    33: ("a link that was sent, guessed, handed on, or kept for too long",
         "256 random bits, of which the hash alone is kept; one copy, no other page; it ends"),
    34: ("a request that says itself who sends it",
         "believed from a named proxy of this machine alone; groups are read at each request"),
    35: ("a role or a password that is taken away while its holder is logged in",
         "settings and passwords are those of the moment of each request; a doubt lets in nobody"),
}  # fmt: skip

KINDS: Mapping[str, Dangers] = {"fault": FAULTS, "threat": THREATS}


def proofs(kind: str, files: Iterable[Path] | None = None) -> dict[int, list[str]]:
    """The tests that are marked with each number, as `folder/test_file.py::name`.

    Args:
        kind: `fault` or `threat`.
        files: Where to look; all tests unless told otherwise.
    """
    found: defaultdict[int, list[str]] = defaultdict(list)
    for path in sorted(files if files is not None else TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if f"mark.{kind}(" not in text:
            continue
        for test in ast.parse(text).body:
            if isinstance(test, ast.FunctionDef):
                name = test.name.removeprefix("test_")
                for number in _marks(test, kind):
                    found[number].append(f"{path.parent.name}/{path.name}::{name}")
    return dict(found)


def _marks(test: ast.FunctionDef, kind: str) -> Iterator[int]:
    """The numbers of its marks, those of single parameters included."""
    for decorator in test.decorator_list:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{kind}":
                yield from (ast.literal_eval(number) for number in node.args)


def table(kind: str) -> Iterator[tuple[str, ...]]:
    """A row for each that a test proves: number, what happens, what comes of it, the tests."""
    proven = proofs(kind)
    for number, (what, outcome) in KINDS[kind].items():
        if number in proven:
            tests = "<br>".join(f"`{test}`" for test in proven[number])
            yield str(number), what, outcome, tests


def tally(kind: str, proven: Iterable[int]) -> str:
    """How many of them are proven, and which are not: "faults: 61 of 62 (without 38)"."""
    without = sorted(set(KINDS[kind]) - set(proven))
    named = f" (without {', '.join(map(str, without))})" if without else ""
    return f"{kind}s: {len(KINDS[kind]) - len(without)} of {len(KINDS[kind])}{named}"
