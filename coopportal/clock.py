"""The clock of the calendar: Celery's beat, without the portal around it.

It sends the names of tasks at their times and runs none, so it reads no models: half the memory of a process
that knows them, and a start in a second.
"""

from __future__ import annotations

from celery import Celery
from celery.loaders.app import AppLoader


class Loader(AppLoader):
    """Beat asks its loader for every task module; here nobody needs them."""

    def import_default_modules(self) -> list[object]:
        return []


app = Celery("coopportal", loader="coopportal.clock:Loader", set_as_current=False)
app.config_from_object("django.conf:settings", namespace="CELERY")
