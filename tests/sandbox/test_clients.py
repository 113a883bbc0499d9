"""The real clients read the sandbox: tweepy with its host rewritten, facebook-sdk unmodified."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import facebook
import pytest
import requests
import tweepy
from requests.adapters import HTTPAdapter

from sandbox import Sandbox, World
from tests.support.sandbox_calls import NOW, serving, signed


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serving() as running:
        yield running


class ToSandbox(HTTPAdapter):
    """Sends what was meant for a platform to the sandbox, signed for the place it goes to."""

    def __init__(self, sandbox: Sandbox, *, sign: bool) -> None:
        super().__init__()
        self.sandbox, self.sign = sandbox, sign

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        base, asked = urlsplit(self.sandbox.url), urlsplit(str(request.url))
        request.url = urlunsplit((base.scheme, base.netloc, asked.path, asked.query, ""))
        if self.sign:
            request.headers.pop("Authorization", None)
            request = signed(self.sandbox)(request)
        return super().send(request, *args, **kwargs)


def test_tweepy_reads_the_account_and_its_posts(sandbox: Sandbox) -> None:
    keys = sandbox.world.credentials.x
    client = tweepy.Client(
        consumer_key=keys.api_key,
        consumer_secret=keys.api_secret,
        access_token=keys.access_token,
        access_token_secret=keys.access_token_secret,
    )
    client.session.mount("https://api.twitter.com/", ToSandbox(sandbox, sign=True))
    me = client.get_me(user_auth=True, user_fields=["public_metrics"]).data
    page = client.get_users_tweets(
        me.id, user_auth=True, max_results=100, tweet_fields=["public_metrics", "created_at"]
    )
    truth = sandbox.world.x_account.posts_at(NOW)[:100]
    client.session.close()

    assert me.public_metrics["followers_count"] == sandbox.world.x_account.followers_at(NOW)
    assert [post.created_at for post in page.data] == [
        post.edits[-1].at.replace(microsecond=0) if post.edits else post.published_at
        for post in truth
    ]
    assert page.meta["result_count"] == 100


def test_facebook_sdk_reads_the_page_and_its_posts(sandbox: Sandbox) -> None:
    with requests.Session() as session:
        session.mount("https://graph.facebook.com/", ToSandbox(sandbox, sign=False))
        graph = facebook.GraphAPI(sandbox.world.credentials.meta.page_token, session=session)
        graph.version = "v27.0"
        page = graph.get_object("me", fields="followers_count")
        posts = list(graph.get_all_connections("me", "published_posts", fields="id", limit=100))
        with pytest.raises(facebook.GraphAPIError) as refused:
            graph.get_objects([sandbox.world.page.id])

    assert page["followers_count"] == sandbox.world.page.followers_at(NOW)
    assert [post["id"] for post in posts] == [post.id for post in sandbox.world.page.posts_at(NOW)]
    assert refused.value.code == 100


def test_its_time_stands_still_unless_it_follows_a_clock() -> None:
    with Sandbox(World.demo(NOW)) as sandbox:
        requests.get(f"{sandbox.url}/2/users/me", timeout=5)
        assert sandbox.world.now == NOW

        sandbox.clock = lambda: NOW + timedelta(hours=1)
        requests.get(f"{sandbox.url}/2/users/me", timeout=5)
        assert sandbox.world.now == NOW + timedelta(hours=1)
        sandbox.clock = lambda: NOW
        requests.get(f"{sandbox.url}/2/users/me", timeout=5)
        assert sandbox.world.now == NOW + timedelta(hours=1)
