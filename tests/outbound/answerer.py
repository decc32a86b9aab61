"""A co-op of another portal that answers desks, as its portal would."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from credentials import resolving
from credentials.core import desk, jws
from credentials.core.desk import CardAnswer, CardQuestion
from tests.outbound.abroad import Abroad
from tests.outbound.server import Server, whole

CODE = "K7Q2M9XD"


@dataclass
class Answerer(Abroad):
    """`verdict` is what it says of the one card that it has; `asked` are the questions that reached it."""

    verdict: str = "good"
    is_live: bool = False
    status: str = "200 OK"
    changed: dict[str, Any] = field(default_factory=dict)
    signs_with: Abroad | None = None
    asked: list[CardQuestion] = field(default_factory=list)

    def stand(self, server: Server) -> Answerer:
        self.publish(server)
        server.say = lambda line: self._hear(server, line)
        return self

    def _hear(self, server: Server, line: Any) -> None:
        request = server.asked[-1]
        if not request.startswith(b"POST /credentials/answer "):
            self._serve(server, line)
            return
        head, _, body = request.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += line.recv(65536)
        text, status = self._answer(body.decode()), self.status
        if self.did not in self.asked[-1].homes:
            text, status = b"{}", "404 Not Found"
        start = f"HTTP/1.1 {status}\r\nContent-Type: {desk.MEDIA_TYPE}"
        whole(f"{start}\r\nContent-Length: {len(text)}", text)(line)

    def _answer(self, text: str) -> bytes:
        """It believes nobody either."""
        asker, now = jws.signer_in(text), timezone.now()
        payload = jws.verify(
            text, typ=desk.QUESTION_TYPE, signer=asker, resolve=resolving.resolve, now=now
        )
        question = desk.read_question(payload, asker=asker, now=now)
        self.asked.append(question)
        facts = desk.facts_of(self.card(), initials="A. O.", wants=question.wants)
        answer = CardAnswer(self.did, self.verdict, self.is_live, facts)
        told = desk.write_answer(answer, question, now=now) | self.changed
        return jws.sign(told, (self.signs_with or self).signer, typ=desk.ANSWER_TYPE).encode()
