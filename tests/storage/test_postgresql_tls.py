"""A PostgreSQL of another machine proves by its certificate who it is, in a real handshake."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import trustme

from storage import Store
from storage.errors import Unreachable
from tests.support.storage_visits import CASABLANCA

NAME, PASSWORD = "db.hasila.test", "canary-password"
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
ssl = on
fsync = off
"""
NOBODY = {"user": "nobody", "group": "nogroup", "extra_groups": []}
ONLY_BY_TLS = "hostssl all all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that lets in by TLS alone, under one name."""

    port: int
    authority: Path
    """The certificate of whom to trust."""
    stranger: Path
    """That of an authority which has nothing to do with it."""

    def url(self, authority: Path, name: str = NAME) -> str:
        """The server by a name that no resolver knows: it is another machine for Hasila."""
        where = f"{name}:{self.port}/postgres?hostaddr=127.0.0.1&sslrootcert={authority}"
        return f"postgresql://hasila:{PASSWORD}@{where}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not tools:
        pytest.skip("there is no PostgreSQL with TLS in /usr/lib/postgresql on this machine")
    with TemporaryDirectory(prefix="hasila-tls-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        authority, stranger = trustme.CA(), trustme.CA()
        authority.cert_pem.write_to_path(folder / "authority.pem")
        stranger.cert_pem.write_to_path(folder / "stranger.pem")
        with _running(tools[-1].parent, folder, authority) as port:
            yield Server(port, folder / "authority.pem", folder / "stranger.pem")


@contextmanager
def _running(tools: Path, folder: Path, authority: trustme.CA) -> Iterator[int]:
    """The port of a server in a folder, as a user who is not root, which PostgreSQL refuses."""
    who: dict[str, Any] = NOBODY if os.geteuid() == 0 else {}
    data, port = folder / "data", _free_port()
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    if who:
        shutil.chown(folder, "nobody")
        shutil.chown(folder / "password", "nobody")
    _run([tools / "initdb", "-N", "-A", "scram-sha-256", "-U", "hasila", "-D", data,
          f"--pwfile={folder / 'password'}"], who)  # fmt: skip
    certificate = authority.issue_cert(NAME)
    certificate.private_key_pem.write_to_path(data / "server.key")
    certificate.cert_chain_pems[0].write_to_path(data / "server.crt")
    for path in (data / "server.key", data / "server.crt"):
        path.chmod(0o600)
        if who:
            shutil.chown(path, "nobody")
    (data / "postgresql.conf").write_text(SETTINGS.format(port=port), encoding="utf-8")
    (data / "pg_hba.conf").write_text(ONLY_BY_TLS, encoding="utf-8")
    command = [str(tools / "postgres"), "-D", str(data)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=folder, **who) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _run(command: list[Any], who: dict[str, Any]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **who)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("PostgreSQL does not listen")


@pytest.mark.threat(11)
def test_a_server_that_proves_itself_is_used_over_tls(server: Server) -> None:
    asked = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    with (
        Store.open(server.url(server.authority), zone=CASABLANCA) as store,
        store.read() as connection,
    ):
        assert connection.exec_driver_sql(asked).scalar_one() is True


@pytest.mark.threat(11)
@pytest.mark.parametrize("case", ["wrong authority", "wrong name", "the system's authorities"])
def test_a_server_that_does_not_is_refused_in_one_sentence_without_the_password(
    server: Server, case: str
) -> None:
    url = {
        "wrong authority": server.url(server.stranger),
        "wrong name": server.url(server.authority, "other.hasila.test"),
        "the system's authorities": server.url(server.authority).partition("&sslrootcert")[0],
    }[case]

    with pytest.raises(Unreachable) as refused:
        Store.open(url, zone=CASABLANCA)

    sentence = str(refused.value)
    assert "certificate" in sentence
    assert "\n" not in sentence
    assert PASSWORD not in sentence + repr(refused.value.__cause__)
