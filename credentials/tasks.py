"""Celery's way in for calendar jobs."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="credentials.tasks.refresh_published")
def refresh_published() -> None:
    """Publish anew what would grow old soon."""
