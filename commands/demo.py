"""`demo`: a whole office in half a minute, on a simulated platform."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands._context import WRONG_USE, Context, said, spoken, tongue, who
from commands._files import write_whole
from metrics.periods import Span, local_day, period_of
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import LostScope, Phrase, PlatformName, Plural, joined_phrase

if TYPE_CHECKING:
    from reports.letter import LetterWriter
    from sandbox import Sandbox
    from settings import Settings
    from storage import Store

FOLDER = Path("demo")
MARK = "This folder is made afresh by `demo`.\n"
BETWEEN_VISITS = timedelta(hours=8)
LANGUAGES = ("ar", "fr")
"""Of the charts and the letters: a third would last longer than half a minute."""
PICTURES = (
    "followers",
    "net-growth-week",
    "months-views",
    "top-posts-views",
    "best-post",
    "activities",
)
"""Of what `chart` draws: the whole demonstration is to last half a minute."""
PRINTED_YEAR = 2023
"""The balance of this year is drawn, from the figures that were printed for it."""
BALANCES = (("fr", "pdf"), ("ar", "docx"))
"""In which languages and formats."""
CURRENT_BALANCES = (("ar", "pdf"),)
"""The same of the year that runs."""
CONFIG = """\
# Written by `demo`: the simulated platform is there while `demo --serve` runs; without it
# `status`, `chart` and `import` work on what it kept (--config demo/config.toml).
[institution]
name = { ar = "المديرية العامة للأمن الوطني", fr = "Direction générale de la sûreté nationale", \
en = "General Directorate of National Security" }
timezone = "Africa/Casablanca"
[storage]
url = "sqlite:///hasila.db"
"""
SCHEDULE = """\
[schedule]
followers = "8h"
"""
ACCOUNT = """\
[[account]]
name = "{name}"
platform = "{platform}"
{key} = "{value}"
"""
TOPICS = """\
[topics.road_safety]
name = { ar = "السلامة الطرقية", fr = "Sécurité routière", en = "Road safety" }
words = ["السلامة الطرقية", "حزام السلامة", "خوذة", "sécurité routière"]
[topics.open_days]
name = { ar = "الأبواب المفتوحة", fr = "Portes ouvertes", en = "Open days" }
words = ["الأبواب المفتوحة", "portes ouvertes"]
"""
BALANCE = """\
[balance]
season_kinds = ["pupils", "schools"]

[[balance.event]]
name = { ar = "أيام الأبواب المفتوحة", fr = "Portes ouvertes", en = "Open days" }
words = ["open day", "portes ouvertes", "الأبواب المفتوحة", "أيام مفتوحة", "الأيام المفتوحة"]
visitors = "open_days_visitors"
account = "event-open-days"

[balance.event.account_name]
ar = "الحساب الخاص بأيام الأبواب المفتوحة"
fr = "le compte dédié aux portes ouvertes"
en = "the open days’ own account"
"""


@click.command("demo")
@click.option("--weeks", type=click.IntRange(1, 26), default=6, show_default=True)
@click.option(
    "--serve",
    "is_served",
    is_flag=True,
    help="Keep the simulated platform running and the page for staff open, until Ctrl-C.",
)
@spoken
@click.pass_obj
def command(context: Context, weeks: int, *, is_served: bool) -> None:
    """Read a simulated platform, draw the charts into demo/: no account and no network needed.

    Starts a stand-in for X, Facebook and Instagram on this machine, takes in figures and
    activities that a police directorate has printed and statements that are made up, reads six
    simulated weeks through the real clients, asks for the past days that Facebook and Instagram
    tell, imports a year of X's overview from a file, and draws charts in Arabic and French. The
    letters of the last week are there, too, to be opened in a browser or a mail program, and the
    balances of a printed year and of this one. `./demo/` is made afresh each time. With --serve
    the page for staff stays open and the platform answers, so that `collect`, `ask` and whatever
    else takes --config demo/config.toml can be tried in another terminal.
    """
    from sandbox import Sandbox, World
    from storage.topics import apply_rules
    from watch.history import ask_history

    _clear(FOLDER)
    end = context.now().replace(minute=0, second=0, microsecond=0)
    with Sandbox(World.demo(end - timedelta(weeks=weeks))) as sandbox:
        sandbox.world.show_stories()
        context = replace(
            context, config=write_office(FOLDER, sandbox, SCHEDULE + TOPICS + BALANCE)
        )
        settings = context.settings()
        with context.store(settings, durable=False) as store:
            _begin(Phrase("taking in the registers"))
            _take_in(store, settings, end)
            _begin(Phrase("reading {weeks}", weeks=Plural("{n} week", "{n} weeks", weeks)))
            kept = _live(store, settings, sandbox, end)
            _begin(Phrase("asking for past days"))
            _import_overview(context, sandbox, end)
            list(ask_history(settings, store, settings.accounts, lambda: end))
            apply_rules(store, settings.topic_rules(), end)
            drawn = _draw_all(store, settings, end)
            shown = _this_year(store, settings, end)
        _tell(kept, drawn, sandbox)
        click.echo(shown)
        if is_served:
            _serve(context, sandbox)


def _begin(step: Phrase) -> None:
    """Say on stderr what is done now."""
    click.echo(said(Phrase("demo: {step} …", step=step)), err=True)


def _draw_all(store: Store, settings: Settings, end: datetime) -> list[Path]:
    _begin(Phrase("drawing the charts"))
    drawn = _draw(store, settings, end)
    _begin(Phrase("writing the letters"))
    letters = _write_letters(store, settings, end)
    _begin(Phrase("writing the balances"))
    this_year = local_day(end, settings.zone()).year
    return [
        *drawn,
        *letters,
        *_write_balances(store, settings, PRINTED_YEAR, end, BALANCES),
        *_write_balances(store, settings, this_year, end, CURRENT_BALANCES),
    ]


def _this_year(store: Store, settings: Settings, end: datetime) -> str:
    """The sentences of the balance of the year that runs, as `bilan` prints them."""
    from reports import balance

    drawn = balance.draw(store, settings, local_day(end, settings.zone()).year, None, end)
    return balance.text(drawn, balance.reader_of(store, settings, drawn, tongue().code))


def _serve(context: Context, sandbox: Sandbox) -> None:
    """Serve the page for staff, beside the simulated platform, whose time goes on, until Ctrl-C."""
    from web import Site, serve

    settings = context.settings()
    sandbox.clock = context.now
    serve(Site(settings, context.now, context.config), _tell_of_page)


def _tell_of_page(address: str) -> None:
    tried = f"run_monitor.py --config {FOLDER}/config.toml collect"
    click.echo(said(Phrase("the page for staff is at {address}", address=address)))
    click.echo(said(Phrase("in another terminal: {command}; Ctrl-C ends both", command=tried)))


def _clear(folder: Path) -> None:
    if folder.exists() and not (folder / "README").is_file():
        there = Phrase("{folder}/ exists and was not made by `demo`: move it away", folder=folder)
        click.echo(said(there), err=True)
        raise SystemExit(WRONG_USE)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "README").write_text(MARK, encoding="utf-8")


def write_office(folder: Path, sandbox: Sandbox, more: str = "") -> Path:
    """Write settings and secrets of an office that reads a sandbox; returns the config.toml.

    `more` are tables that are added to the settings.
    """
    (folder / "secrets").mkdir()
    for name, value in sandbox.secrets.items():
        path = folder / "secrets" / name
        path.touch(mode=0o600)
        path.write_text(value, encoding="utf-8")
    tables = [CONFIG, sandbox.sections]
    for account in sandbox.world.accounts():
        names = {"handle": account.handle, "id": account.id}
        key = "handle" if account.handle else "id"
        tables.append(
            ACCOUNT.format(name=account.name, platform=account.platform, key=key, value=names[key])
        )
    config = folder / "config.toml"
    config.write_text("".join([*tables, more]), encoding="utf-8")
    return config


def _take_in(store: Store, settings: Settings, at: datetime) -> None:
    import imports
    from entries.hand import Hand
    from storage.registers import printed
    from storage.registers.activities import add_activities
    from storage.registers.statements import add_statements

    examples = Path(imports.__file__).parent / "examples"
    today = local_day(at, settings.zone())
    signed: dict[str, Any] = {"who": who(), "now": at, "reason": None}
    figures = imports.read_figures(examples / "published_figures.csv", today=today)
    printed.add_figures(store, figures, **signed)
    printed.add_events(store, imports.read_events(examples / "events.csv"), **signed)
    kinds = settings.activity_kinds()
    activities = imports.read_activities(examples / "activities.csv", today=today, kinds=kinds)
    add_activities(store, activities, **signed)
    desk = Hand(store, settings, who(), at).statement_rules()
    add_statements(store, imports.read_statements(examples / "statements.csv", desk), **signed)


def _import_overview(context: Context, sandbox: Sandbox, at: datetime) -> None:
    """Download the overview of X's analytics, as a person would, and import it."""
    from commands import cli
    from sandbox.x_overview import FILE_NAME, overview_csv

    file = FOLDER / "exports" / FILE_NAME
    file.parent.mkdir()
    today = at.astimezone(UTC).date()
    write_whole(file, overview_csv(sandbox.world.x_account, today).encode())
    handle = sandbox.world.x_account.handle
    account = next(each.name for each in sandbox.world.accounts() if each.handle == handle)
    options = ("--account", account, "--downloaded", str(today), "--yes", "--lang", tongue().code)
    importing = cli.get_command(click.get_current_context(), "import")
    assert importing is not None  # noqa: S101 - a command of ours
    with importing.make_context("import", [str(file), *options], obj=context) as invocation:
        importing.invoke(invocation)


@dataclass(frozen=True, slots=True)
class _Lived:
    visits: int
    posts: int
    readings: int
    vanished: int
    losses: Sequence[str]


def _live(store: Store, settings: Settings, sandbox: Sandbox, end: datetime) -> _Lived:
    from commands._visits import progress
    from watch.visits import visit_account

    instants = list(_instants(sandbox.world.now, end))
    accounts = [(account, settings.access(account)) for account in settings.accounts]
    rounds = []
    with progress(len(instants), tongue()) as bar:
        for instant in instants:
            bar.begin(f"{instant:%Y-%m-%d}")
            sandbox.world.now = instant
            rounds += [
                visit_account(account, access, settings, store, lambda: sandbox.world.now)
                for account, access in accounts
            ]
    return _Lived(
        len(rounds),
        sum(entry.kept.posts_new for entry in rounds),
        sum(entry.kept.posts_read for entry in rounds),
        sum(entry.kept.vanished for entry in rounds),
        list(
            dict.fromkeys(
                joined_phrase(": ", (LostScope(lost.scope), lost.detail))
                for entry in rounds
                for lost in entry.visit.failures
            )
        ),
    )


def _instants(since: datetime, until: datetime) -> Iterator[datetime]:
    while since <= until:
        yield since
        since += BETWEEN_VISITS


def _draw(store: Store, settings: Settings, at: datetime) -> list[Path]:
    from commands._pictures import draw_charts
    from reports.pictures import ChartOrder

    drawing = ChartOrder(None, None, LANGUAGES, "png", frozenset(PICTURES))
    return draw_charts(store, settings, at, drawing, FOLDER / "charts")


def _write_letters(store: Store, settings: Settings, at: datetime) -> list[Path]:
    from reports.letter import LetterWriter

    last = period_of(local_day(at, settings.zone()) - timedelta(weeks=1), Span.WEEK)
    writer = LetterWriter(store, settings, last, at)
    (FOLDER / "letters").mkdir(parents=True, exist_ok=True)
    return [
        path
        for role in ("office", "administrator")
        for code in LANGUAGES
        for path in _write_letter(writer, role, code)
    ]


def _write_letter(writer: LetterWriter, role: str, code: str) -> Iterator[Path]:
    """Write one as a page for a browser and as a mail to open; the page holds its chart within."""
    from reports.letter import mail_as_html
    from reports.mail.smtp import WIRE

    paper = writer.paper(role, code)
    sources = {
        picture.name: f"data:image/png;base64,{b64encode(picture.content).decode()}"
        for picture in paper.pictures
    }
    page, mail = (FOLDER / "letters" / f"{role}.{code}.{kind}" for kind in ("html", "eml"))
    write_whole(page, mail_as_html(paper, sources).encode())
    yield page
    write_whole(mail, writer.mail(role, code).as_bytes(policy=WIRE))
    yield mail


def _write_balances(
    store: Store, settings: Settings, year: int, at: datetime, wanted: Sequence[tuple[str, str]]
) -> list[Path]:
    from reports import balance

    drawn = balance.draw(store, settings, year, None, at)
    made = []
    for code, form in wanted:
        made.append(FOLDER / f"balance-{year}.{code}.{form}")
        reader = balance.reader_of(store, settings, drawn, code)
        write_whole(made[-1], balance.render(store, drawn, reader, form))
    return made


def _tell(kept: _Lived, drawn: Sequence[Path], sandbox: Sandbox) -> None:
    dear = [PlatformName(each.key) for each in PLATFORMS.values() if not each.price.is_free]
    done = Phrase(
        "kept: visits {visits}, posts {posts}, readings of posts {readings}, posts that vanished"
        " {vanished}; requests {requests}, for which {platform} would have billed {cost} USD",
        visits=kept.visits,
        posts=kept.posts,
        readings=kept.readings,
        vanished=kept.vanished,
        requests=len(sandbox.requests),
        platform=joined_phrase(", ", dear),
        cost=f"{sandbox.bill.usd:.2f}",
    )
    click.echo(said(done))
    for loss in kept.losses:
        click.echo(said(Phrase("not read: {loss}", loss=loss)))
    for path in drawn:
        click.echo(said(Phrase("made {path}", path=path)))
    place = Phrase(
        "the database is {database}; look on with {option}",
        database=FOLDER / "hasila.db",
        option=f"--config {FOLDER}/config.toml",
    )
    click.echo(said(place))
