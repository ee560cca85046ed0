"""Answer templates: words that engineers use again and again, with variables in double braces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, IntegrityError, ModelSelect

from portal import audit, clock
from portal.audit import Act
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import AnswerTemplate, Person
from portal.errors import NotFound, Rejected, Stale
from portal.markup import as_words
from portal.notify.texts import one_line
from portal.policy import Actor, require_engineer
from portal.settings import current
from portal.tickets.rows import TicketRow
from portal.tickets.words import words_of

LONGEST_NAME = 100
MOST = 200
# What may stand between double braces, and what it stands for.
VARIABLES: Mapping[str, str] = {
    "requester_first_name": "the requester’s first name",
    "requester_name": "the requester’s whole name",
    "organisation": "the ticket’s organisation, or nothing",
    "reference": "the ticket’s reference",
    "subject": "the ticket’s subject",
    "issue_type": "such as Incident",
    "priority": "such as P2, or nothing",
    "engineer": "your own whole name",
    "engineer_first_name": "your own first name",
    "portal": "the name of this portal",
    "support_email": "the address of support",
}
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_UNKNOWN = "There is no such template. Somebody may have removed it."
_ENGINEERS = "Only engineers work with templates."


class TemplateRow(NamedTuple):
    """A template with who changed it last."""

    id: int
    name: str
    body: str
    changed_by: str
    changed_at: datetime

    @property
    def version(self) -> str:
        """What is another one after each change."""
        return self.changed_at.isoformat()


def templates_of(actor: Actor) -> tuple[TemplateRow, ...]:
    """All templates, by name."""
    require_engineer(actor, _ENGINEERS)
    found = _select().order_by(AnswerTemplate.name).limit(MOST)
    return tuple(_row(values) for values in found.tuples())


def names_of(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Number and name of each template, by name; none for customers."""
    if not actor.is_engineer:
        return ()
    found = AnswerTemplate.select(AnswerTemplate.id, AnswerTemplate.name).order_by(AnswerTemplate.name).limit(MOST)
    return tuple(found.tuples())


def get_template(actor: Actor, number: int) -> TemplateRow:
    """The template of this number; NotFound where there is none."""
    require_engineer(actor, _ENGINEERS)
    found = _select().where(AnswerTemplate.id == number).tuples().first()
    if found is None:
        raise NotFound(_UNKNOWN)
    return _row(found)


def save_template(actor: Actor, number: int | None, name: str, body: str, *, seen: str = "") -> int:
    """Write a new template, where `number` is None, or change one; returns its number.

    Rejected where the name is taken, something is missing, or a variable is unknown. `seen` is the version that the
    actor changes: Stale where a colleague has changed it since (R-11).
    """
    require_engineer(actor, _ENGINEERS)
    called = _name_of(name)
    values = {"name": called, "body": _body_of(body), "changed_by": actor.person_id, "changed_at": clock.now()}
    try:
        with transaction():
            if number is None:
                _require_room()
                audit.record(Act.TEMPLATE_CHANGED, actor, before="", after=called)
                return int(AnswerTemplate.create(**values).id)
            _stop_if_changed(actor, number, seen)
            audit.record(Act.TEMPLATE_CHANGED, actor, before=get_template(actor, number).name, after=called)
            AnswerTemplate.update(**values).where(AnswerTemplate.id == number).execute()
            return number
    except IntegrityError:
        words = f"“{called}” is there already. Choose another name, or change that one"
        raise Rejected(words, field="name") from None


def remove_template(actor: Actor, number: int) -> None:
    """Take a template away; repeating it changes nothing, and what was written with it stays."""
    require_engineer(actor, _ENGINEERS)
    with transaction():
        gone = AnswerTemplate.delete().where(AnswerTemplate.id == number).returning(AnswerTemplate.name)
        for (name,) in list(gone.tuples().execute()):
            audit.record(Act.TEMPLATE_CHANGED, actor, before=name, after="")


def filled(body: str, row: TicketRow, actor: Actor) -> str:
    """The Markdown of a template for this ticket and this engineer; what stands for a variable means only its words."""
    values = _customers(row) | _ours(row, actor)
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), body)


def example(body: str) -> str:
    """The Markdown of a template as it would read on a ticket."""
    values = _EXAMPLES | {"reference": current().example_reference} | _of_the_portal()
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), body)


_EXAMPLES = {
    "requester_first_name": "Alice",
    "requester_name": "Alice Andersson",
    "organisation": "Acme AB",
    "subject": "Volume is stuck",
    "issue_type": "Incident",
    "priority": "P2",
    "engineer": "Sam Holm",
    "engineer_first_name": "Sam",
}


def _customers(row: TicketRow) -> dict[str, str]:
    """What customers chose the words of, so that it must not work as Markdown."""
    values = {
        "requester_first_name": _first(row.requester_name),
        "requester_name": row.requester_name,
        "organisation": row.organisation_name or "",
        "subject": row.subject,
        "issue_type": row.issue_type_label,
    }
    return {name: as_words(one_line(value)) for name, value in values.items()}


def _ours(row: TicketRow, actor: Actor) -> dict[str, str]:
    return {
        "reference": row.reference,
        "priority": row.priority or "",
        "engineer": as_words(actor.name),
        "engineer_first_name": as_words(_first(actor.name)),
        **_of_the_portal(),
    }


def _of_the_portal() -> dict[str, str]:
    brand = current().brand
    return {"portal": brand.name, "support_email": brand.support_email}


def _first(name: str) -> str:
    return next(iter(name.split()), name)


def _name_of(name: str) -> str:
    called = one_line(name)
    if not called:
        raise Rejected("Give the template a name", field="name")
    if len(called) > LONGEST_NAME:
        raise Rejected(f"Shorten the name to {LONGEST_NAME} characters", field="name")
    return called


def _body_of(body: str) -> str:
    words = words_of(body)
    if not words:
        raise Rejected("Write what the template says", field="body")
    unknown = [name for name in dict.fromkeys(_VARIABLE.findall(words)) if name not in VARIABLES]
    if unknown:
        wrong = ", ".join(f"{{{{{one_line(name)}}}}}" for name in unknown[:5])
        raise Rejected(f"There is no variable {wrong}. There are: {', '.join(VARIABLES)}", field="body")
    return words


def _stop_if_changed(actor: Actor, number: int, seen: str) -> None:
    """Return where the template is as the actor saw it, or as they left it themselves."""
    found = locked(AnswerTemplate.select().where(AnswerTemplate.id == number)).first()
    if found is None:
        raise NotFound(_UNKNOWN)
    if seen not in {"", found.changed_at.isoformat()} and found.changed_by_id != actor.person_id:
        by = get_template(actor, number).changed_by
        raise Stale(f"{by} changed this template while you were writing.")


def _require_room() -> None:
    if AnswerTemplate.select().count() >= MOST:
        raise Rejected(f"{MOST} templates are the most. Remove one that nobody uses", field="name")


def _select() -> ModelSelect:
    template = AnswerTemplate
    return template.select(template.id, template.name, template.body, Person.name, template.changed_at).join(
        Person, JOIN.LEFT_OUTER, on=(template.changed_by == Person.id)
    )


def _row(values: tuple[Any, ...]) -> TemplateRow:
    number, name, body, changed_by, changed_at = values
    return TemplateRow(number, name, body, changed_by or current().brand.name, changed_at)
