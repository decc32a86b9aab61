"""The word that binds a transaction of PostgreSQL to a co-op, and what PostgreSQL makes of it.

The word names the transaction by its beginning, so one that was left on a connection by whoever had it before counts for
nothing. It is no secret: whoever can send SQL of their own can say any word. It holds against a forgotten filter, not
against an injection.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from tenants.scope import Everywhere, Scope

VARIABLE: Final = "portal.cooperative"
EVERYWHERE: Final = "everywhere"
_NOW: Final = "extract(epoch FROM transaction_timestamp())::text"
_NOBODY: Final = f"SELECT set_config('{VARIABLE}', '', true)"
_PART: Final = f"split_part(current_setting('{VARIABLE}', true), '|', {{}})"
_IS_OURS: Final = f"{_PART.format(2)} = {_NOW}"
# Each a plain expression, which PostgreSQL puts into the query instead of calling it.
FUNCTIONS: Final = {
    "portal_cooperative": f"""CREATE OR REPLACE FUNCTION portal_cooperative() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN {_IS_OURS} THEN NULLIF(NULLIF({_PART.format(1)}, ''), '{EVERYWHERE}')::uuid END
$$""",
    "portal_everywhere": f"""CREATE OR REPLACE FUNCTION portal_everywhere() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT {_IS_OURS} AND {_PART.format(1)} = '{EVERYWHERE}'
$$""",
}


def word_for(found: Scope | Everywhere | None) -> str:
    """The statement that says it, for this transaction only. Nothing in it comes from outside."""
    if isinstance(found, Scope) and isinstance(found.cooperative_id, UUID):
        return _saying(str(found.cooperative_id))
    return _saying(EVERYWHERE) if isinstance(found, Everywhere) else _NOBODY


def _saying(who: str) -> str:
    return f"SELECT set_config('{VARIABLE}', '{who}|' || {_NOW}, true)"
