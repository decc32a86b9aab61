"""Letters on the wire: the same as Django's message to whoever reads them, over a line that is kept."""

from __future__ import annotations

import threading
from smtplib import SMTPSenderRefused
from time import monotonic

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from hypothesis import given
from hypothesis import strategies as some

from benchmarks.mail import parts_of, rebuilt
from tenants import smtp
from tenants.mail_bytes import LONGEST, Mail
from tests.support.sink import SENDER, Sink

WORDS = some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)
TEXTS = some.lists(WORDS | some.just(".") | some.just("..x"), min_size=1, max_size=5).map("\n".join)


@pytest.fixture
def server(settings):
    smtp._lines.open = None
    with Sink() as sink:
        settings.EMAIL_BACKEND = "tenants.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
    smtp._lines.open = None


def letter(**changed):
    told = {
        "subject": "Your card",
        "body": "Hello.\n",
        "from_email": "bounces+1@example.org",
        "to": ["amara@example.org"],
        "reply_to": ["office@oak.example.org"],
        "headers": {"From": "Oak <portal@example.org>", "Message-ID": "<1@localhost>"},
        "alternatives": [("<p>Hello.</p>\n", "text/html")],
        "attachments": [("card.pdf", bytes(range(256)) * 9, "application/pdf")],
    }
    return Mail(**{**told, **changed})


def both_ways(mail, server):
    """As it arrives from us, and as it arrives from Django."""
    server.kept.clear()
    mail.send()
    get_connection("django.core.mail.backends.smtp.EmailBackend").send_messages([rebuilt(mail)])
    ours, theirs = server.kept
    return ours, theirs


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"attachments": []},
        {"alternatives": []},
        {"alternatives": [], "attachments": []},
        {"reply_to": None},
        {"subject": "Mitgliedschaft: schöne Grüße aus der Genossenschaft " * 4},
        {"subject": "A long line without an end " * 12},
        {"body": "Grüße\n.\n..\n.end"},
        {"body": ".begins with one", "alternatives": [], "attachments": []},
        {"body": "x" * (LONGEST + 1) + " =C3 ü\n.y"},
        {"body": "one\r\ntwo\rthree\n"},
        {"alternatives": [("<p>" + "ü" * 900 + "</p>", "text/html")]},
        {"attachments": [("a.pdf", b"", "application/pdf"), ("b.png", b"\0" * 58, "image/png")]},
        {"attachments": [("Grüße.pdf", b"1", "application/pdf"), ("a.txt", "text", "text/plain")]},
        {"to": ["amara@exämple.org"]},
        {"cc": ["bo@example.org"]},
        {"headers": {"From": "=?utf-8?q?Gr=C3=BCn?= <p@example.org>", "Message-ID": "<2@localhost>", "List-Unsubscribe": "<https://a.example/>"}},
    ],
)  # fmt: skip
def test_whoever_reads_it_reads_the_same_as_from_django(server, changed):
    ours, theirs = both_ways(letter(**changed), server)

    assert parts_of(ours) == parts_of(theirs)
    assert ours["Date"]
    assert not ours.defects
    assert [part.defects for part in ours.walk() if part.defects] == []


def test_any_text_arrives_as_it_was(server):
    @given(subject=WORDS, body=TEXTS, html=TEXTS)
    def arrives(subject, body, html):
        server.kept.clear()
        mail = letter(
            subject=" ".join(subject.split()), body=body, alternatives=[(html, "text/html")]
        )
        mail.send()
        [kept] = server.kept
        told = [part.get_payload(decode=True).decode() for part in kept.walk() if part.get_content_maintype() == "text"]  # fmt: skip
        assert [each.replace("\r\n", "\n") for each in told] == [body, html]

    arrives()


def test_no_line_is_longer_than_servers_take():
    mail = letter(
        body="x" * 5000, alternatives=[("<p>" + "ü" * 5000, "text/html")], subject="y " * 900
    )

    assert max(map(len, mail.as_sent().split(b"\r\n"))) <= LONGEST
    assert b"\n" not in mail.as_sent().replace(b"\r\n", b"")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_no_header_is_smuggled_in(end):
    with pytest.raises(BadHeaderError):
        letter(subject=f"Hello{end}Bcc: x@evil.example").as_sent()
    with pytest.raises(BadHeaderError):
        letter(headers={"X-A": f"1{end}Bcc: x@evil.example"}).as_sent()
    with pytest.raises(BadHeaderError):
        letter(to=[f"a@example.org{end}Bcc: x@evil.example"]).as_sent()


def test_one_line_serves_many_letters(server):
    lines = []
    for _turn in range(5):
        letter().send()
        lines.append(smtp._lines.open.connection)

    assert len(server.kept) == 5
    assert len(set(map(id, lines))) == 1


def test_a_line_is_given_up_after_many_letters_or_a_while(server, monkeypatch):
    letter().send()
    first = smtp._lines.open
    first.letters = smtp.MOST
    letter().send()
    second = smtp._lines.open
    second.used -= smtp.IDLE
    letter().send()

    assert len({id(each.connection) for each in (first, second, smtp._lines.open)}) == 3
    assert len(server.kept) == 3


def test_no_letter_waits_for_a_goodbye_over_an_old_line(server, settings):
    settings.EMAIL_TIMEOUT = 5
    letter().send()
    server.slow_goodbye = 10
    smtp._lines.open.used -= smtp.IDLE
    begun = monotonic()
    letter().send()

    assert monotonic() - begun < settings.EMAIL_TIMEOUT
    assert len(server.kept) == 2


def test_a_server_that_was_away_is_dialled_again(server):
    letter().send()
    server.leave()
    with pytest.raises(OSError, match="refused"):
        letter().send()
    server.come_back()
    letter().send()

    assert len(server.kept) == 2


def test_a_refusal_is_told_and_the_next_letter_goes(server):
    letter().send()
    server.answers["amara@example.org"] = "550 5.1.1 Nobody"
    with pytest.raises(OSError, match="550"):
        letter().send()
    server.answers.clear()
    letter().send()

    assert len(server.kept) == 2


def test_a_server_that_takes_few_letters_over_a_line_gets_each_of_them_once(server):
    server.most_of_a_line = 2
    for number in range(5):
        letter(subject=f"Letter {number}").send()

    assert [each["Subject"] for each in server.kept] == [f"Letter {n}" for n in range(5)]


def test_a_sender_who_is_refused_over_a_new_line_too_is_told(server):
    letter().send()
    server.answers[SENDER] = "550 5.7.1 Not from you"
    with pytest.raises(SMTPSenderRefused, match="550"):
        letter().send()

    assert len(server.kept) == 1


def test_each_thread_and_each_process_has_its_own_line(server):
    letter().send()
    mine, others = smtp._lines.open, []

    def send():
        letter().send()
        others.append(smtp._lines.open)

    thread = threading.Thread(target=send)
    thread.start()
    thread.join()
    assert others[0].connection is not mine.connection

    smtp._lines.open.of = (0, *mine.of[1:])  # as after a fork
    letter().send()
    assert smtp._lines.open.connection is not mine.connection
    assert len(server.kept) == 3


def test_a_mail_without_a_name_of_its_own_gets_djangos(server):
    letter(headers={}).send()

    assert server.kept[0]["Message-ID"].startswith("<")


def test_mails_of_others_go_djangos_way(server):
    EmailMultiAlternatives("Hello", "text", "a@example.org", ["b@example.org"]).send()

    assert server.kept[0]["Subject"] == "Hello"
