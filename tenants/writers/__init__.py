"""The words of this app'"'"'s letters, one file per reader; importing a file registers its writers."""

from __future__ import annotations
