"""A co-op of another portal that asks for a card, and takes or refuses the answer."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlencode

from django.utils import timezone

from credentials.core import asking, jws
from credentials.core.asking import Question
from tests.outbound.abroad import Abroad
from tests.outbound.server import NAME, whole

REQUEST = f"https://{NAME}/c/elm/visit/1/request.jwt"
ANSWER = f"https://{NAME}/c/elm/visit/1/answer/"
BACK = f"https://{NAME}/c/elm/visit/1/back/?response_code=r"


class Asker(Abroad):
    """Elm, on another portal. `posted` is what it was answered, `says` what it replies."""

    def __init__(self, server, **values):
        super().__init__("elm", b"e" * 32, name="Elm Books", **values)
        self.server, self.posted, self.says = server, [], {"redirect_uri": BACK}
        self.status = "200 OK"
        self.publish(server)
        server.say = self._take

    def _take(self, line):
        request = self.server.asked[-1]
        if not request.startswith(b"POST"):
            self._serve(self.server, line)
            return
        head, _, body = request.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += line.recv(65536)
        self.posted.append({name: value for name, [value] in parse_qs(body.decode()).items()})
        text = json.dumps(self.says).encode()
        start = f"HTTP/1.1 {self.status}\r\nContent-Type: application/json"
        whole(f"{start}\r\nContent-Length: {len(text)}", text)(line)

    def ask(self, home, *, signer=None, typ=asking.REQUEST_TYPE, **changed):
        now = timezone.now()
        question = Question(self.did, self.name, home.did, "nonce-1", "state-1", ANSWER)
        payload = question.to_json(now=now, until=now + timedelta(minutes=10)) | changed
        signed = jws.sign(payload, (signer or self).signer, typ=typ)
        self.pages["/c/elm/visit/1/request.jwt"] = (
            "application/oauth-authz-req+jwt",
            signed.encode(),
        )
        query = {"client_id": asking.client_id(self.did), "request_uri": REQUEST}
        return f"/present/?{urlencode(query)}"
