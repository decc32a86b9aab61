"""A mail backend that keeps each message as a file, for machines without a mail server."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.DEV_MAIL_FOLDER.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{uuid4().hex[:8]}"
            draft = settings.DEV_MAIL_FOLDER / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            os.replace(draft, settings.DEV_MAIL_FOLDER / f"{name}.eml")  # noqa: PTH105 -- atomic: a reader never sees half a mail
        return len(email_messages)
