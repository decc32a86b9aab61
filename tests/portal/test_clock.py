"""The process that only knows what is due when."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

from coopportal.celery import app
from tests.architecture.tree import ROOT

READS = """
import sys
from coopportal.clock import app
app.loader.init_worker()
print(sorted(app.conf.beat_schedule) != [], "django.db.models" in sys.modules)
"""


def test_clock_sends_only_what_a_worker_knows():
    app.loader.import_default_modules()
    sent = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert sent
    assert sent <= set(app.tasks)


def test_clock_has_its_times_and_reads_no_models():
    said = subprocess.run(
        [sys.executable, "-c", READS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert said.split() == ["True", "False"]
