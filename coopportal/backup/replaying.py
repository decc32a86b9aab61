"""Doing again what had happened between the backup and the last list: erasures, endings, removals, refused keys."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from benefits import handlers as benefits
from benefits.models import Desk, Integration
from benefits.services import replaying as partnerships
from benefits.services.desk import keep_devices, remove_desk
from coopportal import logins as logins_of_portal
from coopportal.backup import paused, since
from coopportal.backup.errors import RefusedError
from coopportal.db import roles
from coopportal.services import consultation, interest, putting_back
from credentials import accreditations
from credentials import handlers as cards
from credentials.acceptance import Policy
from credentials.models import (
    AcceptancePolicy,
    IssuingProgram,
    SigningKey,
    StatusSeries,
    TrustListVersion,
)
from credentials.services import accepting, attesting, compromise, floors, keys, status, trust_list
from credentials.services import replaying as words
from tenants import scope
from tenants.audit.reading import read_chain
from tenants.errors import ChangedMeanwhileError
from tenants.facts import MemberForgotten
from tenants.household_facts import HolderForgotten
from tenants.models import Comment, Cooperative, Interest, User
from tenants.services import forgetting, forgetting_members, replaying, team


def replay(told: dict[str, Any] | None) -> Counter[str]:
    """Of all co-ops; without a list only what is certain without one. Safe to repeat. Returns what was done."""
    _sign_here()
    done: Counter[str] = Counter()
    putting_back.end_sessions()
    logins: set[int] = set()
    for pk in Cooperative.objects.order_by("pk").values_list("pk", flat=True):
        with scope.within(pk):
            if told is None:
                floors.raise_floors({}, None)
            elif str(pk) in told["cooperatives"]:
                logins |= _in_cooperative(told["cooperatives"][str(pk)], done)
            else:
                done["cooperatives unknown to the list"] += 1
            made_at = (paused.told() or {}).get("madeAt", "")
            number = told["cooperatives"].get(str(pk), {}).get("nextNumber", 0) if told else 0
            replaying.note_restored(made_at, told["at"] if told else "", next_number=number)
            if not team.has_owner():
                slug = Cooperative.objects.get(pk=pk).slug
                done[f"{slug} HAS NO OWNER, seat one: manage.py seat_owner {slug} EMAIL"] += 1
    if told is not None:
        _of_everybody(told, logins, done)
    _publish()
    return done


def lift_suspensions() -> int:
    """Of all co-ops, once somebody has looked at who was suspended. Returns in how many lists."""
    _sign_here()
    lifted = 0
    for pk in Cooperative.objects.order_by("pk").values_list("pk", flat=True):
        with scope.within(pk):
            lifted += floors.lift_suspensions()
    _publish()
    return lifted


def _sign_here() -> None:
    """No signer runs yet, so nobody is asked. Raises RefusedError before anything is changed where this role cannot."""
    if not roles.may_open(connection):
        raise RefusedError(
            "This role of PostgreSQL may not read what is wrapped, and lists have to be signed. Nothing was changed: give this "
            "command the DATABASE_URL of portal_migrate, as the one that put the backup back."
        )
    settings.SIGNER_SOCKET = ""


def _publish() -> None:
    """At once: what the backup holds are the lists of its day."""
    for pk in Cooperative.objects.order_by("pk").values_list("pk", flat=True):
        with scope.within(pk):
            if StatusSeries.objects.exists():
                status.publish_series(set(StatusSeries.objects.values_list("pk", flat=True)))
            if TrustListVersion.objects.exists():
                trust_list.sign_trust_list(again=True)
            if accreditations.asked_by_us().exclude(document="").exists():
                attesting.publish_accreditations()
                keys.publish_identity()


def _in_cooperative(here: dict[str, Any], done: Counter[str]) -> set[int]:
    done["staff"] += replaying.seat_again(here["staff"])
    done["programs"] += replaying.stop_programs_again(IssuingProgram, here["programs"])
    done["programs"] += replaying.stop_programs_again(Integration, here["integrations"])
    for desk in Desk.objects.filter(removed_at=None).exclude(code__in=here["desks"]):
        remove_desk(desk, by=None)
        done["desks"] += 1
    if "devices" in here:  # an older portal's lists do not say
        done["devices of desks"] += keep_devices(here["devices"])
        done["choices about mail"] += replaying.decline_again(
            here["noMailings"], here["noReminders"]
        )
    done["photos"] += replaying.keep_photos_of(here["photos"])
    done["memberships"] += replaying.end_again(here["standings"])
    done["holders"] += replaying.take_cards_again(here["removedHolders"])
    if "accreditations" in here:  # as above
        _stop(here, done)
    logins = _forget(here, done)
    done["keys declared compromised"] += _refuse_keys(here["compromised"])
    done["unknown cards"] += floors.raise_floors(here["lists"], here["given"])
    done["lines of the log lost"] += max(0, here["log"][0] - read_chain().lines)
    return logins


def _stop(here: dict[str, Any], done: Counter[str]) -> None:
    """What the co-op no longer confirms or stands to."""
    done["accreditations"] += words.stop_accreditations_again(here["accreditations"])
    done["words of other bodies"] += words.take_words_down_again(here["words"])
    done["credentials of programs"] += words.mark_issued_again(here["issued"])
    done["agreements"] += partnerships.stop_agreements_again(here["agreements"], here["left"])
    done["agreements paused"] += partnerships.pause_again(here["pauses"])
    done["approvals"] += partnerships.end_clearances_again(here["clearances"])
    _narrow(here, done)


def _narrow(here: dict[str, Any], done: Counter[str]) -> None:
    """Within networks and in whose cards are accepted; what cannot be done is named, so that somebody looks at it."""
    slug = Cooperative.objects.get(pk=scope.current().cooperative_id).slug
    if "exclusions" in here:  # as above
        laid, missing = partnerships.exclude_again(here["exclusions"])
        done["exclusions in networks"] += laid
        done["nearness within networks"] += partnerships.end_nearness_again(here["nearnessOver"])
        for code in sorted(missing):
            page = f"/c/{slug}/staff/agreements/{code}/"
            done[f"{slug}: an EXCLUSION could not be laid again, look at {page}"] += 1
    newest = AcceptancePolicy.objects.first()
    if here["rule"] <= (newest.number if newest else 0):
        return
    later = here.get("accepts")
    parts = accepting.narrow_again(Policy.from_json(later), here["rule"]) if later else ()
    done["rules on whose cards are accepted"] += bool(parts)
    said = f"stricter again in {', '.join(parts)}" if parts else "of the day of the backup"
    page = f"/c/{slug}/staff/acceptance/"
    done[f"{slug}: the rule on WHOSE CARDS ARE ACCEPTED is {said}, look at {page}"] += 1


def lost(told: dict[str, Any]) -> dict[str, dict[str, int]]:
    """What had happened at each co-op since the backup, by its address and the names of the log: before anything is done again."""
    found = {}
    for here in Cooperative.objects.order_by("slug"):
        later = told["cooperatives"].get(str(here.pk), {}).get("facts", {})
        with scope.within(here.pk):
            known = since.facts()
        since_then = {name: times - known.get(name, 0) for name, times in later.items()}
        found[here.slug] = {name: times for name, times in since_then.items() if times > 0}
    return found


def _forget(here: dict[str, Any], done: Counter[str]) -> set[int]:
    logins: set[int] = set()
    for code in here["forgottenMembers"]:
        try:
            logins |= set(forgetting_members.forget_now(UUID(code)))
        except ChangedMeanwhileError:
            done["members NOT forgotten, look at them"] += 1
    logins |= set(forgetting_members.forget_holders([UUID(c) for c in here["forgottenHolders"]]))
    # At once, and not only when a worker runs: nobody is to see them in between.
    cards.forget_cards([MemberForgotten(code) for code in here["forgottenMembers"]])
    cards.forget_further_cards([HolderForgotten(code) for code in here["forgottenHolders"]])
    benefits.forget_members([MemberForgotten(code) for code in here["forgottenMembers"]])
    applications = [UUID(code) for code in here["forgottenApplications"]]
    done["applications forgotten"] += forgetting.forget_applications(applications)
    return logins


def _refuse_keys(codes: list[str]) -> int:
    rows = SigningKey.objects.filter(code__in=codes)
    rows = rows.exclude(state=SigningKey.State.COMPROMISED)
    found = list(rows.values_list("code", flat=True))
    for code in found:
        compromise.declare_compromised(
            code, by=None
        )  # its cards are signed anew once a worker runs
    if found:
        keys.create_signing_key()  # the lists are published before anything starts
    return len(found)


def _of_everybody(told: dict[str, Any], logins: set[int], done: Counter[str]) -> None:
    for row in Interest.objects.exclude(code__in=told["interests"]):
        interest.delete_interest(row)
        done["interests forgotten"] += 1
    for said in Comment.objects.exclude(code__in=told["comments"]):
        consultation.delete_comment(said)
        done["comments forgotten"] += 1
    gone = set(User.objects.exclude(pk__in=told["people"]).values_list("pk", flat=True))
    for pk in sorted(logins | gone):
        logins_of_portal.remove(pk)
    left = User.objects.filter(pk__in=gone).count()
    done["logins forgotten"] += len(gone) - left
    done["logins NOT forgotten, look at them"] += left
    for did, multikey in told["denied"]:
        putting_back.deny_key(did, multikey)
    if "proofs" not in told:
        done["an OLD LIST that knows no second proofs, addresses and devices: look at them"] += 1
        return
    done["second proofs"] += putting_back.keep_proofs(set(told["proofs"]))
    addresses, without = putting_back.keep_addresses(set(told["addresses"]))
    done["addresses of logins"] += addresses
    done["logins WITHOUT an address now, who changed theirs since"] += without
