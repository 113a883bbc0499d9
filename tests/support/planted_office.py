"""An office with planted troubles whose truth the sandbox knows, read by the real collectors.

It begins to read on 10 October, a look a day. X's backfill is cut in March, its followers are
purged in one step; nobody reads from 25 to 27 October; Facebook refuses its list of posts from 13
November on; Instagram tells no views from then on; a second Page never answers. Figures of two
years were printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from commands.demo import write_office
from metrics.model import Kind
from metrics.periods import Period
from sandbox import Fault, Sandbox, World
from tests.support.pinned_demo import NOW, PinnedDemo

DAY = timedelta(days=1)
BEGUN = datetime(2026, 10, 10, 12, 40, tzinfo=UTC)
OUTAGE = (datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 28, tzinfo=UTC))
REFUSED_SINCE = datetime(2026, 11, 13, tzinfo=UTC)
SILENT = "dgsn-second"
SETTINGS = f"""
[schedule]
followers = "1d"
[[account]]
name = "{SILENT}"
platform = "facebook"
id = "1"
"""
FIGURES = Path(__file__).parents[2] / "imports" / "examples" / "published_figures.csv"


@dataclass(frozen=True)
class PlantedOffice:
    """The office as it is asked on 21 November, and the world that it has read."""

    asked: PinnedDemo
    world: World

    def published(self, account: str, period: Period) -> int:
        """How many own posts of a period an account truly showed at any of the looks."""
        truth = {
            "dgsn-x": self.world.x_account,
            "dgsn-facebook": self.world.page,
            "dgsn-instagram": self.world.instagram,
        }[account]
        since, until = period.instants(self.asked.pages.site.settings.zone())
        posts = truth.published_by(min(until - timedelta(seconds=1), NOW))
        return sum(
            post.kind is Kind.POST
            and post.published_at >= since
            and any(truth.visible(post, look) for look in _days())
            for post in posts
        )


def plant(folder: Path) -> PlantedOffice:
    """Live through the story in an empty folder."""
    (folder / "demo").mkdir()
    with Sandbox(World.demo(BEGUN)) as sandbox:
        write_office(folder / "demo", sandbox, SETTINGS)
        office = PinnedDemo(folder)
        imported = office.run("import", "--kind", "figures", str(FIGURES))
        assert imported.exit_code == 0, imported.output
        for at in _days():
            sandbox.world.now = at
            sandbox.faults.clear()
            if at >= REFUSED_SINCE:
                page = sandbox.world.page.id
                sandbox.faults.add(Fault(path=f"/{page}/published_posts", status=403, body={}))
                sandbox.faults.retired_metric("views")
            replace(office, now=at).run("collect")
        sandbox.world.now = NOW
        return PlantedOffice(office, sandbox.world)


def _days() -> Iterator[datetime]:
    """The instants of the looks, a day apart, but for those of the outage."""
    at = BEGUN
    while at <= NOW:
        if not OUTAGE[0] <= at < OUTAGE[1]:
            yield at
        at += DAY
