"""What PostgreSQL's own catalogue says of the second wall, without asking the models: no table escapes.

`walls.differences` compares with the models; a table that the models forgot is found here. Each exception has a reason.
"""

from __future__ import annotations

from typing import Any, Final

# Tables that name a co-op and belong to none: read before it is known which it is, or by both sides.
FREE: Final = {
    "benefits_agreementparty": "a side of an agreement, which belongs to two; its manager shows it to its parties",
    "tenants_interest": "somebody who would like to take part, read by the network's list before there is a co-op",
    "tenants_locator": "leads from a secret in an address to the co-op behind it; keyed digests only",
    "tenants_outboxentry": "one worker serves every co-op; ids only",
    "tenants_seat": "leads a person who signs in to co-ops; keyed digests only",
}
# Unique across co-ops, so that a taken value can be noticed from another one: each is drawn, not chosen.
DRAWN: Final = {
    "benefits_integration.digest": "a digest of a drawn token",
    "credentials_cardorder.card_code": "drawn, and looked up by whoever holds the card",
    "credentials_cardorder.urn": "a drawn identifier of a card",
    "credentials_accreditationcredential.urn": "a drawn identifier",
    "credentials_credential.card_code": "drawn, and looked up by whoever holds the card",
    "credentials_credential.urn": "a drawn identifier of a card",
    "credentials_issuingprogram.digest": "a digest of a drawn token",
    "credentials_presentationrequest.nonce": "drawn",
    "credentials_signingkey.kid": "begins with the co-op's own identifier",
    "credentials_statuslist.code": "drawn, and stands in the address of the list",
    "credentials_statuslist.url": "its address, which names the co-op",
}

UNWALLED: Final = """
SELECT relname FROM pg_class JOIN pg_attribute a ON attrelid = pg_class.oid AND attname = 'cooperative_id' AND NOT attisdropped
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT (
  relrowsecurity AND relforcerowsecurity AND attnotnull AND (
    SELECT count(*) FILTER (WHERE NOT polpermissive AND polcmd IN ('r', 'a', 'w', 'd')) >= 4
    FROM pg_policy WHERE polrelid = pg_class.oid))"""
# A key between two tables that both name a co-op, without the co-op in it, and without another one over the same
# column that has it.
LOOSE_KEYS: Final = """
SELECT conrelid::regclass || '.' || a.attname FROM pg_constraint k
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND cardinality(conkey) = 1
AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = conrelid AND attname = 'cooperative_id' AND NOT attisdropped)
AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = confrelid AND attname = 'cooperative_id' AND NOT attisdropped)
AND NOT EXISTS (
  SELECT FROM pg_constraint c JOIN pg_attribute o ON o.attrelid = c.conrelid AND o.attname = 'cooperative_id'
  WHERE c.contype = 'f' AND c.conrelid = k.conrelid AND c.confrelid = k.confrelid AND c.convalidated
    AND c.conkey @> ARRAY[o.attnum, k.conkey[1]])"""
# Random identifiers are no oracle, and a key that points at one row of the co-op is the co-op's by the composite key.
WIDE_UNIQUES: Final = """
SELECT t.relname || '.' || string_agg(a.attname, '+' ORDER BY a.attname) FROM pg_index i
JOIN pg_class t ON t.oid = indrelid JOIN pg_class x ON x.oid = indexrelid
JOIN pg_attribute a ON a.attrelid = indrelid AND a.attnum = ANY (indkey)
WHERE indisunique AND NOT indisprimary AND t.relnamespace = 'public'::regnamespace
AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = indrelid AND attname = 'cooperative_id' AND NOT attisdropped)
GROUP BY t.relname, indexrelid
HAVING NOT bool_or(a.attname = 'cooperative_id')
AND NOT bool_or(a.atttypid = 'uuid'::regtype)
AND NOT bool_or(EXISTS (
  SELECT FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = a.attrelid
    AND cardinality(c.conkey) > 1 AND a.attnum = ANY (c.conkey)))"""
ROLE: Final = """
SELECT concat_ws(', ', CASE WHEN rolsuper THEN 'is a superuser' END, CASE WHEN rolbypassrls THEN 'looks past row security' END,
  CASE WHEN EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'USAGE')) THEN 'owns tables' END)
FROM pg_roles WHERE rolname = current_user"""


def gaps(connection: Any) -> list[str]:
    """Tables, keys and indexes that the wall does not cover. Nothing, where it covers all."""
    if connection.vendor != "postgresql":
        return []
    return [
        *(f"no wall: {name}" for name in _read(connection, UNWALLED) if name not in FREE),
        *(
            f"key without the co-op: {name}"
            for name in _read(connection, LOOSE_KEYS)
            if name.partition(".")[0] not in FREE
        ),
        *(
            f"unique across co-ops: {name}"
            for name in _read(connection, WIDE_UNIQUES)
            if name not in DRAWN and name.partition(".")[0] not in FREE
        ),
    ]


def power(connection: Any) -> str:
    """What this process may at the database that a portal should not: nothing, where the roles are as they should be."""
    if connection.vendor != "postgresql":
        return ""
    return next(iter(_read(connection, ROLE)), "")


def _read(connection: Any, sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted(str(value) for (value,) in cursor.fetchall())
