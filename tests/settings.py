"""The portal's settings in a folder of their own, so that tests never touch a person's data."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# One folder per worker; what a worker starts is told another one, and keeps to it.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if "DATA" not in os.environ or os.environ.get("DATA_OF_WORKER", "") != WORKER:
    os.environ["DATA"] = tempfile.mkdtemp(prefix="coopportal-tests-")
os.environ["DATA_OF_WORKER"] = WORKER
os.environ.setdefault("CANONICAL_ORIGIN", "http://localhost:8000")
os.environ.setdefault("OUTBOUND", "no")  # tests leave the machine for nobody

from coopportal.settings import *  # noqa: E402, F403 -- the environment above must come first

VECTORS_DIR = Path(
    os.environ.get(
        "VECTORS_DIR", Path(__file__).resolve().parent.parent.parent / "shared" / "vectors"
    )
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 -- the settings above; WhiteNoise warns of a missing folder
if "TEST_TEMPLATE" in os.environ:
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["TEST_TEMPLATE"]}  # noqa: F405 -- the settings above
