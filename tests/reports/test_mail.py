"""Mail: sent over an encrypted line or not at all, and its fate told for each recipient."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from metrics.errors import HasilaError
from reports.mail.smtp import Delivery, SendOutcome, one_line, send
from settings import Secret
from settings.sections import Mail
from tests.support.post_office import DROPS, SENDER, USERNAME, PostOffice

OFFICE = "office@example.org"
ADMINISTRATOR = "administrator@example.org"
PASSWORD = "canary-mail-password"


def message_to(*recipients: str, text: str = "A text.\n") -> EmailMessage:
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = ", ".join(recipients)
    message["Subject"] = "حصيلة"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(text)
    return message


def outcomes(found: tuple[Delivery, ...]) -> dict[str, SendOutcome]:
    return {one.recipient: one.outcome for one in found}


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_it_hands_a_message_over(tmp_path: Path, security: str) -> None:
    text = "سطر عربي\n.\n..two\nFrom here\n" + "é" * 2000 + "\n"
    with PostOffice(tmp_path, security) as office:
        message = message_to(OFFICE, text=text)
        found = send(message, office.mail(), None, ca_bundle=office.ca_bundle)

    assert found == (Delivery(OFFICE, SendOutcome.ACCEPTED),)
    (received,) = office.received
    assert (received.sender, received.recipients) == (SENDER, (OFFICE,))
    assert received.content.isascii()
    read = message_from_bytes(received.content, policy=default)
    assert read["Subject"] == "حصيلة"
    body = read.get_body()
    assert body is not None
    assert body.get_content() == text


def test_it_greets_by_the_senders_domain_and_not_by_the_machines_name(tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        send(message_to(OFFICE), office.mail(), None, ca_bundle=office.ca_bundle)

    assert set(office.greetings) == {"example.org"}


@pytest.mark.fault(60)
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("550 5.1.1 no such user", SendOutcome.NEVER),
        ("451 4.7.1 greylisted, come back later", SendOutcome.LATER),
        ("421 4.3.2 closing", SendOutcome.LATER),
    ],
)
def test_a_refused_recipient_is_told_beside_the_others(
    tmp_path: Path, reply: str, outcome: SendOutcome
) -> None:
    with PostOffice(tmp_path, replies={OFFICE: reply}) as office:
        message = message_to(OFFICE, ADMINISTRATOR)
        found = send(message, office.mail(), None, ca_bundle=office.ca_bundle)

    assert outcomes(found) == {OFFICE: outcome, ADMINISTRATOR: SendOutcome.ACCEPTED}
    assert found[0].detail == reply
    assert [one.recipients for one in office.received] == [(ADMINISTRATOR,)]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("554 5.7.1 looks like spam", SendOutcome.NEVER),
        ("452 4.3.1 no room", SendOutcome.LATER),
        ("354 what?", SendOutcome.UNSURE),
        ("nonsense", SendOutcome.UNSURE),
    ],
)
def test_the_answer_to_the_whole_message_is_everybodys(
    tmp_path: Path, reply: str, outcome: SendOutcome
) -> None:
    with PostOffice(tmp_path, data_reply=reply) as office:
        message = message_to(OFFICE, ADMINISTRATOR)
        found = send(message, office.mail(), None, ca_bundle=office.ca_bundle)

    assert outcomes(found) == {OFFICE: outcome, ADMINISTRATOR: outcome}
    assert all(one.detail for one in found)


@pytest.mark.fault(61)
@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("drop", DROPS)
def test_a_line_that_drops_before_the_message_means_later_and_after_it_nobody_knows(
    tmp_path: Path, drop: str, security: str
) -> None:
    with PostOffice(tmp_path, security, drop=drop) as office:
        found = send(message_to(OFFICE), office.mail(), None, ca_bundle=office.ca_bundle)

    handed_over = drop == "after DATA"
    assert found[0].outcome is (SendOutcome.UNSURE if handed_over else SendOutcome.LATER)
    assert found[0].detail
    assert len(office.received) == handed_over


@pytest.mark.parametrize("drop", [None, *DROPS])
def test_the_caller_is_told_before_the_first_byte_of_the_message_leaves(
    tmp_path: Path, drop: str | None
) -> None:
    told: list[int] = []
    with PostOffice(tmp_path, drop=drop) as office:
        send(
            message_to(OFFICE),
            office.mail(),
            None,
            ca_bundle=office.ca_bundle,
            at_data=lambda: told.append(len(office.received)),
        )

    assert told == ([0] if drop in {None, "after DATA"} else [])


def test_nothing_is_sent_when_the_caller_cannot_note_that_it_will_be(tmp_path: Path) -> None:
    def fail() -> None:
        raise HasilaError("the disk is full")

    with PostOffice(tmp_path) as office, pytest.raises(HasilaError, match="disk"):
        send(
            message_to(OFFICE),
            office.mail(),
            None,
            ca_bundle=office.ca_bundle,
            at_data=fail,
        )

    assert office.received == []


def test_a_recipient_refused_before_the_line_drops_stays_refused(tmp_path: Path) -> None:
    replies = {OFFICE: "550 5.1.1 no such user"}
    with PostOffice(tmp_path, replies=replies, drop="DATA") as office:
        message = message_to(OFFICE, ADMINISTRATOR)
        found = send(message, office.mail(), None, ca_bundle=office.ca_bundle)

    assert outcomes(found) == {OFFICE: SendOutcome.NEVER, ADMINISTRATOR: SendOutcome.LATER}


@pytest.mark.threat(25)
def test_nothing_is_sent_where_starttls_is_not_offered(tmp_path: Path) -> None:
    with PostOffice(tmp_path, "none", password=PASSWORD) as office:
        mail = office.mail(security="starttls", username=USERNAME)
        found = send(message_to(OFFICE), mail, Secret(PASSWORD), ca_bundle=office.ca_bundle)

    assert found[0].outcome is SendOutcome.LATER
    assert "does not offer STARTTLS" in found[0].detail
    assert (office.received, office.logins) == ([], [])


@pytest.mark.threat(25)
@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("wrong", ["an unknown authority", "another authority", "another name"])
def test_nothing_is_sent_by_a_certificate_that_is_not_the_servers(
    tmp_path: Path, security: str, wrong: str
) -> None:
    name = "mail.example.org" if wrong == "another name" else "127.0.0.1"
    (tmp_path / "other").mkdir()
    other = PostOffice(tmp_path / "other").ca_bundle
    with PostOffice(tmp_path, security, name=name, password=PASSWORD) as office:
        trusted = {"another authority": other, "another name": office.ca_bundle}.get(wrong)
        mail = office.mail(username=USERNAME)
        found = send(message_to(OFFICE), mail, Secret(PASSWORD), ca_bundle=trusted)

    assert found[0].outcome is SendOutcome.LATER
    assert "certificate is not trusted" in found[0].detail
    assert (office.received, office.logins) == ([], [])


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_it_logs_in_over_an_encrypted_line(tmp_path: Path, security: str) -> None:
    with PostOffice(tmp_path, security, password=PASSWORD) as office:
        mail = office.mail(username=USERNAME)
        found = send(message_to(OFFICE), mail, Secret(PASSWORD), ca_bundle=office.ca_bundle)

    assert found[0].outcome is SendOutcome.ACCEPTED
    assert office.logins == [(PASSWORD, True)]


@pytest.mark.parametrize(
    ("password", "told"),
    [
        (Secret("canary-wrong"), "refused the user name or the password (535)"),
        (Secret("canary-é"), "is not ASCII"),
        (None, "password of the mail server is missing"),
    ],
)
def test_a_wrong_password_is_told_without_it(
    tmp_path: Path, password: Secret | None, told: str
) -> None:
    with PostOffice(tmp_path, password=PASSWORD) as office:
        mail = office.mail(username=USERNAME)
        found = send(message_to(OFFICE), mail, password, ca_bundle=office.ca_bundle)

    assert found[0].outcome is SendOutcome.LATER
    assert told in found[0].detail
    assert "canary" not in repr(found)
    assert office.received == []


def test_a_server_that_repeats_our_secrets_gets_none_of_them_on_file(tmp_path: Path) -> None:
    """As they are, as they travel when logging in, and cut by nobody before they are found."""
    plain = b64encode(f"\0{USERNAME}\0{PASSWORD}".encode()).decode()
    login = b64encode(PASSWORD.encode()).decode()
    echo = f"550 {'x' * 120} {PASSWORD} {plain} {login} canary-of-a-platform"
    with PostOffice(tmp_path, password=PASSWORD, replies={OFFICE: echo}) as office:
        (found,) = send(
            message_to(OFFICE),
            office.mail(username=USERNAME),
            Secret(PASSWORD),
            ca_bundle=office.ca_bundle,
            secrets=[Secret("canary-of-a-platform")],
        )

    assert found.outcome is SendOutcome.NEVER
    assert found.detail.endswith("x *** ***== ***= ***")


def test_a_server_that_wants_a_login_refuses_the_sender_in_words(tmp_path: Path) -> None:
    with PostOffice(tmp_path, password=PASSWORD) as office:
        found = send(message_to(OFFICE), office.mail(), None, ca_bundle=office.ca_bundle)

    assert found[0].outcome is SendOutcome.LATER
    assert "refused the sender: 530" in found[0].detail


def test_no_password_travels_in_clear_even_on_this_machine(tmp_path: Path) -> None:
    with PostOffice(tmp_path, "none", password=PASSWORD) as office:
        mail = office.mail(username=USERNAME)
        found = send(message_to(OFFICE), mail, Secret(PASSWORD))

    assert "never travels in clear" in found[0].detail
    assert office.logins == []


@pytest.mark.threat(25)
def test_mail_in_clear_never_leaves_this_machine() -> None:
    mail = Mail(host="mail.example.org", security="none", sender=SENDER)

    (found,) = send(message_to(OFFICE), mail, None)

    assert found.outcome is SendOutcome.LATER
    assert "this machine itself alone" in found.detail


@pytest.mark.fault(60)
def test_a_server_that_is_not_there_means_later(tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        gone = office.mail()

    (found,) = send(message_to(OFFICE), gone, None)

    assert found == Delivery(
        OFFICE, SendOutcome.LATER, "the mail server cannot be reached: Connection refused"
    )


def test_certificates_that_cannot_be_read_are_told_by_their_place(tmp_path: Path) -> None:
    with PostOffice(tmp_path) as office:
        office.ca_bundle.write_text("no certificate")
        (found,) = send(message_to(OFFICE), office.mail(), None, ca_bundle=office.ca_bundle)

    assert found.outcome is SendOutcome.LATER
    assert str(office.ca_bundle) in found.detail
    assert office.greetings == []


def test_an_address_that_is_not_ascii_is_refused_and_the_others_are_served(
    tmp_path: Path,
) -> None:
    with PostOffice(tmp_path) as office:
        message = message_to("مكتب@example.org", OFFICE)
        found = send(message, office.mail(), None, ca_bundle=office.ca_bundle)
        mail = office.mail(sender="حصيلة@example.org")
        (nowhere,) = send(message_to(OFFICE), mail, None, ca_bundle=office.ca_bundle)

    assert [one.outcome for one in found] == [SendOutcome.NEVER, SendOutcome.ACCEPTED]
    assert (nowhere.outcome, "mail.sender" in nowhere.detail) == (SendOutcome.LATER, True)


def greet_by_drops(connection: socket.socket, ended: threading.Event) -> None:
    while not ended.wait(0.02):
        connection.sendall(b"-")


def take_and_drip(connection: socket.socket, ended: threading.Event) -> None:
    with connection.makefile("rb") as lines:
        connection.sendall(b"220 hello\r\n")
        while not lines.readline().startswith(b"DATA"):
            connection.sendall(b"250 OK\r\n")
        connection.sendall(b"354 go ahead\r\n")
        while lines.readline() != b".\r\n":
            continue
    greet_by_drops(connection, ended)


@pytest.mark.parametrize(
    ("act", "outcome"),
    [(greet_by_drops, SendOutcome.LATER), (take_and_drip, SendOutcome.UNSURE)],
)
def test_a_server_that_drips_is_cut_at_the_deadline(
    act: Callable[[socket.socket, threading.Event], None], outcome: SendOutcome
) -> None:
    ended = threading.Event()

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            act(connection, ended)

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        mail = Mail(host="127.0.0.1", port=server.getsockname()[1], security="none", sender=SENDER)
        (found,) = send(message_to(OFFICE), mail, None, deadline_s=0.4)
        ended.set()
        thread.join(5)

    assert found.outcome is outcome
    assert found.detail


@pytest.mark.threat(24)
@pytest.mark.parametrize(
    "sign", ["\0", "\r", "\n", "\r\n", "\v", "\x85", "\u2028", "\u202e", "\ud800", "\x1b"]
)
def test_one_line_holds_nothing_that_a_header_may_not(sign: str) -> None:
    assert one_line(f" حصيلة{sign}Bcc: x@example.org ") == "حصيلة Bcc: x@example.org"

    message = EmailMessage()
    message["Subject"] = one_line(f"a{sign}b")
    assert message.as_bytes().isascii()
