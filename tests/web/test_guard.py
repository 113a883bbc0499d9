"""What the page for staff refuses, and with which headers it answers."""

from __future__ import annotations

import csv
import hashlib
import io
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode

import pytest

from tests.support.staff_page import Pages, pages, served

SERVED = ("/", "/account/dgsn-x", "/ask/growth.csv", "/static/page.css", "/nothing", "/data")


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    hosts = '\n[web]\nallowed_hosts = ["hasila.example.org"]\n'
    with closing(pages(tmp_path_factory.mktemp("office"), hosts)) as opened:
        yield opened


@pytest.fixture(scope="module")
def port(staff: Pages) -> Iterator[int]:
    with served(staff.site) as number:
        yield number


@pytest.mark.threat(18)
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:8001",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "localhost:8001:8001",
        "[::1].evil.example",
        "169.254.169.254",
        "",
    ],
)
def test_it_answers_under_no_foreign_name(staff: Pages, host: str) -> None:
    answer = staff.get("/", host=host)

    assert answer.status_code == 421
    assert "640" not in answer.text


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8001", "127.0.0.1:8001", "[::1]:8001", "hasila.example.org"],
)
def test_it_answers_under_its_own_names(staff: Pages, host: str) -> None:
    assert staff.get("/", host=host).status_code == 200


@pytest.mark.threat(21)
@pytest.mark.parametrize("path", SERVED)
def test_every_answer_is_hardened(staff: Pages, path: str) -> None:
    headers = staff.get(path, origin="https://evil.example").headers

    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


def test_our_own_pages_may_hold_no_style_of_their_own(staff: Pages) -> None:
    assert "unsafe-inline" not in staff.get("/").headers["content-security-policy"]
    assert "script-src 'none'" in staff.get("/data/account").headers["content-security-policy"]


def test_a_drawing_that_is_opened_by_itself_may_do_nothing(staff: Pages) -> None:
    policy = staff.get("/chart/followers.svg").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "sandbox" in policy


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]
)
@pytest.mark.parametrize("path", ["/", "/data", "/ask/growth", "/-/login/x"])
def test_it_is_for_reading_alone(staff: Pages, method: str, path: str) -> None:
    answer = staff.get(path, method)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static/..\\server.py",
        "/static//etc/passwd",
        "/-/static/../../../../etc/passwd",
        "/-/static/%2e%2e%2f%2e%2e%2fapp.py",
        "/chart/post/../../../etc/passwd.svg",
        "/account/..%2f..%2fconfig.toml",
        "//evil.example/",
        "/\\evil.example/",
        "/data/%00",
    ],
)
def test_no_way_leads_out_of_its_folders(port: int, path: str) -> None:
    answer = told(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    assert answer.split()[1] in {b"400", b"404"}
    assert b"\nlocation:" not in answer.lower()
    assert b"root:" not in answer


@pytest.mark.parametrize(
    "path",
    [
        "/-/metadata.json",
        "/-/settings.json",
        "/-/versions.json",
        "/-/plugins.json",
        "/-/threads.json",
        "/-/databases.json",
        "/-/actor.json",
        "/-/messages",
        "/-/permissions",
        "/-/allow-debug",
        "/-/patterns",
        "/-/auth-token?token=x",
        "/-/password-tool",
        "/_internal",
        "/_internal/databases",
        "/_memory",
        "/:memory:",
        "/.git/config",
        "/config.toml",
    ],
)
def test_nothing_else_of_datasette_is_served(staff: Pages, path: str) -> None:
    assert staff.get(path).status_code == 404


def test_the_database_itself_is_not_handed_out(staff: Pages) -> None:
    assert staff.get("/data.db").status_code == 403
    assert staff.get("/data/account.csv?_stream=1").status_code == 400


def test_a_table_saved_as_csv_opens_in_excel_with_its_arabic(staff: Pages) -> None:
    saved = staff.get("/data/account.csv?_dl=1")

    looked_at = staff.get("/data/account.csv")
    assert saved.headers["content-type"].startswith("text/csv")
    for answer in (saved, looked_at, staff.get("/data.csv?sql=select+name+from+account")):
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert answer.content.count(b"\xef\xbb\xbf") == 1
        assert b"dgsn-x" in answer.content


@pytest.mark.threat(23)
def test_nothing_in_a_csv_of_the_tables_calculates(staff: Pages) -> None:
    sql = """select '=cmd()' as "=a", '+1' as b, '@x' as c, -1 as d, 'fine' as e, '-2' as f"""
    saved = staff.get("/data.csv?" + urlencode({"sql": sql}))

    lines = list(csv.reader(io.StringIO(saved.text.removeprefix("\ufeff"))))
    assert lines == [
        ["'=a", "b", "c", "d", "e", "f"],
        ["'=cmd()", "'+1", "'@x", "-1", "fine", "'-2"],
    ]
    plain = staff.get("/data.json?_shape=array&" + urlencode({"sql": "select '=1' as a"}))
    assert plain.json() == [{"a": "=1"}]


@pytest.mark.parametrize(
    "path",
    [
        "/data.csv?_size=abc",
        "/data.csv?name__glob=%5B",
        "/data.json?_shape=array",
        "/data.json?_shape=arrayfirst",
        "/data.csv?sql=select+nope",
        "/data/account.csv?_sort=nope",
        "/data/account?_where=nope",
        "/data/post/zzz.json",
        "/data.json?sql=select+nope",
    ],
)
def test_a_request_of_the_tables_that_makes_no_sense_is_400_in_one_line(
    staff: Pages, path: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = staff.get(path)

    assert answer.status_code in {400, 404}
    told = [record for record in caplog.records if record.name.startswith("web.")]
    assert len(told) <= 1
    assert all(record.exc_info is None for record in told)
    assert capsys.readouterr() == ("", "")


@pytest.mark.threat(16)
@pytest.mark.parametrize(
    "path",
    [
        "/data/letter",
        "/data/letters.json",
        "/data/l%65tter.csv",
        "/data.json?sql=select+recipient+from+letter",
        "/data.csv?sql=select+*+from+letters",
        "/data.json?sql=select+subject+from+alert",
        "/data.json?sql=with+a+as+(select+*+from+main.LETTER)+select+*+from+a",
    ],
)
def test_who_gets_letters_is_for_administrators_alone(staff: Pages, path: str) -> None:
    answer = staff.get(path)

    assert answer.status_code in {400, 403}
    assert "@" not in answer.text


def test_an_endless_address_is_refused(staff: Pages) -> None:
    assert staff.get("/account/" + "x" * 2000).status_code == 414
    assert staff.get("/ask/growth?by=" + "x" * 9000).status_code == 414


@pytest.mark.threat(22)
@pytest.mark.parametrize("place", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_no_address_leads_elsewhere(staff: Pages, place: str) -> None:
    for path in (f"/?next={place}", f"/ask/growth?lang={place}", f"/data/account?_next={place}"):
        answer = staff.get(path)

        assert "location" not in answer.headers
        assert f'href="{place}' not in answer.text


@pytest.mark.threat(13)
@pytest.mark.parametrize(
    "base", ["/", "/ask/growth", "/topics", "/data", "/data/account", "/chart/x"]
)
@pytest.mark.parametrize(
    "asked",
    [
        "lang=xx",
        "lang=%00",
        "lang=fr%0d%0aSet-Cookie:%20a=b",
        "in=%0d%0aLocation:%20//evil.example",
        "_trace=1",
        "_json=1",
        "_shape=object",
        "_facet=name",
        "_extra=debug,request,renderers",
        "_size=max",
        "_next=%ff%fe",
        "in=%ff%fe%80",
        "account=%c0%ae%c0%ae",
        "days=" + "9" * 7000,
        "&&&==&=",
        "sql=select+1;select+2",
        "topic=%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_strange_questions_are_answered_in_order(staff: Pages, base: str, asked: str) -> None:
    answer = staff.get(f"{base}?{asked}")

    assert answer.status_code in {200, 400, 404}
    assert not {"location", "set-cookie"} & answer.headers.keys()
    assert "Traceback" not in answer.text
    assert "<script" not in answer.text or "json" in answer.headers["content-type"]
    assert "'none'" in answer.headers["content-security-policy"]


LINK = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}
"""What a browser says of a link that somebody followed."""


@pytest.mark.threat(21)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        ("/chart/followers.svg", {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, 403),
        ("/data.json", {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
        ("/", LINK, 200),
        ("/", {**LINK, "sec-fetch-dest": "iframe"}, 403),
        ("/", {**LINK, "sec-fetch-dest": "object"}, 403),
        ("/", {key: value for key, value in LINK.items() if key != "sec-fetch-user"}, 403),
    ],
    ids=["picture", "script", "link", "frame", "object", "redirect-by-nobody"],
)
def test_another_site_can_load_nothing_of_it(
    port: int, site: str, path: str, said: dict[str, str], status: int
) -> None:
    lines = "".join(
        f"{key}: {value}\r\n" for key, value in {**said, "sec-fetch-site": site}.items()
    )
    answer = told(port, f"GET {path} HTTP/1.0\r\nHost: localhost\r\n{lines}\r\n")

    assert int(answer.split()[1]) == status
    assert b"frame-ancestors 'none'" in answer


def test_no_page_of_its_own_shows_it_in_a_frame(staff: Pages) -> None:
    own = {"sec_fetch_site": "same-origin", "sec_fetch_mode": "navigate"}

    assert staff.get("/", sec_fetch_dest="iframe", **own).status_code == 403
    assert staff.get("/", sec_fetch_dest="document", **own).status_code == 200


@pytest.mark.threat(14)
def test_looking_changes_no_byte(staff: Pages) -> None:
    file = staff.site.database
    assert file is not None
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    for path in (*SERVED, "/balance/2026", "/data/posts_latest", "/data?sql=select+1"):
        staff.get(path)

    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert [path.name for path in file.parent.glob("hasila*")] == [file.name]


@pytest.mark.threat(15)
@pytest.mark.parametrize(
    "sql",
    [
        "delete from account",
        "attach database 'x.db' as x",
        "pragma query_only=0",
        "select load_extension('x')",
        "select readfile('/etc/passwd')",
        "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c",
        "select hex(zeroblob(100000000))",
        "select * from dbstat",
        "select json_patch('{}', '{}')",
        "select nothing",
        "select max(h) over () from (select randomblob(99999) as h from visit, visit b order by h)",
    ],
)
def test_free_sql_is_fenced(staff: Pages, sql: str) -> None:
    answer = staff.ask("GET", f"/data.json?sql={sql.replace('+', '%2B').replace(' ', '+')}", {})

    assert answer.status_code == 400
    assert answer.json()["ok"] is False


def test_free_sql_brings_no_more_bytes_than_the_fence_allows(staff: Pages) -> None:
    """Blobs as well, though Datasette has a way of its own to make rows of them."""
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)"
        " SELECT {} FROM n"
    )
    for made in ("zeroblob(290000)", "hex(zeroblob(145000))"):
        answer = staff.get("/data.json?" + urlencode({"sql": many.format(made)}))

        assert answer.status_code == 400
        assert len(answer.content) < 1_000
    fine = staff.get("/data.json?" + urlencode({"sql": many.format("zeroblob(9)")}))
    assert len(fine.json()["rows"]) == 50


def test_free_sql_brings_a_thousand_rows_at_most(staff: Pages) -> None:
    endless = (
        "with recursive c(x) as (select 1 union all select x%2B1 from c limit 5000) select x from c"
    )
    told = staff.get(f"/data.json?_shape=objects&sql={endless.replace(' ', '+')}").json()

    assert len(told["rows"]) == 1000
    assert told["truncated"] is True


@pytest.mark.threat(20)
def test_a_foreign_text_does_nothing_in_datasettes_pages(staff: Pages) -> None:
    page = staff.get("/data/posts_latest").text

    assert "&lt;script&gt;" in page
    assert "<script" not in page


@pytest.mark.threat(18)
@pytest.mark.parametrize("lines", ["", "Host: localhost\r\nHost: evil.example\r\n"])
def test_a_request_without_a_host_or_with_two_is_refused(port: int, lines: str) -> None:
    answer = told(port, f"GET / HTTP/1.1\r\n{lines}Connection: close\r\n\r\n")

    assert answer.split()[1] in {b"400", b"421"}


def test_nonsense_is_refused_and_the_next_request_answered(port: int) -> None:
    assert told(port, "nonsense\r\n\r\n").split()[1] == b"400"
    assert told(port, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n").split()[1] == b"200"


def told(port: int, request: str) -> bytes:
    """What the server says to some bytes, until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(request.encode())
        parts = []
        while part := line.recv(65536):
            parts.append(part)
    return b"".join(parts)
