"""What goes along when the issue type changes, and where everything typed goes when an offer is taken."""

from __future__ import annotations

from forms import Catalogue, IssueType, carry, offers, summarise, take_offer
from forms.answers import as_answers
from tests.forms.people import IN_ACME, UUID, error, form_of
from tests.forms.test_every_branch import known

OVER = as_answers(
    {
        "subject": "Volume was stuck",
        "service": "block_storage",
        "region": "sto2",
        "resources": UUID,
        "started": "23 11 2026",
        "started-time": "09:15",
        "going_on": "stopped",
        "stopped": "23.11.2026",
        "stopped-time": "10:05",
        "what_happens": "It was detaching for 50 minutes.",
        "who_is_affected": ["customers", "users"],
        "tried": "Detached again.",
        "changed": "yes",
        "what_changed": "Resized it.",
        "urgency": "low",
        "impact": "medium",
        "phone": "+46 8 123 456 78",
        "sharing": "1",
    }
)


def test_what_fits_the_other_type_goes_along(incident: IssueType, general: IssueType) -> None:
    carried = carry(incident, general, OVER, IN_ACME)
    assert carried["subject"] == ["Volume was stuck"]
    assert carried["region"] == ["sto2"]
    assert carried["resources"] == [UUID]
    assert carried["urgency"] == ["low"]
    assert carried["sharing"] == ["1"]
    assert not {"service", "what_happens", "started"} & set(carried)


def test_an_option_that_the_other_type_lacks_stays_behind(catalogue: Catalogue, incident: IssueType) -> None:
    hosting = known(catalogue, "hosting")
    assert "region" not in carry(incident, hosting, {**OVER, "region": ["several"]}, IN_ACME)
    assert carry(incident, hosting, OVER, IN_ACME)["region"] == ["sto2"]
    assert "action" not in carry(known(catalogue, "file_backup"), hosting, {"action": ["restore"]}, IN_ACME)


def test_what_is_hidden_does_not_go_along(catalogue: Catalogue, incident: IssueType) -> None:
    hidden = {**OVER, "service": ["gui"]}
    assert "region" not in carry(incident, known(catalogue, "hosting"), hidden, IN_ACME)


def test_an_incident_that_has_stopped_is_offered_a_better_type(incident: IssueType) -> None:
    (offer,) = offers(incident, OVER, IN_ACME)
    assert offer.question == "Is it over already?"
    assert offer.issue_type == "general_request"
    assert offers(incident, {**OVER, "going_on": ["constantly"]}, IN_ACME) == ()
    assert offers(incident, {}, IN_ACME) == ()


def test_taking_the_offer_loses_nothing_that_was_typed(incident: IssueType, general: IssueType) -> None:
    (offer,) = offers(incident, OVER, IN_ACME)
    taken = take_offer(offer, incident, general, OVER, IN_ACME)
    assert taken["about"] == ["prior_incident"]
    form = form_of(general, {**taken, "incident_report": ["yes"]})
    assert not form.problems()
    texts = " ".join(row.text for row in summarise(general, taken, IN_ACME))
    for row in summarise(incident, OVER, IN_ACME):
        for line in row.text.split("\n"):
            assert line in texts or row.kind == "datetime", row.label


def test_times_move_from_the_readers_zone_to_utc(incident: IssueType, general: IssueType) -> None:
    (offer,) = offers(incident, OVER, IN_ACME)
    form = form_of(general, take_offer(offer, incident, general, OVER, IN_ACME))
    assert form["from"].data == "2026-11-23T08:15:00+00:00"
    assert form["until"].data == "2026-11-23T09:05:00+00:00"


def test_what_could_not_be_read_goes_along_as_it_was_typed(incident: IssueType, general: IssueType) -> None:
    (offer,) = offers(incident, OVER, IN_ACME)
    taken = take_offer(offer, incident, general, {**OVER, "started": ["yesterday"]}, IN_ACME)
    form = form_of(general, taken)
    assert form["from"].value == "yesterday"
    assert error(form, "from")


def test_an_offer_taken_with_next_to_nothing_typed_is_no_trouble(incident: IssueType, general: IssueType) -> None:
    (offer,) = offers(incident, {"going_on": ["stopped"]}, IN_ACME)
    taken = take_offer(offer, incident, general, {"going_on": ["stopped"]}, IN_ACME)
    assert taken["about"] == ["prior_incident"]
    assert taken["description"] == ["**Is it still going on?**\n\nIt has stopped"]
