"""The WSGI entry."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")

application = get_wsgi_application()

from coopportal import checks  # noqa: E402 -- only now are the settings known

checks.refuse_to_start()
