"""A name server on this machine, over UDP and TCP, that says whatever a test makes it say."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

SHORT = 512  # what fits into one packet, as of old


@dataclass
class NameServer:
    """`records` are texts by whole names; `say` may change an answer, or be silent; `asked` keeps each name."""

    port: int = 0
    records: dict[str, list[str]] = field(default_factory=dict)
    say: Callable[[dns.message.Message], dns.message.Message | None] = lambda answer: answer
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def answer(self, packet: bytes, *, most: int) -> bytes:
        question = dns.message.from_wire(packet)
        name = question.question[0].name.to_text()
        self.asked.append(name)
        answer = dns.message.make_response(question)
        if name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for text in self.records.get(name, []):
            parts = [text[at : at + 255] for at in range(0, len(text), 255)]
            quoted = " ".join(f'"{part}"' for part in parts)
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", quoted))
        said = self.say(answer)
        if said is None:
            return b""
        whole = said.to_wire(max_size=65535)
        if len(whole) > most:
            cut = dns.message.make_response(question)
            cut.flags |= dns.flags.TC
            whole = cut.to_wire()
        return whole


@contextmanager
def naming() -> Iterator[NameServer]:
    server = NameServer()
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets,
    ):
        server.port = int(listener.getsockname()[1])
        packets.bind(server.address)
        threading.Thread(target=_packets, args=(packets, server), daemon=True).start()
        threading.Thread(target=_streams, args=(listener, server), daemon=True).start()
        yield server
        for each in (listener, packets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _packets(line: socket.socket, server: NameServer) -> None:
    with contextlib.suppress(OSError):
        while (packet := line.recvfrom(4096))[0]:  # nothing, once it is shut down
            if said := server.answer(packet[0], most=SHORT):
                line.sendto(said, packet[1])


def _streams(listener: socket.socket, server: NameServer) -> None:
    with contextlib.suppress(OSError):
        while True:
            line, _address = listener.accept()
            with line, contextlib.suppress(OSError, struct.error):
                line.settimeout(5)
                (length,) = struct.unpack("!H", line.recv(2, socket.MSG_WAITALL))
                if said := server.answer(line.recv(length, socket.MSG_WAITALL), most=65535):
                    line.sendall(struct.pack("!H", len(said)) + said)
