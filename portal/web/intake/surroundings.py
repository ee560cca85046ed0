"""What a form needs to know of the person who fills it in; no more than its issue type asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from forms import Choice, FileFact, IssueType, Surroundings
from portal import clock, settings
from portal.accounts import directory, membership
from portal.accounts.rows import MemberRow
from portal.notify.texts import filesize
from portal.policy import Actor
from portal.tickets import lookups
from portal.tickets.rows import FileRow
from portal.web import filters
from portal.web.intake.audience import sharing_choices


def surroundings_of(actor: Actor, issue_type: IssueType, files: Iterable[FileRow], step: str) -> Surroundings:
    """The organisations, colleagues, tickets and stored files of this person, as far as the step needs them."""
    places = {place.organisation_id: place.name for place in actor.paid_places}
    asks_for_people = any(_is_about_people(spec) for spec in issue_type.fields)
    asks_for_tickets = any(spec.kind == "ticket" for spec in issue_type.fields)
    return Surroundings(
        now=clock.now(),
        zone=filters.zone(),
        organisations=tuple(Choice(str(number), name) for number, name in places.items()),
        organisation=str(next(iter(places))) if len(places) == 1 else None,
        own_person=str(actor.person_id),
        tickets=_tickets(actor) if asks_for_tickets else (),
        files=_facts(files),
        files_hint=files_hint(),
        sharing=sharing_choices(actor, issue_type) if step == "priority" else (),
        **(_people(actor, list(places)) if asks_for_people else {}),
    )


def files_hint() -> str:
    """How many and how large files may be, said beforehand (UX-18)."""
    limits = settings.current().limits
    most = f"Up to {limits.files} files, {filesize(limits.file_bytes)} each, {filesize(limits.ticket_bytes)} together."
    return f"{most} Pictures, text, logs, PDF, ZIP."


def _is_about_people(spec: Any) -> bool:
    return bool(spec.kind == "member" or spec.refuse_members or spec.own_domains)


def _tickets(actor: Actor) -> tuple[Choice, ...]:
    rows = lookups.own_tickets(actor)
    return tuple(Choice(row.reference, f"{row.reference} {row.subject}") for row in rows)


def _facts(files: Iterable[FileRow]) -> dict[str, tuple[FileFact, ...]]:
    found: dict[str, tuple[FileFact, ...]] = defaultdict(tuple)
    for file in files:
        found[file.field] += (FileFact(file.name, file.size),)
    return dict(found)


def _people(actor: Actor, organisation_ids: list[int]) -> dict[str, Any]:
    members = membership.members_of(organisation_ids)
    return {
        "members": {str(number): tuple(map(_choice, rows)) for number, rows in members.items()},
        "member_addresses": _by_key(directory.addresses_of_members(organisation_ids)),
        "verified_domains": _by_key(directory.domains_of(organisation_ids)),
        "sole_administrator_of": frozenset(
            str(number) for number, rows in members.items() if _administrators(rows) == {actor.person_id}
        ),
    }


def _choice(member: MemberRow) -> Choice:
    return Choice(str(member.person_id), f"{member.name} ({member.address})")


def _administrators(members: tuple[MemberRow, ...]) -> set[int]:
    return {member.person_id for member in members if member.is_administrator}


def _by_key(found: dict[int, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {str(number): texts for number, texts in found.items()}
