"""PgBouncer in transaction mode before a database, with fewer connections than there are askers."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.requirements_plugin import pooler
from tests.support.sink import free_port

CONNECTIONS = 4
ORDERS = """
[databases]
* = host={host} port={there} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def pooled(url: str) -> Iterator[str]:
    """The same database, by way of the pooler."""
    there, port = urlsplit(url), free_port()
    folder = Path(tempfile.mkdtemp(prefix="coopportal-pooler-"))
    orders = folder / "pgbouncer.ini"
    orders.write_text(
        ORDERS.format(
            host=there.hostname,
            there=there.port or 5432,
            user=there.username,
            password=there.password,
            port=port,
            connections=CONNECTIONS,
        )
    )
    folder.chmod(0o755)
    who = ["-u", "nobody"] if getpass.getuser() == "root" or os.geteuid() == 0 else []
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([str(pooler()), *who, str(orders)], stdout=log, stderr=log)
    found = there._replace(netloc=f"{there.username}:x@127.0.0.1:{port}").geturl()
    try:
        _wait_for(found, folder / "log")
        yield found
    finally:
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(folder)


def _wait_for(url: str, log: Path) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            psycopg.connect(url, prepare_threshold=None).close()
        except psycopg.OperationalError:
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        else:
            return
