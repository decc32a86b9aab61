"""What a person may read of the thread and of the team's notes about an application of theirs.

The law gives a person a copy of what is kept about them, the team's notes included; whose hand wrote
a note is told by role, for the colleague is a person too.
"""

from __future__ import annotations

from typing import Any

from tenants import admission
from tenants.models import Application, ApplicationMessage, ApplicationNote


def of_application(application: Application) -> dict[str, Any]:
    """Messages, notes, conditions and the waiting list, ready for the file of a data export."""
    return {
        "application": str(application.code),
        "messages": [
            {"at": row.at.isoformat(), "from": "co-op" if row.by_id else "you", "text": row.text}
            for row in ApplicationMessage.objects.filter(application=application)
        ],
        "notes": [
            {"at": row.at.isoformat(), "from": "team", "text": row.text}
            for row in ApplicationNote.objects.filter(application=application)
        ],
        "conditions": [
            {"condition": each.condition.label, "met_at": each.met and each.met.at.isoformat()}
            for each in admission.conditions_of(application)
        ],
        "waiting_list": {
            "since": _moment(application.waitlisted_at),
            "reason": application.waitlist_reason,
            "place_offered": _moment(application.place_offered_at),
            "place_taken": _moment(application.place_taken_at),
        },
    }


def _moment(at: Any) -> str | None:
    return at.isoformat() if at else None
