"""The outbox at work, against a real mail server: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from random import Random

import pytest

from metrics.periods import Period, Span, period_of
from reports.mail.outbox import NoMail, send_week
from settings import Settings
from storage import Store, outbox
from storage.outbox import LetterRecord
from storage.schema import State
from tests.support.letters import (
    ADMINISTRATOR,
    MAIL,
    NOW,
    OFFICE,
    WEEK,
    by_way_of,
    html_of,
    opened,
    read_daily,
    settings_for,
    settings_with_mail,
)
from tests.support.post_office import PostOffice

LONGEST_LINE = 998
"""Of a mail, by RFC 5322 (2.1.1)."""
UNSETTLED = {State.WAITING, State.CLAIMED, State.HANDING}
MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)


@dataclass
class House:
    """An office whose letters go to one post office after another, at a time that a test sets."""

    store: Store
    settings: Settings
    now: datetime = NOW
    received: Counter[str] = field(default_factory=Counter)
    """By recipient: how many letters have arrived."""
    ids: set[str] = field(default_factory=set)

    def send(self, office: PostOffice, *, hasten: bool = False, **mail: object) -> dict[str, State]:
        before = len(office.received)
        settings = by_way_of(self.settings, office, **mail)
        sent = send_week(self.store, settings, WEEK, lambda: self.now, hasten=hasten)
        for one in office.received[before:]:
            self.received.update(one.recipients)
            self.ids.add(message_from_bytes(one.content)["Message-ID"])
        return {one.recipient: one.state for one in sent.letters}

    def of(self, recipient: str) -> LetterRecord:
        (found,) = (one for one in outbox.outbox(self.store) if one.recipient == recipient)
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = settings_with_mail(tmp_path)
    with opened(tmp_path, settings) as store:
        yield House(store, settings)


def test_each_recipient_gets_a_letter_of_his_own(house: House, tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        found = house.send(office)

    assert found == {OFFICE: State.SENT, ADMINISTRATOR: State.SENT}
    assert [one.recipients for one in office.received] == [(OFFICE,), (ADMINISTRATOR,)]
    languages = [message_from_bytes(one.content)["Content-Language"] for one in office.received]
    assert languages == ["ar", "fr"]


@pytest.mark.parametrize("length", [40, 58, 107, 186])
def test_programs_find_their_tokens_in_the_letter_on_the_wire(
    house: House, tmp_path: Path, length: int
) -> None:
    """However long the addresses are: not as encoded words, and not on a line of their own."""
    domain = ("d" * 55 + ".") * 3 + "example.org"
    sender = f"hasila@{domain[7 - length :]}"
    assert house.settings.mail is not None
    recipients = [
        one.model_copy(update={"address": one.address.replace("example.org", domain)})
        for one in house.settings.mail.recipient
    ]
    mail = house.settings.mail.model_copy(update={"recipient": recipients})
    house.settings = house.settings.model_copy(update={"mail": mail})
    read_daily(house.store, 640_000)

    with PostOffice(tmp_path) as office:
        house.send(office, sender=sender)

    letter = office.received[0].content
    assert all(received.content.isascii() for received in office.received)
    assert max(map(len, letter.split(b"\r\n"))) <= LONGEST_LINE
    (cid,) = re.findall(rb"(?m)^Content-ID: <([!-~]+)>\r$", letter)
    assert cid.endswith(f"@{sender.partition('@')[2]}".encode())
    read = message_from_bytes(letter, policy=default)
    assert isinstance(read, EmailMessage)
    assert f"cid:{cid.decode()}" in html_of(read)
    for received in office.received:
        (known_by,) = re.findall(rb"(?m)^Message-ID: (<[!-~]+>)\r$", received.content)
        assert known_by.decode() in {record.message_id for record in outbox.outbox(house.store)}
        (stop,) = re.findall(rb"(?m)^List-Unsubscribe: <([!-~]+)>\r$", received.content)
        assert stop.startswith(f"mailto:administrator@{domain}?subject=".encode())


def test_sent_again_nobody_gets_it_twice(house: House, tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        house.send(office)
        found = house.send(office, hasten=True)

    assert set(found.values()) == {State.SENT}
    assert house.received == {OFFICE: 1, ADMINISTRATOR: 1}


def test_a_new_recipient_gets_it_and_the_others_do_not_again(house: House, tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        house.send(office)
        more = MAIL + '[[mail.recipient]]\naddress = "new@example.org"\nlanguage = "en"\n'
        house.settings = settings_with_mail(tmp_path, more)
        house.send(office)

    assert house.received == {OFFICE: 1, ADMINISTRATOR: 1, "new@example.org": 1}


def test_one_refused_recipient_keeps_the_letter_from_no_other(house: House, tmp_path: Path) -> None:
    with PostOffice(tmp_path, replies={OFFICE: "550 5.1.1 no such user"}) as office:
        found = house.send(office)

    assert found == {OFFICE: State.FAILED, ADMINISTRATOR: State.SENT}
    assert house.of(OFFICE).detail == "550 5.1.1 no such user"


@pytest.mark.fault(60)
def test_a_greylisted_letter_is_sent_later_and_once(house: House, tmp_path: Path) -> None:
    with PostOffice(tmp_path, replies={OFFICE: "450 4.7.1 come back later"}) as office:
        assert house.send(office)[OFFICE] is State.WAITING
    with PostOffice(tmp_path) as office:
        house.now += 10 * MINUTE
        assert house.send(office)[OFFICE] is State.WAITING
        house.now += 5 * MINUTE
        assert house.send(office)[OFFICE] is State.SENT

    assert house.received == {OFFICE: 1, ADMINISTRATOR: 1}
    assert len(house.ids) == 2


def test_an_impatient_administrator_need_not_wait(house: House, tmp_path: Path) -> None:
    with PostOffice(tmp_path, replies={OFFICE: "450 4.7.1 come back later"}) as office:
        house.send(office)
    with PostOffice(tmp_path) as office:
        assert house.send(office, hasten=True)[OFFICE] is State.SENT


@pytest.mark.parametrize("fault", ["no server", "no TLS", "a wrong certificate", "451", "RCPT"])
def test_a_letter_that_could_not_be_handed_over_waits(
    house: House, tmp_path: Path, fault: str
) -> None:
    (tmp_path / "other").mkdir()
    security = "none" if fault == "no TLS" else "starttls"
    reply = "451 4.3.0 busy" if fault == "451" else "250 OK"
    drop = "RCPT" if fault == "RCPT" else None
    other = PostOffice(tmp_path / "other").ca_bundle
    with PostOffice(tmp_path, security, data_reply=reply, drop=drop) as office:
        if fault == "a wrong certificate":
            office.ca_bundle = other
        if fault == "no server":
            office.port = 1
        found = house.send(office, security="starttls")

    assert set(found.values()) == {State.WAITING}
    assert house.of(OFFICE).detail
    assert not house.received
    with PostOffice(tmp_path) as office:
        house.now += 15 * MINUTE
        house.send(office)
    assert house.received == {OFFICE: 1, ADMINISTRATOR: 1}


@pytest.mark.fault(61)
def test_a_letter_of_which_nobody_knows_is_never_sent_again_by_itself(
    house: House, tmp_path: Path
) -> None:
    with PostOffice(tmp_path, drop="after DATA") as office:
        found = house.send(office)
    with PostOffice(tmp_path) as office:
        house.now += A_DAY
        again = house.send(office, hasten=True)

    assert set(found.values()) == set(again.values()) == {State.UNSURE}
    assert house.received == {OFFICE: 1, ADMINISTRATOR: 1}
    assert "did not say" in (house.of(OFFICE).detail or "")


@pytest.mark.fault(60)
def test_after_a_day_of_temporary_faults_it_has_failed(house: House, tmp_path: Path) -> None:
    tries = []
    with PostOffice(tmp_path, data_reply="451 4.3.0 busy") as office:
        begun = house.now
        while house.now - begun < 3 * A_DAY:
            before = house.of(OFFICE).tries if outbox.outbox(house.store) else 0
            found = house.send(office)
            if house.of(OFFICE).tries > before or found[OFFICE] is State.FAILED:
                tries.append((house.now - begun) / MINUTE)
            if found[OFFICE] is State.FAILED:
                break
            house.now += 15 * MINUTE

    assert tries == [0, 15, 30, 60, 120, 240, 480, 1440]
    assert "451 4.3.0 busy" in (house.of(OFFICE).detail or "")


def test_a_recipient_who_is_none_any_more_gets_nothing(house: House, tmp_path: Path) -> None:
    with PostOffice(tmp_path, data_reply="451 4.3.0 busy") as office:
        house.send(office)
    house.settings = settings_with_mail(tmp_path, MAIL.replace(OFFICE, "other@example.org"))
    with PostOffice(tmp_path) as office:
        found = house.send(office, hasten=True)

    assert found[OFFICE] is State.FAILED
    assert set(house.received) == {ADMINISTRATOR, "other@example.org"}


def test_what_is_to_end_leaves_the_letters_that_it_has_not_begun(
    house: House, tmp_path: Path
) -> None:
    with PostOffice(tmp_path) as office:
        settings = by_way_of(house.settings, office)
        sent = send_week(
            house.store, settings, WEEK, lambda: NOW, shall_end=lambda: bool(office.received)
        )
        rest = send_week(house.store, settings, WEEK, lambda: NOW)

    assert [one.state for one in sent.letters] == [State.SENT, State.WAITING]
    assert rest.is_whole
    assert [one.recipients for one in office.received] == [(OFFICE,), (ADMINISTRATOR,)]


class Killed(BaseException):
    """The process ends here and now."""


@pytest.mark.parametrize("step", range(1, 9))
def test_a_process_killed_at_any_step_loses_and_doubles_nothing(
    house: House, tmp_path: Path, step: int
) -> None:
    """The clock is read at every step: before the claim, the handing over, the last word."""
    steps = 0

    def clock() -> datetime:
        nonlocal steps
        steps += 1
        if steps == step:
            raise Killed
        return house.now

    with PostOffice(tmp_path) as office:
        settings = by_way_of(house.settings, office)
        try:
            send_week(house.store, settings, WEEK, clock)
        except Killed:
            house.now += 16 * MINUTE
            send_week(house.store, settings, WEEK, lambda: house.now)

    arrived = Counter(to for one in office.received for to in one.recipients)
    for one in outbox.outbox(house.store, WEEK.label):
        assert one.state in {State.SENT, State.UNSURE}
        assert arrived[one.recipient] <= 1
        if one.state is State.SENT:
            assert arrived[one.recipient] == 1


@pytest.mark.parametrize("mail", ["", MAIL.split("[[mail.recipient]]")[0]])
def test_without_a_server_or_a_recipient_it_says_so(tmp_path: Path, mail: str) -> None:
    settings = settings_with_mail(tmp_path, mail)
    with opened(tmp_path, settings) as store, pytest.raises(NoMail, match=r"\[mail\]"):
        send_week(store, settings, WEEK, lambda: NOW)


def test_a_database_without_a_reading_has_its_letters(tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        settings = settings_for(tmp_path, office)
        with opened(tmp_path, settings) as store:
            sent = send_week(store, settings, WEEK, lambda: NOW)

    assert sent.is_whole
    assert len(office.received) == 2


FAULTS: dict[str, dict[str, str]] = {
    "well": {},
    "greylisted": {"data_reply": "450 4.7.1 come back later"},
    "busy": {"data_reply": "451 4.3.0 busy"},
    "dropped at MAIL": {"drop": "MAIL"},
    "dropped at RCPT": {"drop": "RCPT"},
    "dropped at DATA": {"drop": "DATA"},
    "dropped after DATA": {"drop": "after DATA"},
    "nonsense": {"data_reply": "nonsense"},
    "spam": {"data_reply": "554 5.7.1 looks like spam"},
}


def faulted(folder: Path, seed: int, weeks: int, recipients: int) -> None:
    """Weeks of letters by servers that fail in every way: each letter once, or known not to be."""
    random = Random(seed)  # noqa: S311 - seeded, on purpose
    addresses = [f"reader{number}@example.org" for number in range(recipients)]
    tables = (
        f'[[mail.recipient]]\naddress = "{address}"\nlanguage = "{random.choice(["ar", "en"])}"\n'
        f'role = "{random.choice(["office", "administrator"])}"\n'
        for address in addresses
    )
    head = MAIL.split("[[mail.recipient]]")[0]
    settings = settings_with_mail(folder, head + "".join(tables))
    with ExitStack() as stack:
        store = stack.enter_context(opened(folder, settings))
        offices = {
            name: stack.enter_context(PostOffice(_folder(folder, name), **fault))  # type: ignore[arg-type]
            for name, fault in FAULTS.items()
        }
        ways = {name: by_way_of(settings, office) for name, office in offices.items()}
        for number in range(weeks):
            _live_a_week(store, ways, random, _week(number))
        arrived = Counter(
            message_from_bytes(one.content)["Message-ID"]
            for office in offices.values()
            for one in office.received
        )
        _assert_each_once(outbox.outbox(store), arrived, weeks * recipients)


def _folder(folder: Path, name: str) -> Path:
    place = folder / name.replace(" ", "-")
    place.mkdir()
    return place


def _week(number: int) -> Period:
    return period_of(WEEK.since + number * 7 * A_DAY, Span.WEEK)


def _live_a_week(store: Store, ways: dict[str, Settings], random: Random, week: Period) -> None:
    """Try until nothing waits: by any server, now and then killed at any step."""
    now = NOW + (week.since - WEEK.since)
    while True:
        left = random.choice([None, random.randint(1, 12)]) if random.random() < 0.2 else None

        def clock(at: datetime = now) -> datetime:
            nonlocal left
            if left is not None:
                left -= 1
                if left == 0:
                    raise Killed
            return at

        try:
            send_week(store, ways[random.choice(list(ways))], week, clock)
        except Killed:
            now += 16 * MINUTE
        now += random.randint(5, 400) * MINUTE
        found = outbox.outbox(store, week.label)
        if found and not {one.state for one in found} & {
            State.WAITING,
            State.CLAIMED,
            State.HANDING,
        }:
            return


def _assert_each_once(found: list[LetterRecord], arrived: Counter[str], wanted: int) -> None:
    assert len(found) == wanted
    assert max(arrived.values()) == 1
    ended = Counter(one.state for one in found)
    assert set(ended) <= {State.SENT, State.UNSURE, State.FAILED}
    assert ended[State.SENT] > wanted / 10
    for one in found:
        if one.state is State.SENT:
            assert arrived[one.message_id] == 1
        if one.state is State.FAILED:
            assert arrived[one.message_id] == 0
            assert "554" in (one.detail or "") or one.tries == 8


@pytest.mark.fault(60)
@pytest.mark.parametrize("seed", [1])
def test_faulted_sends_lose_none_and_double_none(tmp_path: Path, seed: int) -> None:
    faulted(tmp_path, seed, weeks=3, recipients=5)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_five_hundred_faulted_sends_lose_none_and_double_none(tmp_path: Path) -> None:
    faulted(tmp_path, 7, weeks=50, recipients=10)
