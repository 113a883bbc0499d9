"""The server: Datasette with our plugin, on an address of this machine, with an end to waiting."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from signal import SIGINT, SIGTERM, signal
from threading import Lock, get_ident
from typing import Any, TypeVar

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.h11_impl import H11Protocol

from settings.sections import Web
from web import plugin
from web.access import AccessBook
from web.door import EntryDoor
from web.entering.process import WritingProcess
from web.entering.upload import UploadDoor
from web.errors import AddressTaken, Busy, NobodyKnown, NoSuchGroup, OpenToAll, TooLong
from web.links import LinkDoor
from web.routes import STYLES
from web.sign_on import SignOnDoor
from web.site import Site
from web.tables import NAME, FencedDatabase, TableList, private_tables

LOOK_S = 10.0
"""So often each connection is looked at, in seconds."""
MOST_SILENT_LOOKS, MOST_BUSY_LOOKS = 2, 12
"""Ended at so many looks that find the same: no request as a whole since the last one, or an answer
that is not made or not taken."""
MOST_CALLERS = 64
"""With more connections than so many, those that only wait among them, requests are told to come
back. A page without its styles cannot be read: they are given all the same, and cost next to
nothing."""


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to waiting."""

    look_s = LOOK_S

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._page, self.app = self.app, self._unless_crowded

    async def _unless_crowded(self, scope: Any, receive: Any, send: Any) -> None:
        is_refused = len(self.connections) > MOST_CALLERS and not scope["path"].startswith(STYLES)
        await (service_unavailable if is_refused else self._page)(scope, receive, send)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody has called: from now on look how far they get."""
        super().connection_made(transport)
        self._seen: tuple[Any, bool] = None, False
        self._looks = 0
        self._look_again()

    def _look_again(self) -> None:
        self.loop.call_later(self.look_s, self._look)

    def _look(self) -> None:
        if self.transport.is_closing():
            return
        is_asked = self.cycle is not None and not self.cycle.response_complete
        is_busy = is_asked or self.transport.get_write_buffer_size() > 0
        seen = self.cycle, is_busy
        self._looks = self._looks + 1 if seen == self._seen else 1
        self._seen = seen
        if self._looks >= (MOST_BUSY_LOOKS if is_busy else MOST_SILENT_LOOKS):
            self.transport.abort()
        else:
            self._look_again()


T = TypeVar("T")


class StopTask(BaseException):
    """Raised in the thread that is at a task which nobody waits for any more."""


AT_WORK: dict[int, _Task] = {}
"""The task at which each thread is: no other one is stopped in its place."""
STOP_AGAIN_S = 0.5


class _Task:
    """A task that can be stopped while a thread is at it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._changing = Lock()
        self._thread: int | None = None
        self._is_over = False

    def __call__(self) -> Any:
        with self._changing:
            if self._is_over:
                raise StopTask
            self._thread = get_ident()
            AT_WORK[self._thread] = self
        try:
            return self._work()
        finally:
            try:
                self._leave()
            except StopTask:
                self._leave()

    def _leave(self) -> None:
        with self._changing:
            self._thread, self._is_over = None, True
            AT_WORK.pop(get_ident(), None)
            _raise_in(get_ident(), None)  # what was to be raised here comes too late

    def stop(self) -> bool:
        """Let the thread stop at its next step, or never begin; whether a thread is at it.

        What clears away objects (a weak reference's callback) may swallow the error: whoever wants
        the task stopped asks again while a thread is at it.
        """
        with self._changing:
            self._is_over = True
            if self._thread is None or AT_WORK.get(self._thread) is not self:
                return False
            _raise_in(self._thread, StopTask)
            return True


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Have an error raised in a thread, between two steps of Python; None: take it back."""
    raised = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)


class Bench:
    """Some threads and the tasks that wait for one. More than `waiting` are turned away.

    A task that takes longer than `deadline_s`, or whose asker has left, is stopped: its thread is
    free for the next one.
    """

    def __init__(self, name: str, threads: int, waiting: int, deadline_s: float) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = threads + waiting
        self._deadline_s = deadline_s
        self._tasks: set[_Task] = set()

    async def run(self, work: Callable[[], T]) -> T:
        """Do a task in a thread.

        Raises:
            Busy: too many tasks wait already.
            TooLong: it took too long, and was stopped.
        """
        if not self._free:
            raise Busy("too much is being asked at once")
        self._free -= 1
        task = _Task(work)
        self._tasks.add(task)
        try:
            doing = asyncio.get_running_loop().run_in_executor(self._threads, task)
            done: T = await asyncio.wait_for(doing, self._deadline_s)
        except TimeoutError:
            raise TooLong("") from None
        else:
            return done
        finally:
            self._stop(task)
            self._tasks.discard(task)
            self._free += 1

    def _stop(self, task: _Task) -> None:
        """Stop a task, again and again until its thread has left it."""
        if task.stop():
            asyncio.get_running_loop().call_later(STOP_AGAIN_S, self._stop, task)

    def close(self) -> None:
        """Take no more tasks, and stop those that are done now."""
        for task in tuple(self._tasks):
            task.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)


READING_S, DRAWING_S, WRITING_S = 30.0, 90.0, 120.0
"""How long an answer may take, a chart or a paper with charts, and an entry; with the wait for a
thread."""
BACKLOG = 64
FOR_THE_OWNER = 0o177
"""A umask that leaves a socket 0600."""
FOR_A_GROUP = 0o660


@contextmanager
def listening(web: Web) -> Iterator[socket.socket]:
    """A socket that listens as the settings say; its file is gone afterwards.

    Raises:
        AddressTaken: something else is there.
        NoSuchGroup: the socket cannot be given to the group that is named.
    """
    door = (
        _on_port(web.host, web.port)
        if web.socket is None
        else _in_file(web.socket, web.socket_group)
    )
    try:
        yield door
    finally:
        door.close()
        if web.socket is not None:
            web.socket.unlink(missing_ok=True)


def address_of(web: Web) -> str:
    """Where to open the page."""
    if web.socket is not None:
        return f"unix:{web.socket}"
    return f"http://{f'[{web.host}]' if ':' in web.host else web.host}:{web.port}/"


def _on_port(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        why = error.strerror or str(error)
        raise AddressTaken(f"the page cannot be served at {host}, port {port}: {why}") from None


def _in_file(path: Path, group: str | None) -> socket.socket:
    _clear(path)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(FOR_THE_OWNER)
    try:
        door.bind(str(path))
        door.listen(BACKLOG)
    except OSError as error:
        door.close()
        raise AddressTaken(f"{path}: no socket can be made there: {error.strerror}") from None
    finally:
        os.umask(before)
    if group is not None:
        try:
            _give_to(path, group)
        except NoSuchGroup:
            door.close()
            path.unlink(missing_ok=True)
            raise
    return door


def _give_to(path: Path, group: str) -> None:
    try:
        shutil.chown(path, group=group)
        path.chmod(FOR_A_GROUP)
    except (LookupError, OSError) as error:
        why = "there is no such group" if isinstance(error, LookupError) else error.strerror
        raise NoSuchGroup(
            f"web.socket_group: {path} cannot be given to {group}: {why}; the page's user must be"
            " in that group"
        ) from None


def _clear(path: Path) -> None:
    """Remove the socket of a server that was killed; of one that lives, or a file, nothing."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISSOCK(mode):
        raise AddressTaken(f"{path}: is in the way: name another file as the socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        try:
            caller.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    raise AddressTaken(f"{path}: another server answers there")


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
        self.readers = Bench("page", threads=2, waiting=24, deadline_s=READING_S)
        # One thread: matplotlib's settings belong to the process.
        self.drawers = Bench("chart", threads=1, waiting=8, deadline_s=DRAWING_S)
        # One thread: whoever tries passwords without end shall not take all of the processor.
        self.hashers = Bench("password", threads=1, waiting=8, deadline_s=READING_S)
        # One thread: there is one process that writes.
        self.writers = Bench("entry", threads=1, waiting=8, deadline_s=WRITING_S)
        self.process = None if site.config is None else WritingProcess(site.config)
        self.door = EntryDoor(self.process)
        self.uploads = UploadDoor(self.process)
        self.access = AccessBook(self.process, site.clock)
        self.links = LinkDoor(self.process, self.access)
        self.logins = plugin.logins_of(self)
        sign_on = site.settings.web.sign_on
        self.sign_on = sign_on and SignOnDoor(site, sign_on, self.access)
        super().__init__(
            template_dir=str(HERE / "templates"),
            settings=LIMITS,
            memory=True,  # else it wants a file
        )
        for name in list(self.databases):
            self.remove_database(name)
        self.add_database(TableList(self, memory_name=token_hex()), name="_internal")
        private = private_tables(are_people_known=site.are_people_known)
        if site.database is not None:
            self.add_database(FencedDatabase(self, str(site.database), private), name=NAME)

    def close(self) -> None:
        """Let go of the list of tables that Datasette keeps in memory, and of the threads."""
        for holder in (*self.databases.values(), self.readers, self.drawers, self.hashers):
            holder.close()
        self.writers.close()
        self.access.close()
        if self.process is not None:
            self.process.close()


def serve(site: Site, ready: Callable[[str], None]) -> None:
    """Serve the page until SIGTERM or SIGINT; `ready` is told where, once it listens.

    Raises:
        AddressTaken: something else is there.
        OpenToAll: other machines could read it without a password.
        NobodyKnown: editors are named, and nobody has a password.
    """
    web = site.settings.web
    if site.is_open_to_others and not site.roles.users and web.sign_on is None:
        raise OpenToAll(
            f"web.host: at {web.host} other machines can reach the page: give web.passwords_file,"
            ' or host = "127.0.0.1"'
        )
    if web.editors and not site.roles.users:
        raise NobodyKnown(
            "web.editors: names who may enter, and nobody has a password: give web.passwords_file"
        )
    with closing(StaffPage(site)) as page, listening(web) as door, _ended_by_signals():
        ready(address_of(web))
        # What is here stays: a look for rubbish among it would hold a read, and its lock, for long.
        gc.collect()
        gc.freeze()
        uvicorn.Server(uvicorn.Config(page.app(), **SERVING)).run(sockets=[door])


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Take the signals that the server raises once more when it has ended: the end is orderly."""
    former = {number: signal(number, lambda *_: None) for number in (SIGINT, SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal(number, handler)
