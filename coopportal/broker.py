"""The embedded broker: a folder of messages. One appears under its name only when it is whole.

The library opens a message's file before writing it, and a worker that looks in between reads an empty
message and ends. Here it is written under another name first.
"""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(  # type: ignore[override]  # -- two of its bases disagree about the second name
        self, queue: str, payload: dict[str, Any], **_kwargs: Any
    ) -> None:
        """Names sort by time, so that the oldest is read first."""
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out) / name
        draft = whole.with_name(f"{name}.new")
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            draft.replace(whole)
        except OSError as error:
            raise ChannelError(f"Cannot add a message to {self.data_folder_out}") from error


class Transport(filesystem.Transport):
    Channel = Channel


def take_over() -> None:
    """From now on every connection to a folder is one of these."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
