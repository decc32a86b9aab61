"""What a process counts with is begun once, whoever asks first, and stays where it lives."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

from coopportal import metrics
from tests.architecture.tree import ROOT

AT_ONCE = """
import sys, threading
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from coopportal import metrics
gate = threading.Barrier(8)
def first(number):
    gate.wait()
    metrics._latency().labels("public", "GET", "2xx").observe(0.1)
    return number
with ThreadPoolExecutor(8) as pool:
    print(len(list(pool.map(first, range(8)))), flush=True)
sys.stdin.read()
"""


@contextmanager
def counting(folder):
    """A process of the web server whose first eight requests came at once."""
    # Where this process already counts would be inherited.
    ours = {name: said for name, said in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    process = subprocess.Popen(
        [sys.executable, "-c", AT_ONCE],
        cwd=ROOT,
        env={
            **ours,
            "DATA": str(folder),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate()


def test_first_requests_at_once_begin_it_once_and_a_start_beside_them_takes_nothing(
    tmp_path, settings
):
    settings.DATA = tmp_path
    with counting(tmp_path) as answered:
        assert answered == "8"
        before = sorted((tmp_path / "metrics").iterdir())
        metrics.forget_the_gone()
        assert sorted((tmp_path / "metrics").iterdir()) == before != []

    metrics.forget_the_gone()
    assert not (tmp_path / "metrics").exists()
