"""A TLS front: https outside, the portal's plain port inside, as a proxy stands before it in real life."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificates(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """A certificate authority of our own and one certificate for a name: (authority, chain with key)."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    authority = (
        _builder(authority_name, authority_name, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    own = (
        _builder(own_name, authority_name, key)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    root, chain = folder / f"authority-of-{name}.pem", folder / f"{name}.pem"
    root.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    chain.write_bytes(
        own.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return root, chain


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
    )


class TlsFront:
    """Threads that carry bytes; `port` is https, `inner` is where the portal listens."""

    def __init__(self, folder: Path, *, inner: int, name: str = "localhost", port: int = 0) -> None:
        self.authority, chain = make_certificates(folder, name)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(chain)
        self._inner = inner
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listener.getsockname()[1])
        self.origin = f"https://{name}:{self.port}"

    def __enter__(self) -> Self:
        self.come_back()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Nobody answers at this address any more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def come_back(self) -> None:
        """At the same address as before."""
        if self._listener.fileno() == -1:
            self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                outside, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(outside,), daemon=True).start()

    def _carry(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            plain.settimeout(30)
            with (
                self._context.wrap_socket(plain, server_side=True) as outside,
                socket.create_connection(("127.0.0.1", self._inner), timeout=30) as inside,
            ):
                inside.sendall(_as_https(_request(outside)))
                while part := inside.recv(65536):
                    outside.sendall(part)


def _request(outside: ssl.SSLSocket) -> bytes:
    """One whole request: its head, and as much body as the head announces."""
    data = b""
    while b"\r\n\r\n" not in data and (part := outside.recv(65536)):
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length and (part := outside.recv(65536)):
        body += part
    return head + b"\r\n\r\n" + body


def _as_https(request: bytes) -> bytes:
    """One request per connection, said to have come over https, whatever the client claimed."""
    head, _, body = request.partition(b"\r\n\r\n")
    ours = (b"x-forwarded-proto:", b"connection:")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(ours)]
    lines += [b"X-Forwarded-Proto: https", b"Connection: close"]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
