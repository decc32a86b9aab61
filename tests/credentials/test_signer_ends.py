"""The process that signs for web servers ends when it is told to."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from multiprocessing.connection import Client
from pathlib import Path

from tests.support.prepared import PLACE
from tests.support.processes import Processes


def test_a_signer_handles_the_signal_that_ends_it():
    """As the first process of a container nothing else would end it: it was killed after a minute."""
    with (
        tempfile.TemporaryDirectory() as folder,  # its path is short enough for a socket
        Processes(Path(folder), PLACE) as processes,
    ):
        path = Path(folder) / "s"
        processes.start("signer", sys.executable, "manage.py", "signer", "--socket", str(path))
        processes.wait_for("the signer", path.exists)
        with Client(str(path), family="AF_UNIX") as line:
            line.send_bytes(json.dumps({"data": "nothing of ours"}).encode())
            assert json.loads(line.recv_bytes()) == {"error": "unreadable"}
        process = processes.running["signer"]
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=30) == 0, processes.read("signer")
        assert not path.exists()
