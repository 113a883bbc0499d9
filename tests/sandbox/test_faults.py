import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from sandbox import Fault, Sandbox
from tests.support.sandbox_calls import NOW, ask_graph, ask_x, error, serving, signed


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serving() as running:
        yield running


def test_a_fault_spoils_so_many_requests_to_its_path(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(path="/2/users/me", times=2, status=503))
    statuses = [ask_x(sandbox, "/2/users/me").status_code for _ in range(3)]

    assert statuses == [503, 503, 200]
    assert ask_x(sandbox, f"/2/users/{sandbox.world.x_account.id}").status_code == 200


def test_a_fault_can_wait_its_turn(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(path="/me", after=1, times=1, status=500))

    assert [ask_graph(sandbox, "/me").status_code for _ in range(3)] == [200, 500, 200]


def test_a_fault_can_hit_one_platform_alone(sandbox: Sandbox) -> None:
    sandbox.faults.unavailable("meta")

    assert ask_graph(sandbox, "/me").status_code == 500
    assert ask_x(sandbox, "/2/users/me").status_code == 200


def test_faults_can_be_cleared(sandbox: Sandbox) -> None:
    sandbox.faults.unavailable("x")
    sandbox.faults.dead_token("meta")
    sandbox.faults.clear()

    assert ask_x(sandbox, "/2/users/me").status_code == 200
    assert ask_graph(sandbox, "/me").status_code == 200


def test_a_refused_request_is_not_billed(sandbox: Sandbox) -> None:
    sandbox.faults.unavailable("x", times=1)
    ask_x(sandbox, "/2/users/me")

    assert sandbox.bill.usd == 0


def test_it_answers_with_the_body_and_headers_it_was_given(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(status=302, body=b"", headers={"Location": "http://127.0.0.1:9/"}))
    answer = requests.get(sandbox.url + "/me", allow_redirects=False, timeout=5)

    assert (answer.status_code, answer.headers["Location"]) == (302, "http://127.0.0.1:9/")


def test_a_page_of_a_portal_is_not_json(sandbox: Sandbox) -> None:
    sandbox.faults.not_json(status=502)
    answer = ask_graph(sandbox, "/me")

    assert answer.status_code == 502
    assert answer.headers["Content-Type"] == "text/html"
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_it_can_be_slow(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(delay_s=0.5))

    with pytest.raises(requests.ReadTimeout):
        requests.get(sandbox.url + "/me", timeout=0.1)


def test_it_can_never_answer(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(hang=True))

    with pytest.raises(requests.ReadTimeout):
        requests.get(sandbox.url + "/me", timeout=0.1)
    assert sandbox.requests[0].status is None


@pytest.mark.parametrize(
    "fault", [Fault(body="x" * 20, drip_s=0.02), Fault(body="x", drip_headers_s=0.002)]
)
def test_a_drip_passes_every_time_out_of_a_single_read(sandbox: Sandbox, fault: Fault) -> None:
    sandbox.faults.add(fault)
    started = time.monotonic()
    answer = requests.get(sandbox.url + "/me", timeout=0.15)

    assert answer.text == fault.body
    assert time.monotonic() - started > 0.15


def test_a_truncated_body_is_shorter_than_promised(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(truncate=10))

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ask_graph(sandbox, "/me")


def test_a_body_can_end_with_its_connection(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(truncate=10, headers={"Content-Length": None}))
    answer = ask_graph(sandbox, "/me")

    assert "Content-Length" not in answer.headers
    assert len(answer.content) == 10


def test_a_connection_can_be_reset(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(reset=True, times=1))

    with pytest.raises(requests.ConnectionError):
        ask_graph(sandbox, "/me")
    assert ask_graph(sandbox, "/me").status_code == 200


def test_the_token_of_x_can_die(sandbox: Sandbox) -> None:
    sandbox.faults.dead_token("x")

    assert ask_x(sandbox, "/2/users/me").status_code == 401
    assert ask_graph(sandbox, "/me").status_code == 200


@pytest.mark.parametrize("subcode", [458, 459, 460, 463, 467, 492])
def test_metas_tokens_can_die_of_many_things(sandbox: Sandbox, subcode: int) -> None:
    sandbox.faults.dead_token("meta", subcode)
    refused = error(ask_graph(sandbox, "/me"))

    assert (refused["code"], refused["error_subcode"]) == (190, subcode)


def test_x_asks_to_wait_until_an_instant(sandbox: Sandbox) -> None:
    until = NOW + timedelta(minutes=9)
    sandbox.faults.rate_limited("x", until)
    answer = ask_x(sandbox, "/2/users/me")

    assert answer.status_code == 429
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert int(answer.headers["x-rate-limit-reset"]) == until.timestamp()


def test_x_may_ask_to_wait_without_saying_how_long(sandbox: Sandbox) -> None:
    sandbox.faults.rate_limited("x")

    assert "x-rate-limit-reset" not in ask_x(sandbox, "/2/users/me").headers


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001, 80002])
def test_meta_asks_to_wait(sandbox: Sandbox, code: int) -> None:
    sandbox.faults.rate_limited("meta", NOW + timedelta(minutes=19), code=code)
    answer = ask_graph(sandbox, "/me")

    assert answer.status_code in {400, 403}
    assert error(answer)["code"] == code
    if code > 80000:
        usage = answer.headers["X-Business-Use-Case-Usage"]
        assert '"estimated_time_to_regain_access": 19' in usage


def test_the_credit_of_x_can_be_spent(sandbox: Sandbox) -> None:
    sandbox.faults.no_credit("/2/tweets", times=1)
    post = sandbox.world.x_account.posts_at(NOW)[0]
    answer = ask_x(sandbox, "/2/tweets", ids=post.id)

    assert answer.status_code == 402
    assert answer.json()["type"].endswith("/credits-depleted")
    assert ask_x(sandbox, "/2/tweets", ids=post.id).status_code == 200


def test_the_monthly_cap_of_x_can_be_reached(sandbox: Sandbox) -> None:
    sandbox.faults.usage_capped()
    answer = ask_x(sandbox, "/2/users/me")

    assert answer.status_code == 429
    assert answer.json()["type"].endswith("/usage-capped")


def test_the_app_may_not_be_enrolled_at_x(sandbox: Sandbox) -> None:
    sandbox.faults.not_enrolled()
    answer = ask_x(sandbox, "/2/users/me")

    assert answer.status_code == 403
    assert answer.json()["reason"] == "client-not-enrolled"


def test_meta_may_find_a_page_too_heavy(sandbox: Sandbox) -> None:
    sandbox.faults.reduce_data(above=50)
    path = f"/{sandbox.world.page.id}/published_posts"
    heavy = ask_graph(sandbox, path, limit="51")

    assert (heavy.status_code, error(heavy)["code"]) == (500, 1)
    assert ask_graph(sandbox, path, limit="50").status_code == 200


@pytest.mark.parametrize("value", ["12K", 1.5, True, -1, None, 2**70])
def test_counts_can_be_malformed(sandbox: Sandbox, value: object) -> None:
    sandbox.faults.malformed("followers_count", value)
    me = ask_x(sandbox, "/2/users/me", user__fields="public_metrics").json()["data"]
    page = ask_graph(sandbox, "/me", fields="followers_count").json()

    assert me["public_metrics"]["followers_count"] == value
    assert page["followers_count"] == value


def test_it_remembers_what_it_was_asked(sandbox: Sandbox) -> None:
    ask_x(sandbox, "/2/users/me", user__fields="name")
    ask_graph(sandbox, "/me", fields="id")
    first, second = sandbox.requests

    assert (first.method, first.path, first.status) == ("GET", "/2/users/me", 200)
    assert (first.query, first.auth, first.at) == ({"user.fields": "name"}, "oauth", NOW)
    assert (second.path, second.query, second.auth) == ("/v27.0/me", {"fields": "id"}, "bearer")


def test_a_connection_serves_many_requests(sandbox: Sandbox) -> None:
    with requests.Session() as session:
        session.auth = signed(sandbox)
        answers = [session.get(sandbox.url + "/2/users/me", timeout=5) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert len(session.get_adapter(sandbox.url).poolmanager.pools) == 1  # type: ignore[attr-defined]


def test_it_can_be_stopped_while_it_hangs() -> None:
    with serving() as sandbox, requests.Session() as session:
        sandbox.faults.add(Fault(hang=True))
        with pytest.raises(requests.ReadTimeout):
            session.get(sandbox.url + "/me", timeout=0.1)
        address = sandbox.url

    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=1)


def test_it_has_no_address_before_it_is_started() -> None:
    with pytest.raises(RuntimeError, match="not been started"):
        _ = Sandbox().url
