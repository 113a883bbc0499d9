"""What no file of ours may ever hold: anything about anybody but the institution itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox import Fault
from tests.support.office import open_office

# Names of fields that platforms have for people, as they stand in their answers.
PERSONAL = (
    "from", "to", "author_id", "author", "username_of_author", "in_reply_to_user_id",
    "mentions", "tagged_users", "user_tags", "message_tags", "story_tags", "with_tags",
    "commenter", "comments_data", "comment_text", "reply_text", "replied_to_user", "liker",
    "liked_by", "liking_users", "reposted_by", "retweeted_by", "quoted_text", "quoted_status",
    "follower_ids", "followers_list", "subscriber", "viewer", "viewers_list", "place", "geo",
    "coordinates", "location", "city", "address", "hometown", "birthday", "gender", "email",
    "phone", "whatsapp_number", "contact", "profile_picture_url", "picture", "biography",
    "description", "entities", "context_annotations", "attachments_text", "referrer",
)  # fmt: skip


def plant(answer: Any) -> Any:
    """Give every object of an answer each personal field that it lacks."""
    if isinstance(answer, list):
        return [plant(item) for item in answer]
    if not isinstance(answer, dict):
        return answer
    grown = {key: plant(value) for key, value in answer.items()}
    if "id" in grown:
        grown = {
            name: {"name": f"person-{name}", "id": "424242424242"} for name in PERSONAL
        } | grown
    return grown


@pytest.mark.threat(30)
def test_fifty_planted_personal_fields_leave_no_trace_in_the_file(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        office.sandbox.faults.add(Fault(alter=plant))

        result = office.run("collect")

        assert len(PERSONAL) == 50
        assert result.exit_code == 0, result.output
        kept = (tmp_path / "hasila.db").read_bytes()
        assert b"person-" not in kept
        assert b"424242424242" not in kept


@pytest.mark.threat(30)
def test_mentions_and_other_peoples_words_leave_no_trace_in_the_file(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        world = office.sandbox.world
        posts = [
            post
            for a in (world.x_account, world.page, world.instagram)
            for post in a.posts_at(world.now)[:100]
        ]
        mentioned = {word for post in posts for word in (post.text or "").split() if "@" in word}
        foreign = {post.text for post in posts if post.kind != "post" and post.text}

        office.run("collect")

        kept = (tmp_path / "hasila.db").read_bytes()
        assert mentioned
        assert foreign
        assert not [word for word in mentioned | foreign if word.encode() in kept]
