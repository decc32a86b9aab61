"""Reactions of issuing: a membership starts, changes, is suspended, ends."""

from __future__ import annotations
