#!/usr/bin/env python
"""Django's command-line utility."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- Django asks for it: settings first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
