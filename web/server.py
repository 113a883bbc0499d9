"""The server: Datasette with our plugin, behind the guard, on an address of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from signal import SIGINT, SIGTERM, signal
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from web import plugin
from web.address import listening, told
from web.errors import OpenToAll
from web.passwords import plugin_settings
from web.patience import ImpatientProtocol
from web.site import Site
from web.tables import NAME, FencedDatabase, TableList
from web.work import Bench

HERE = Path(__file__).parent
LIMITS = {
    "allow_csv_stream": False,
    "allow_download": False,
    "default_page_size": 100,
    "max_csv_mb": 20,
    "max_returned_rows": 1000,
    "num_sql_threads": 0,  # what Datasette opens in threads of its own, nobody can close
    "sql_time_limit_ms": 1000,
    "suggest_facets": False,
}
SERVING: dict[str, Any] = {
    "lifespan": "on",
    "ws": "none",
    "http": ImpatientProtocol,
    "log_config": None,  # `watch.log` has set it up, without secrets
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "limit_concurrency": 64,  # more connections are told to come back
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": 5,
}

pm.unregister(name="datasette.handle_exception")  # it prints every local variable of an error
pm.register(plugin, "hasila")


class StaffPage(Datasette):  # type: ignore[misc]  # Datasette tells no types
    """Datasette with the pages of one institution. Whoever makes one closes it."""

    def __init__(self, site: Site) -> None:
        # Before Datasette's own beginning, which asks our plugin for routes already.
        self.site = site
        # Few: Python computes one thing at a time, and a look that is drawn out keeps a writer out.
        self.readers = Bench("page", threads=2, waiting=24)
        # One thread: matplotlib's settings belong to the process.
        self.drawers = Bench("chart", threads=1, waiting=8)
        super().__init__(
            template_dir=str(HERE / "templates"),
            static_mounts=[("static", str(HERE / "static"))],
            metadata={"plugins": plugin_settings(site.users)},
            settings=LIMITS,
            memory=True,  # else it wants a file
        )
        for name in list(self.databases):
            self.remove_database(name)
        self.add_database(TableList(self, memory_name=token_hex()), name="_internal")
        if site.database is not None:
            self.add_database(FencedDatabase(self, str(site.database)), name=NAME)

    def close(self) -> None:
        """Let go of the list of tables that Datasette keeps in memory, and of the threads."""
        for holder in (*self.databases.values(), self.readers, self.drawers):
            holder.close()


def serve(site: Site, ready: Callable[[str], None]) -> None:
    """Serve the page until SIGTERM or SIGINT; `ready` is told where, once it listens.

    Raises:
        AddressTaken: something else is there.
        OpenToAll: other machines could read it without a password.
    """
    web = site.settings.web
    if site.is_open_to_others and not site.users:
        raise OpenToAll(
            f"web.host: at {web.host} other machines can reach the page: give web.passwords_file,"
            ' or host = "127.0.0.1"'
        )
    with closing(StaffPage(site)) as page, listening(web) as door, _ended_by_signals():
        ready(told(web))
        uvicorn.Server(uvicorn.Config(page.app(), **SERVING)).run(sockets=[door])


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Take the signals that the server raises once more when it has ended: the end is orderly."""
    former = {one: signal(one, lambda *_: None) for one in (SIGINT, SIGTERM)}
    try:
        yield
    finally:
        for one, handler in former.items():
            signal(one, handler)
