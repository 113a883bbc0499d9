"""`mcp`: the questions over stdin and stdout, asked by the protocol's own client."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from metrics.series import Post
from queries.questions import OPEN_QUESTIONS
from sandbox import Fault
from settings import load
from storage import Store
from storage.post_query import PostQuery, latest_posts
from tests.support.office import Office, open_office
from tests.support.secret_search import Note, echoed, places_with, secrets_of

ROOT = Path(__file__).parents[2]
WITHOUT = "import sys; sys.modules['mcp'] = None; from commands import main; main()"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that read a platform which echoes our secrets in each name and text."""
    with open_office(tmp_path_factory.mktemp("mcp")) as opened:
        said = " ".join(known_secrets(opened))
        opened.sandbox.faults.add(Fault(alter=partial(echoed, words=said)))
        assert opened.run("collect").exit_code == 0
        yield opened


def known_secrets(office: Office) -> list[str]:
    """Without the Page's token, which Meta gives out while X is read, and which begins as any."""
    page_token = office.sandbox.world.credentials.meta.page_token
    return [secret for secret in secrets_of(office) if secret != page_token]


def talk(office: Office, say: Callable[[Client], Awaitable[Any]]) -> Any:
    """What a conversation with a process of the server comes to."""
    door = [str(ROOT / "run_monitor.py"), "--config", str(office.config), "mcp"]

    async def converse() -> Any:
        server = StdioServerParameters(command=sys.executable, args=door)
        async with Client(server, read_timeout_seconds=60) as client:
            return await say(client)

    return asyncio.run(converse())


def test_an_assistant_asks_what_people_ask(office: Office) -> None:
    async def say(client: Client) -> Any:
        listed = await client.list_tools()
        asked = [
            await client.call_tool("followers", {"lang": "fr"}),
            await client.call_tool("growth", {"in": "2019", "account": "dgsn-x", "lang": "en"}),
            await client.call_tool("top", {"limit": 3}),
            await client.call_tool("growth", {"account": "nobody"}),
            await client.call_tool("growth", {"colour": "red"}),
            await client.call_tool("drop", {}),
        ]
        return listed.tools, asked

    tools, (followers, growth, top, *refused) = talk(office, say)

    assert [tool.name for tool in tools] == list(OPEN_QUESTIONS)
    assert all(tool.annotations.read_only_hint for tool in tools)
    answered = office.run("ask", "followers", "--lang", "fr", "--format", "json").stdout
    assert followers.structured_content == json.loads(answered)
    (row,) = growth.structured_content["rows"]
    assert row["net"] is None
    assert growth.structured_content["notes"]  # which say why
    assert not any(one.is_error for one in (followers, growth, top))
    assert [one.is_error for one in refused] == [True] * 3
    assert "'nobody'" in refused[0].content[0].text


def posts_of(office: Office) -> list[Post]:
    """Those on file of which a text is known."""
    settings = load(office.config)
    with Store.open(settings.storage.url, readonly=True, zone=settings.zone()) as store:
        return [post for post in latest_posts(store, PostQuery()) if post.text]


@pytest.mark.threat(1)
def test_what_posts_say_is_left_out_unless_it_is_switched_on(
    office: Office, record_property: Note
) -> None:
    """Switched on or not, no secret that a platform echoes in a text is told."""
    said = {str(post.text) for post in posts_of(office)}
    needed = {"post": {"post": posts_of(office)[0].id}, "compare": {"versus": "last month"}}

    async def say(client: Client) -> str:
        asked = [await client.call_tool(name, needed.get(name, {})) for name in OPEN_QUESTIONS]
        assert not [one.content for one in asked if one.is_error]
        return "".join(f"{one.content}{one.structured_content}" for one in asked)

    without = talk(office, say)
    office.config.write_text(
        office.config.read_text("utf-8") + "[programs]\npost_texts = true\n", "utf-8"
    )
    with_texts = talk(office, say)

    def heard(text: str) -> str:
        return text.split("\n", maxsplit=1)[0][:20]

    assert not any(heard(text) in without for text in said)
    assert any(heard(text) in with_texts for text in said)
    assert "Sûreté ***" in with_texts
    answers = {"mcp": without, "mcp with texts": with_texts}
    assert places_with(known_secrets(office), answers, record_property) == []


def test_without_the_package_it_says_what_to_install(office: Office) -> None:
    found = subprocess.run(
        [sys.executable, "-c", WITHOUT, "--config", str(office.config), "mcp"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        check=False,
    )

    assert found.returncode == 2
    assert "requirements/mcp.txt" in found.stderr
    assert "Traceback" not in found.stderr
