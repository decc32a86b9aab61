"""Lists of members from elsewhere, made into a plan. Pure: bytes and values in, values out."""

from __future__ import annotations
