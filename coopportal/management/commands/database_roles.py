"""The roles of PostgreSQL, as SQL to read, or made at once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from coopportal import env
from coopportal.db import roles


class Command(BaseCommand):
    help = (
        "Print the SQL that makes the portal's roles at PostgreSQL, or run it as an administrator."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prefix", default="portal", help="what all six names begin with")
        parser.add_argument("--apply", action="store_true", help="run it, through DATABASE_URL")

    def handle(self, *_args: Any, prefix: str, apply: bool, **_options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's: DATABASE_URL names another database.")
        chosen = roles.Roles(prefix)
        database = str(connection.settings_dict["NAME"])
        if not apply:
            sql = roles.making(chosen, database, {}, roles.columns_of(connection))
            self.stdout.write("BEGIN;\n" + ";\n".join(sql) + ";\nCOMMIT;")
            return
        words = {part: env.password(f"{prefix}_{part}_PASSWORD".upper()) for part in roles.PARTS}
        given = {part: word for part, word in words.items() if word}
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in roles.making(chosen, database, given, roles.columns_of(connection)):
                cursor.execute(statement)
        without = [chosen[part] for part in roles.PARTS if part not in given and part != "owner"]
        self.stdout.write(f"Made, or made right: {', '.join(chosen.all())}.")
        if without:
            self.stdout.write(f"Without a new password: {', '.join(without)}.")
