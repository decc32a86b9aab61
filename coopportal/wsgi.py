"""The WSGI entry."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")

application = get_wsgi_application()

from coopportal import checks  # noqa: E402 -- only now are the settings known

checks.refuse_to_start()

# What is loaded now stays as long as the process: a request in twenty took 150 ms more while all of it was searched for
# garbage again and again. The pages are part of it.
get_resolver().url_patterns  # noqa: B018 -- asking for them loads them
gc.collect()
gc.freeze()
