"""`tag`: give a post a topic by hand, or take it away; judge posts by the rules; list topics."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands._context import Context, chosen, said, spoken, tongue, who
from metrics.texts.phrases import Phrase
from metrics.texts.spoken import meant

if TYPE_CHECKING:
    from metrics.statement import OwnPost
    from settings import Settings
    from storage import Store


@click.command("tag")
@click.argument("post", required=False)
@click.argument("topic", required=False)
@click.option("--off", is_flag=True, help="The post is not of that topic, whatever a rule says.")
@click.option("--account", "name", metavar="NAME", help="The account whose post it is.")
@click.option("--rules", is_flag=True, help="Judge every post by the rules of the settings now.")
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def command(
    context: Context,
    post: str | None,
    topic: str | None,
    name: str | None,
    *,
    off: bool,
    rules: bool,
    as_json: bool,
) -> None:
    """Give a post of the office's own a TOPIC by hand, or with --off take it away.

    POST is the platform's id of the post, or its address. What a hand has said stands against
    every rule of the settings, and is kept with who said it and when. With POST alone its topics
    are told; with neither, each topic with its number of posts.
    """
    settings = context.settings()
    chosen(settings, name)
    if (off and topic is None) or (rules and post is not None):
        raise click.UsageError(Phrase("--off needs a POST and a TOPIC; --rules takes neither"))
    with context.store(settings) as store:
        if rules:
            _judge(store, settings, context.now(), as_json=as_json)
        elif post is None:
            _list(store, name, as_json=as_json)
        else:
            own_post = _find(store, post, name)
            if topic is not None:
                names = {key: settings.topic_names(key).values() for key in settings.topics}
                topic = meant(topic, names) or topic
                _change(store, settings, own_post, topic, context.now(), off=off)
            _show(store, own_post, as_json=as_json)


def _judge(store: Store, settings: Settings, at: datetime, *, as_json: bool) -> None:
    from storage.topics import apply_rules

    changed = apply_rules(store, settings.topic_rules(), at)
    outcome = said(Phrase("topics given or taken: {changed}", changed=changed))
    click.echo(json.dumps({"changed": changed}) if as_json else outcome)


def _list(store: Store, name: str | None, *, as_json: bool) -> None:
    from storage.accounts import if_enrolled
    from storage.topics import topics_of_posts

    by_post = if_enrolled(lambda: topics_of_posts(store, name)) or {}
    counted = Counter(topic for topics in by_post.values() for topic in topics)
    if as_json:
        click.echo(json.dumps(dict(sorted(counted.items()))))
    for topic, posts in () if as_json else sorted(counted.items()):
        click.echo(f"{topic}: {tongue().number(posts)}")


def _find(store: Store, post: str, name: str | None) -> OwnPost:
    from storage.registers.references import own_posts

    own_post = own_posts(store, name).find(post)
    if own_post is None:
        raise click.BadParameter(
            Phrase("{post} is no post of the office's own on file", post=repr(post))
        )
    return own_post


def _change(
    store: Store, settings: Settings, post: OwnPost, topic: str, at: datetime, *, off: bool
) -> None:
    from storage.topics import tag, topics_of_posts

    if not off or topic in settings.topics:
        _require_topic(topic, settings.topics)
    elif topic not in topics_of_posts(store, post.account).get((post.account, post.id), ()):
        raise click.BadParameter(Phrase("the post is not of {topic}", topic=repr(topic)))
    tag(store, post.account, post.id, topic, who=who(), now=at, off=off)


def _require_topic(topic: str, known: Mapping[str, object]) -> None:
    """A topic may be new, but not one of the settings mistyped."""
    from entries.topics import unknown_topic

    if topic in known:
        return
    if trouble := unknown_topic(topic, known):
        raise click.BadParameter(trouble)
    note = Phrase(
        "note: no topic of the settings is called {topic}; it has no name yet", topic=repr(topic)
    )
    click.echo(said(note), err=True)


def _show(store: Store, post: OwnPost, *, as_json: bool) -> None:
    from storage.topics import topics_of_posts

    topics = sorted(topics_of_posts(store, post.account).get((post.account, post.id), ()))
    if as_json:
        answer = {"account": post.account, "post": post.id, "topics": topics}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        listed = ", ".join(topics) or said(Phrase("no topic"))
        click.echo(f"{post.account} {post.id}: {listed}")
