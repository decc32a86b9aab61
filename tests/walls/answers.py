"""What an answer tells whoever asked."""

from __future__ import annotations

from typing import Any


def told(answer: Any) -> str:
    """Everything an answer tells: body, headers, cookies, redirect."""
    body = b"".join(answer) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{answer.cookies}\n{body.decode(errors='replace')}"
