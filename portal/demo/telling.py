"""How the demo's story becomes tickets: the real drafts, forms and operations, at moments that lie behind us."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from forms import IssueType
from portal import clock, settings
from portal.accounts import queries
from portal.demo import mailing
from portal.demo.people import PEOPLE
from portal.fulfilment.operations import confirm
from portal.fulfilment.queries import preview
from portal.inbound.mail_program import Writing
from portal.policy import Actor
from portal.states import Move
from portal.tickets import desk, drafts, files, information, linking, merging, operations, satisfaction, templates
from portal.tickets.draft_rows import DraftRow, Edition
from portal.tickets.opening import open_ticket
from portal.tickets.queries import number_of
from portal.vocabulary import Following, LinkKind, Source
from portal.web.catalogue import catalogue
from portal.web.intake.raising import new_ticket
from portal.web.intake.surroundings import surroundings_of
from portal.web.intake.work import Work

# "person bob" is the number of Bob, as a list of colleagues posts it.
_PERSON = re.compile(r"person (\w+)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(r"(\d+)([mhd])")
_MOMENT = re.compile(r"(ago|in) ((?:\d+[mhd] ?)+)")
# "{time 2h}" in a text is the time of day two hours ago, "{day 5d}" the day five days ago.
_WHEN = re.compile(r"\{(time|day) ([^}]+)\}")
_ACTS: dict[str, Callable[[Actor, str, str], object]] = {
    "take": lambda actor, reference, _: desk.assign(actor, reference, actor.person_id),
    "wait": lambda actor, reference, text: desk.set_status(actor, reference, Move.WAIT, text),
    "close": lambda actor, reference, text: desk.set_status(actor, reference, Move.CLOSE, text),
    "reply": operations.reply,
    "ask": lambda actor, reference, text: operations.reply(actor, reference, text, asks=True),
    "note": operations.note,
    "resolve": operations.resolve,
    "rate": lambda actor, reference, text: satisfaction.say(actor, number_of(reference), int(text[0]), text[1:]),
    "merge": merging.merge,
    "link": lambda actor, reference, other: linking.link(actor, reference, other, LinkKind.RELATED),
    "mute": lambda actor, reference, _: operations.follow(actor, reference, Following.MUTE),
    "begin a reply": operations.keep_reply_draft,
    "fulfil": lambda actor, reference, _: confirm(actor, reference, preview(actor, reference)[1].digest),
}


class Teller:
    """Lets the people of the demo do things, each at its moment before `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._numbers: dict[str, int] = {}

    def before(self, span: str) -> datetime:
        """The moment so long ago: "50m", "2h", "3d 4h"."""
        return self.now - _length(span)

    def actor(self, who: str) -> Actor:
        """This person as they stand now; "bob by mail" answers one."""
        key, _, by_mail = who.partition(" by ")
        if key not in self._numbers:
            address = next(person.address for person in PEOPLE if person.key == key)
            person = queries.person_at(address)
            self._numbers[key] = person.id if person else 0
        actor = queries.actor_of_person(self._numbers[key], Source.EMAIL if by_mail else Source.PORTAL)
        if actor is None:
            raise LookupError(f"{who} is not in the demo")
        return actor

    def worded(self, told: Any) -> Any:
        """The same with the times of day and the days that its texts leave open."""
        if isinstance(told, str):
            return _WHEN.sub(self._said, told)
        if isinstance(told, list):
            return [self.worded(part) for part in told]
        return {key: self.worded(part) for key, part in told.items()} if isinstance(told, dict) else told

    def _said(self, found: re.Match[str]) -> str:
        local = self.before(found[2]).astimezone(settings.current().calendar.time_zone)
        return f"{local:%H:%M}" if found[1] == "time" else f"{local.day} {local:%B}"

    def raise_ticket(self, facts: dict[str, Any]) -> str:
        """What somebody asked for through the form, or by mail; returns the reference."""
        with clock.at(self.before(facts["ago"])):
            if facts["type"] == "mail":
                return self._write_mail(facts)
            work = self._filled_in(facts)
            for step in ("details", "priority"):
                form = work.form(step)
                if not form.validate():
                    raise ValueError(f"{facts['subject']}: {form.problems()}")
            return open_ticket(work.actor, new_ticket(work)).reference

    def keep_draft(self, facts: dict[str, Any]) -> None:
        """What somebody began and left."""
        with clock.at(self.before(facts["ago"])):
            self._filled_in(facts)

    def scene(self, reference: str, facts: dict[str, Any]) -> None:
        """One thing that happened on a ticket."""
        with clock.at(self.before(facts["ago"])):
            actor = self.actor(facts["who"])
            if actor.channel is Source.EMAIL:
                mailing.answer(actor, reference, facts["text"], self.actor("sam"))
            elif facts["does"] == "ask in a form":
                information.ask_for_information(actor, reference, facts["text"], _questions(facts["questions"]))
            else:
                _ACTS[facts["does"]](actor, reference, facts.get("text", ""))

    def keep_template(self, facts: dict[str, Any]) -> None:
        """Words that engineers use again and again."""
        templates.save_template(self.actor(facts["who"]), None, facts["name"], facts["body"])

    def mail(self, facts: dict[str, Any]) -> None:
        """A mail that makes no ticket: of somebody unknown, or of somebody who only writes this name."""
        writing = Writing(
            facts["name"], facts["address"], facts["subject"], facts["text"], proven=not facts.get("forged", False)
        )
        with clock.at(self.before(facts["ago"])):
            mailing.arrive(writing, self.actor("sam"))

    def _filled_in(self, facts: dict[str, Any]) -> Work:
        actor = self.actor(facts["who"])
        issue_type = catalogue().issue_type(facts["type"])
        if issue_type is None:
            raise LookupError(f"{facts['type']} is not in the catalogue")
        draft = drafts.start(actor, issue_type.key)
        for name, content in facts.get("files", {}).items():
            files.store(actor, io.BytesIO(content.encode()), name, draft=draft.id)
        answers = self._answers(actor, facts)
        kept = drafts.save(
            actor, draft.id, issue_type.key, answers, Edition(draft.version, ""), step=facts.get("step", 3)
        )
        return self._work(actor, issue_type, replace(kept, answers={issue_type.key: answers}))

    @staticmethod
    def _work(actor: Actor, issue_type: IssueType, draft: DraftRow) -> Work:
        stored = files.list_of_draft(actor, draft.id)
        return Work(
            actor=actor,
            draft=draft,
            issue_type=issue_type,
            answers=draft.answers[issue_type.key],
            files=stored,
            surroundings=surroundings_of(actor, issue_type, stored, "priority"),
            edition=Edition(draft.version, ""),
        )

    def _answers(self, actor: Actor, facts: dict[str, Any]) -> dict[str, list[str]]:
        """What would be posted: texts as lists, moments as date and time, people and organisations as keys."""
        answers: dict[str, list[str]] = {"subject": [facts["subject"]]} if "subject" in facts else {}
        for key, value in facts.get("answers", {}).items():
            if isinstance(value, str) and (moment := _MOMENT.fullmatch(value)):
                answers |= self._moment(key, moment)
            elif isinstance(value, str) and (person := _PERSON.fullmatch(value)):
                answers[key] = [str(self.actor(person[1]).person_id)]
            else:
                answers[key] = [str(part) for part in value] if isinstance(value, list) else [str(value)]
        for key in ("urgency", "impact"):
            answers |= {key: [facts[key]]} if key in facts else {}
        return {**answers, **self._organisation(actor, facts)}

    def _moment(self, key: str, found: re.Match[str]) -> dict[str, list[str]]:
        length = _length(found[2])
        moment = self.now - length if found[1] == "ago" else self.now + length
        local = moment.astimezone(settings.current().calendar.time_zone)
        return {key: [f"{local:%Y-%m-%d}"], f"{key}-time": [f"{local:%H:%M}"]}

    @staticmethod
    def _organisation(actor: Actor, facts: dict[str, Any]) -> dict[str, list[str]]:
        keys = {place.name: str(place.organisation_id) for place in actor.places}
        if not keys:
            return {}
        shared = facts.get("share")
        return {
            "sharing": [keys[shared] if shared else "private"],
            "on_behalf_of": [keys[facts.get("for", next(iter(keys)))]],
        }

    def _write_mail(self, facts: dict[str, Any]) -> str:
        actor = self.actor(facts["who"])
        row = mailing.arrive(Writing(actor.name, actor.address, facts["subject"], facts["text"]), self.actor("sam"))
        if not row.reference:
            raise ValueError(f"{facts['subject']}: {row.reason}")
        return row.reference


def _questions(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions as the form of an engineer keeps them."""
    return [
        {
            "key": f"question_{number}",
            "label": facts["label"],
            "kind": facts["kind"],
            "required": not facts.get("optional", False),
            "options": [{"value": str(n), "label": label} for n, label in enumerate(facts.get("options", ()), 1)],
        }
        for number, facts in enumerate(told, 1)
    ]


def _length(span: str) -> timedelta:
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _SPAN.findall(span)), timedelta())
