"""A request for information in the hands of its requester: what is asked, what is known, what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import request

from forms import (
    Answers,
    FileFact,
    IssueType,
    Surroundings,
    as_issue_type,
    build_questions,
    fitting,
    merge,
    priority_of,
    summarise,
)
from portal.errors import NotFound, Rejected
from portal.policy import Actor
from portal.tickets import files
from portal.tickets.giving import Given
from portal.tickets.information_rows import InformationRow
from portal.tickets.queries import files_of, get_visible
from portal.tickets.rows import INFORMATION, Answer, FileRow, TicketRow
from portal.vocabulary import Level, Priority, Source
from portal.web.catalogue import catalogue
from portal.web.intake.raising import answers_of
from portal.web.intake.surroundings import surroundings_of

_LEVELS = ("urgency", "impact")
# Their choices tell of colleagues and of other tickets: behind a link that anybody may hold they are not asked.
_TELLING = frozenset({"member", "ticket", "organisation"})


@dataclass(frozen=True)
class Questions:
    """Everything that the form of a request is made of."""

    actor: Actor
    asked: InformationRow
    issue_type: IssueType
    known: frozenset[str]
    answers: dict[str, list[str]]
    files: tuple[FileRow, ...]
    surroundings: Surroundings

    def form(self) -> Any:
        """The form with exactly the questions that are open, filled with what was typed."""
        made = build_questions(self.issue_type, self.answers, self.surroundings, self.known)
        return made(formdata=Answers(self.answers))

    def posted(self) -> Questions:
        """The same with what the request posts laid over it; what is known stays as it is."""
        answers = self.answers
        for step in ("details", "priority"):
            answers = merge(self.issue_type, answers, request.form, self.surroundings, step=step)
        kept = {key: values for key, values in self.answers.items() if key in self.known}
        return replace(self, answers=answers | kept)

    def typed(self) -> dict[str, list[str]]:
        """What was typed, without what was known before."""
        return {key: values for key, values in self.answers.items() if key not in self.known}

    def with_posted_files(self) -> tuple[Questions, dict[str, str]]:
        """The same with the posted files stored, and for each field what was wrong with one of its files."""
        problems: dict[str, str] = {}
        for key in self.file_fields:
            for file in request.files.getlist(key):
                if not file.filename:
                    continue
                try:
                    files.store(self.actor, file.stream, file.filename, ticket=self.asked.ticket.id, field=INFORMATION)
                except Rejected as refusal:
                    problems.setdefault(key, str(refusal))
        stored = files.list_of_reply(self.actor, self.asked.ticket.id, INFORMATION)
        around = _with_files(self.surroundings, self.issue_type, stored)
        return replace(self, files=stored, surroundings=around), problems

    @property
    def file_fields(self) -> tuple[str, ...]:
        """Keys of the fields that take files."""
        return tuple(spec.key for spec in self.issue_type.fields if spec.kind == "files" and spec.key not in self.known)

    def given(self) -> Given:
        """What a sound form says, as the ticket keeps it; nothing in it comes from the request directly."""
        names = {field.name for field in self.form()}
        rows = [row for row in summarise(self.issue_type, self.answers, self.surroundings) if row.key in names]
        priority = priority_of(self.issue_type, self.answers) if names.issuperset(_LEVELS) else None
        urgency, impact = (_level(self.answers, key) if priority else None for key in _LEVELS)
        return Given(
            answers=tuple(answer for row in rows for answer in answers_of(row)),
            files=tuple(file.id for file in self.files) if self.file_fields else (),
            order=tuple(spec.key for spec in self.issue_type.fields),
            urgency=urgency,
            impact=impact,
            priority=Priority(priority) if priority else None,
        )


def questions_of(actor: Actor, asked: InformationRow) -> Questions:
    """The form with what its actor typed before; NotFound where its issue type is gone from the catalogue."""
    issue_type = _issue_type(asked)
    stored = files.list_of_reply(actor, asked.ticket.id, INFORMATION)
    around = _with_files(_around(actor, asked.ticket, issue_type), issue_type, stored)
    kept = kept_answers(actor, asked.ticket, issue_type, around) if asked.issue_type else {}
    known = known_of(asked.ticket, kept) if asked.issue_type else frozenset()
    if actor.channel is Source.EMAIL:
        known |= {spec.key for spec in issue_type.fields if spec.kind in _TELLING}
    typed = {key: values for key, values in asked.typed_by(actor).items() if key not in known}
    return Questions(actor, asked, issue_type, known, kept | typed, stored, around)


def kept_answers(
    actor: Actor, row: TicketRow, issue_type: IssueType, surroundings: Surroundings
) -> dict[str, list[str]]:
    """What the ticket's answers say to this issue type, with its urgency and impact."""
    answers = get_visible(actor, row.reference).answers
    kept = fitting(issue_type, ((a.key, a.kind, _values(a)) for a in answers), surroundings)
    levels = {"urgency": row.urgency, "impact": row.impact}
    kept |= {key: [level] for key, level in levels.items() if level is not None}
    # Files are no answers: they stand with the ticket, under the field that they came for.
    stored = {file.field for file in files_of(actor, row.id) if file.entry_id is None}
    return kept | {spec.key: [] for spec in issue_type.fields if spec.kind == "files" and spec.key in stored}


def known_of(row: TicketRow, kept: dict[str, list[str]]) -> frozenset[str]:
    """What need not be asked any more: what is kept, and urgency and impact where there is a priority already."""
    return frozenset(kept) | (frozenset(_LEVELS) if row.priority is not None else frozenset())


def _values(answer: Answer) -> tuple[str, ...]:
    """What was chosen; the words, where a ticket of long ago kept nothing else."""
    return answer.values or ((answer.text,) if answer.text else ())


def _issue_type(asked: InformationRow) -> IssueType:
    if not asked.issue_type:
        return as_issue_type(asked.questions)
    found = catalogue().issue_type(asked.issue_type)
    if found is None:
        raise NotFound("These questions are of an issue type that is no longer there: answer in a message.")
    return found


def _around(actor: Actor, row: TicketRow, issue_type: IssueType) -> Surroundings:
    around = surroundings_of(actor, issue_type, (), "details")
    zone = ZoneInfo(actor.time_zone) if actor.time_zone else around.zone
    organisation = str(row.organisation_id) if row.organisation_id is not None else None
    return replace(around, zone=zone, organisation=organisation)


def _with_files(surroundings: Surroundings, issue_type: IssueType, stored: Iterable[FileRow]) -> Surroundings:
    facts = tuple(FileFact(file.name, file.size) for file in stored)
    keys = [spec.key for spec in issue_type.fields if spec.kind == "files"]
    return replace(surroundings, files=dict.fromkeys(keys, facts) if facts else {})


def _level(answers: dict[str, list[str]], key: str) -> Level | None:
    value = next(iter(answers.get(key, ())), "")
    return Level(value) if value in set(Level) else None
