"""A mailbox as an IMAP server keeps it, with just the commands that reading new mails takes; over TLS."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from pathlib import Path
from typing import Any, Self


class _Line(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self._say(b"* OK ready")
        verb = ""
        while not verb.startswith("LOGOUT") and (line := self.rfile.readline()):
            tag, _space, rest = line.decode().strip().partition(" ")
            verb = rest.upper()
            refused = verb.startswith("LOGIN") and '"secret"' not in rest
            self._answer(verb, rest)
            self._say(f"{tag} {'NO wrong password' if refused else 'OK done'}".encode())

    def _answer(self, verb: str, rest: str) -> None:
        number = next(map(int, re.findall(r"\d+", rest)), 0)
        if verb.startswith("CAPABILITY"):
            self._say(b"* CAPABILITY IMAP4rev1")
        elif verb.startswith("SELECT"):
            self._say(f"* {len(self.server.mails)} EXISTS".encode())
        elif verb.startswith("UID SEARCH"):
            new = [n for n in range(1, len(self.server.mails) + 1) if n not in self.server.seen]
            self._say(f"* SEARCH {' '.join(map(str, new))}".strip().encode())
        elif verb.startswith("UID FETCH"):
            mail = self.server.mails[number - 1]
            self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}".encode())
            self.wfile.write(mail + b")\r\n")
        elif verb.startswith("UID STORE"):
            self.server.seen.add(number)

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(certificate)

    def get_request(self) -> Any:
        line, address = super().get_request()
        return self._tls.wrap_socket(line, server_side=True), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who does not trust the certificate hangs up; that is what is tested."""


class Mailbox:
    """`seen` are the numbers of mails that were marked, counted from 1."""

    def __init__(self, mails: list[bytes], certificate: Path) -> None:
        self._server: Any = _Server(certificate)
        self._server.mails = mails
        self._server.seen = self.seen = set[int]()
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
