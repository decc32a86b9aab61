"""A server on this machine that answers over TLS whatever a test makes it say, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.front import make_certificates

NAME = "partner.test"
Say = Callable[[ssl.SSLSocket], None]


@dataclass
class Server:
    """`say` answers; `asked` keeps every request as it came."""

    port: int
    authority: Path
    say: Say
    asked: list[bytes] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)

    def map(self, name: str = NAME) -> dict[str, dict[str, object]]:
        """The operator's map that leads here."""
        told = {"address": "127.0.0.1", "port": self.port, "authority": str(self.authority)}
        return {name: told}

    def answer(self, body: bytes, *lines: str, status: str = "200 OK", more: str = "") -> None:
        head = lines or ("Content-Type: application/json", f"Content-Length: {len(body)}")
        self.say = whole("\r\n".join([f"HTTP/1.1 {status}", *head, more]).rstrip(), body)


def whole(head: str, body: bytes) -> Say:
    return lambda line: line.sendall(head.encode() + b"\r\n\r\n" + body)


def drip(start: bytes, drop: bytes, *, every: float = 0.05, seconds: float = 30) -> Say:
    """A little at a time, so that no single wait is long."""

    def say(line: ssl.SSLSocket) -> None:
        line.sendall(start)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            line.sendall(drop)
            time.sleep(every)

    return say


@contextmanager
def serving(folder: Path, name: str = NAME) -> Iterator[Server]:
    authority, chain = make_certificates(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(int(listener.getsockname()[1]), authority, lambda _line: None)
        server.answer(b"{}")
        context.sni_callback = lambda _line, sni, _context: server.greeted.append(str(sni))
        threading.Thread(target=_accept, args=(listener, context, server), daemon=True).start()
        yield server
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, context: ssl.SSLContext, server: Server) -> None:
    while True:
        try:
            plain, _address = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(plain, context, server), daemon=True).start()


def _serve(plain: socket.socket, context: ssl.SSLContext, server: Server) -> None:
    with contextlib.suppress(OSError), plain:
        plain.settimeout(10)
        with context.wrap_socket(plain, server_side=True) as line:
            data = b""
            while b"\r\n\r\n" not in data and (part := line.recv(65536)):
                data += part
            server.asked.append(data)
            server.say(line)
            line.unwrap()
