"""Somebody takes away everything that is theirs: counted, and written down."""

from __future__ import annotations

from typing import Any

from portal import audit
from portal.accounts import factors, limits, queries, sessions
from portal.accounts.rows import Profile
from portal.audit import Act
from portal.policy import Actor


def begin_export(actor: Actor) -> None:
    """Return where it may begin now; TooMany where there were several already."""
    limits.count(*limits.export_limit(actor.person_id))
    audit.record(Act.ACCOUNT_EXPORTED, actor, person_id=actor.person_id)


def account_of(actor: Actor, profile: Profile) -> dict[str, Any]:
    """Everything about the account but its secrets, as a document."""
    mine = factors.factors_of(actor.person_id)
    return {
        "name": actor.name,
        "time_zone": profile.time_zone,
        "colours": profile.theme,
        "mail": profile.mail_preference,
        "plan": actor.personal_plan,
        "staff_role": actor.staff_role,
        "addresses": [
            {"address": row.address, "main": row.is_main, "confirmed": row.is_verified}
            for row in queries.addresses_of(actor.person_id)
        ],
        "organisations": [
            {"name": place.name, "role": place.role, "plan": place.plan, "sees_shared_tickets_from": place.sees_from}
            for place in actor.places
        ],
        "devices": [
            {"device": row.device, "address": row.remote_address, "since": row.created_at, "last_seen": row.seen_at}
            for row in sessions.sessions_of(actor)
        ],
        "app_for_codes_since": mine.authenticator_since,
        "passkeys": [{"name": row.name, "added": row.created_at, "used": row.used_at} for row in mine.passkeys],
    }
