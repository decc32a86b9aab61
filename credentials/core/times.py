"""Times as the data model writes them: XML Schema ``dateTimeStamp``, always with a zone.

https://www.w3.org/TR/vc-data-model-2.0/#representing-time.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Final, TypeGuard

from credentials.core.encoding import MAX_INTEGER
from credentials.core.errors import EncodingError

LEEWAY: Final = timedelta(seconds=60)
"""So far two clocks may differ."""

_SECONDS: Final = len("2026-11-25T09:30:00")
_STAMP: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\d*(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)", re.ASCII
)


def parse_time(value: object) -> datetime:
    """Read a time.

    Raises:
        EncodingError: ``bad_time``.
    """
    if isinstance(value, str) and _STAMP.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            # At the ends of the calendar not every moment has a day in another zone.
            if MINYEAR < moment.year < MAXYEAR:
                return moment
    raise EncodingError("bad_time", "A time is badly written.")


def is_seconds(value: object) -> TypeGuard[int]:
    """Whether that is a time in whole seconds since 1970 with which one can reckon, not one at which a float overflows.

    NumericDate, https://www.rfc-editor.org/rfc/rfc7519#section-2.
    """
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER


def write_time(moment: datetime) -> str:
    """Write a time in UTC, to the second.

    Raises:
        EncodingError: ``bad_time`` when the moment has no zone.
    """
    if moment.tzinfo is None:
        raise EncodingError("bad_time", "A time has no zone.")
    return f"{moment.astimezone(UTC).isoformat()[:_SECONDS]}Z"
