"""What is inside an archive: a tar that is written and read in one go, each member with its digest in the last one.

What is long comes in parts, packed with gzip as one stream: `cat database/* | gunzip` gives it back.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

from coopportal.backup.errors import RefusedError

PART: Final = 8 * 1024 * 1024
MANIFEST: Final = "manifest.json"
ABOUT: Final = "about.json"
QUICK: Final = 3
GZIP: Final = 16 + zlib.MAX_WBITS
MOST_JSON: Final = 64 * 1024 * 1024


@dataclass
class Packer:
    """Writes members one after another, and last what they were."""

    tar: tarfile.TarFile
    members: list[list[Any]] = field(default_factory=list)

    def add(self, name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        self.tar.addfile(info, io.BytesIO(content))
        self.members.append([name, len(content), hashlib.sha256(content).hexdigest()])

    def add_json(self, name: str, value: object) -> None:
        self.add(name, json.dumps(value, ensure_ascii=False, indent=1).encode())

    def add_stream(self, folder: str, chunks: Iterable[bytes]) -> int:
        """As parts of at most eight MiB. Returns how many bytes came in."""
        packing, waiting, number, size = zlib.compressobj(QUICK, wbits=GZIP), bytearray(), 0, 0
        for chunk in chunks:
            size += len(chunk)
            waiting += packing.compress(chunk)
            while len(waiting) >= PART:
                number += 1
                self.add(f"{folder}/{number:06}", bytes(waiting[:PART]))
                del waiting[:PART]
        waiting += packing.flush()
        while waiting:
            number += 1
            self.add(f"{folder}/{number:06}", bytes(waiting[:PART]))
            del waiting[:PART]
        return size

    def finish(self) -> None:
        self.add_json(MANIFEST, self.members)


def pack(into: IO[bytes], write: Callable[[Packer], None]) -> None:
    with tarfile.open(fileobj=into, mode="w|") as tar:
        packer = Packer(tar)
        write(packer)
        packer.finish()


def members(source: IO[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each member with its content, which has to be read before the next. Whatever is not as written is refused."""
    seen: list[list[Any]] = []
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for info in tar:
            file = tar.extractfile(info)
            if file is None or not info.isreg() or info.name.startswith(("/", ".")):
                raise RefusedError("The archive holds something that is no file of a backup.")
            if info.name == MANIFEST:
                if json.loads(file.read(MOST_JSON)) != seen:
                    raise RefusedError("The archive does not hold what its manifest says.")
                return
            digest, length = hashlib.sha256(), [0]
            yield info.name, _read(file, digest, length)
            seen.append([info.name, length[0], digest.hexdigest()])
    raise RefusedError("The archive has no manifest: it was cut short.")


def _read(file: IO[bytes], digest: Any, length: list[int]) -> Iterator[bytes]:
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        length[0] += len(chunk)
        yield chunk


@dataclass
class Unpacker:
    """Puts the parts of one stream together again."""

    into: IO[bytes]
    unpacking: Any = field(default_factory=lambda: zlib.decompressobj(GZIP))
    size: int = 0

    def take(self, chunk: bytes) -> None:
        waiting = chunk
        while waiting:
            opened = self.unpacking.decompress(waiting, PART)
            self.size += len(opened)
            self.into.write(opened)
            waiting = self.unpacking.unconsumed_tail

    def finish(self) -> None:
        rest = self.unpacking.flush()
        self.size += len(rest)
        self.into.write(rest)
        if not self.unpacking.eof:
            raise RefusedError("The database in the archive is not whole.")
