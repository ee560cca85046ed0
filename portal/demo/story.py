"""The story of the demo, told from `story.toml` into the database."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from portal import clock
from portal.accounts import membership, operations, organisations, reviewing, reviews
from portal.demo import people
from portal.demo.people import ACME
from portal.demo.telling import Teller
from portal.tickets import views
from portal.vocabulary import ReviewDecision

# Before the first of their tickets.
_EVERYBODY_CAME = "400d"


def tell() -> None:
    """Raise every ticket in the order of its number, then let happen what happened, in the order of time."""
    teller = Teller(clock.now())
    with clock.at(teller.before(_EVERYBODY_CAME)):
        people.add_everybody()
    told = teller.worded(tomllib.loads((files("portal.demo") / "story.toml").read_text(encoding="utf-8")))
    leaver = _add_leaver(teller, told["leaver"])
    scenes: list[tuple[str, dict[str, Any]]] = []
    for ticket in told["tickets"]:
        answers = {key: str(leaver) if value == "leaver" else value for key, value in ticket.get("answers", {}).items()}
        reference = teller.raise_ticket({**ticket, "answers": answers})
        scenes += [(reference, scene) for scene in ticket.get("scenes", ())]
    scenes += [("", mail) for mail in told["mails"]]
    for reference, scene in sorted(scenes, key=lambda each: teller.before(each[1]["ago"])):
        if reference:
            teller.scene(reference, scene)
        else:
            teller.mail(scene)
    _review_members(teller)
    for template in told["templates"]:
        teller.keep_template(template)
    for view in told["views"]:
        views.save_view(teller.actor(view["who"]), view["name"], view["query"])
    for draft in told["drafts"]:
        teller.keep_draft(draft)


def _review_members(teller: Teller) -> None:
    """The quarterly review began a few days ago; Alice has said of Carol that she no longer needs access."""
    with clock.at(teller.before("6d")):
        reviewing.begin_due()
    alice, carol = teller.actor("alice"), teller.actor("carol")
    acme = next(place for place in alice.places if place.name == ACME)
    with clock.at(teller.before("50m")):
        if (review := reviews.present(acme.organisation_id)) is not None:
            reviews.answer(alice, review.id, {carol.person_id: ReviewDecision.REMOVE})


def _add_leaver(teller: Teller, facts: dict[str, str]) -> int:
    """Somebody whom Acme lets go; returns their number."""
    with clock.at(teller.before(facts["came"])):
        number = operations.add_person(facts["name"], facts["address"])
        acme = next(row.id for row in membership.organisations() if row.name == ACME)
        organisations.add_membership(number, acme)
    return number
