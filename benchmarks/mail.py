"""A letter built and handed to a mail server, beside Django's own message: `python -m benchmarks.mail [letters]`.

The letter that brings a card, as the portal writes it: its text, its HTML and its PDF are there already, and both ways send
the same ones to a mail server that keeps them. Three ways in turns: ours; Django's message over one connection for all; and as
`send()` of Django's message does it, with a connection for each. CPU time of the thread that sends, since the server is
in the same process. What arrived is compared part by part. Told besides: what writing a letter takes, and its PDF of that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING, Any, Final

from benchmarks.alone import ONE_RUN, one, portal, say
from benchmarks.report import keep
from tests.support.setups import EMBEDDED
from tests.support.sink import Sink

if TYPE_CHECKING:
    from tenants.mail_bytes import Mail

LETTERS: Final = 200
MOST: Final = 0.25
RATIO: Final = "ours ÷ Django, one connection"
OF_A_HEAD: Final = ("Subject", "From", "To", "Reply-To", "Message-ID", "Auto-Submitted")


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        with Sink() as sink, portal(EMBEDDED, **sink.environment()):
            measure(sink, int(sys.argv[3]))
        return
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    figures = {"letters": letters, **one("benchmarks.mail", EMBEDDED, letters)}
    keep("mail", figures)
    if figures[RATIO] > MOST:
        sys.exit(f"More than {MOST} of what Django takes.")


def measure(sink: Sink, letters: int) -> None:
    mails, writing, paper = written(letters)
    sink.kept.clear()
    say("written, ms", 1000 * median(writing))
    say("its PDF, ms", 1000 * paper)
    taken = in_turns(mails)
    same(sink.kept, len(taken))
    ms = {name: 1000 * median(found) for name, found in taken.items()}
    for name, each in ms.items():
        say(f"{name}, ms", each)
    say("bytes of a letter", float(len(mails[0].as_sent())))
    say(RATIO, ms["ours"] / ms["Django, one connection"])
    say("ours ÷ Django, a connection each", ms["ours"] / ms["Django, a connection each"])


def written(letters: int) -> tuple[list[Mail], list[float], float]:
    """Letters that bring a card, the seconds that each took to write, and those of one PDF."""
    from benchmarks.town import join, opened  # noqa: PLC0415 -- once Django is set up
    from credentials import held  # noqa: PLC0415 -- as above
    from credentials.card.pdf import card_pdf  # noqa: PLC0415 -- as above
    from credentials.models import Credential  # noqa: PLC0415 -- as above
    from tenants import mail, outbox, scope  # noqa: PLC0415 -- as above
    from tenants.models import Letter  # noqa: PLC0415 -- as above

    oak = opened("oak", "Oak Street")
    join(oak, letters, told=True)
    outbox.drain()
    with scope.within(oak.pk):
        rows = list(Letter.objects.filter(kind="card"))
        if len(rows) != letters:
            raise SystemExit(f"{letters} letters were wanted, {len(rows)} are there.")
        mails, seconds = [], []
        for row in rows:
            begun = thread_time()
            mails.append(mail.compose(row))
            seconds.append(thread_time() - begun)
        face = held.face_of(Credential.objects.all()[0], oak)
    begun = thread_time()
    card_pdf(face)
    return mails, seconds, thread_time() - begun


def in_turns(mails: list[Mail]) -> dict[str, list[float]]:
    from django.core.mail import get_connection  # noqa: PLC0415 -- once Django is set up

    plain = "django.core.mail.backends.smtp.EmailBackend"
    line = get_connection(plain)
    line.open()
    ways: dict[str, Callable[[Mail], object]] = {
        "ours": lambda mail: rebuilt(mail, type(mail)).send(),
        "Django, one connection": lambda mail: line.send_messages([rebuilt(mail)]),
        "Django, a connection each": lambda mail: get_connection(plain).send_messages(
            [rebuilt(mail)]
        ),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for mail in mails:
        for name, send in ways.items():
            begun = thread_time()
            send(mail)
            taken[name].append(thread_time() - begun)
    line.close()
    return taken


def rebuilt(mail: Mail, kind: Any = None) -> Any:
    """The same parts once more, in a message of Django's or of ours."""
    from django.core.mail import EmailMultiAlternatives  # noqa: PLC0415 -- once Django is set up

    return (kind or EmailMultiAlternatives)(
        subject=mail.subject,
        body=mail.body,
        from_email=mail.from_email,
        to=mail.to,
        reply_to=mail.reply_to,
        headers=mail.extra_headers,
        attachments=mail.attachments,
        alternatives=mail.alternatives,
    )


def same(kept: list[EmailMessage], ways: int) -> None:
    """Each letter arrived once by each way, and says the same."""
    if len(kept) % ways or not kept:
        raise SystemExit(f"{len(kept)} mails arrived.")
    for first in range(0, len(kept), ways):
        told = [parts_of(each) for each in kept[first : first + ways]]
        if any(each != told[0] for each in told):
            raise SystemExit("Ours is not what Django sends.")


def parts_of(mail: EmailMessage) -> list[object]:
    """Heads and contents, whichever way they were packed."""
    # Django begins a long header with a line that is empty but for a space.
    found: list[object] = [" ".join(str(mail[name] or "").split()) for name in OF_A_HEAD]
    found.append(parseaddr(str(mail["From"])))
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_maintype() == "text":
            content = content.decode().replace("\r\n", "\n").rstrip("\n").encode()
        found.append((part.get_content_type(), part.get_filename(), content))
    return found


if __name__ == "__main__":
    main()
