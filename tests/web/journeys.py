"""The shortest whole way through each issue type, as somebody without JavaScript goes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.policy import Actor
from tests.support.browser import Browser
from tests.support.pages import ShownPage

UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def day(days: int) -> str:
    """A day from now, as people type it."""
    moment = datetime.now(UTC) + timedelta(days=days)
    return f"{moment.day} {moment.month} {moment.year}"


@dataclass(frozen=True)
class Journey:
    """What to choose first (each followed by Update), then what to fill in, then what step 3 is asked."""

    card: str
    label: str
    choices: tuple[dict[str, Any], ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    priority: dict[str, str] = field(default_factory=dict)
    sharing: bool = True


_P2 = {"urgency": "high", "impact": "medium"}

INCIDENT = Journey(
    "Incident Report an ongoing incident",
    "Incident",
    ({"service": "block_storage"},),
    {
        "subject": "Volume stuck in detaching",
        "region": "sto2",
        "resources": UUID,
        "started": day(-1),
        "started-time": "09:15",
        "going_on": "constantly",
        "what_happens": "It has been detaching for 40 minutes.",
        "who_is_affected": ["customers", "users"],
        "tried": "Detached again from the API.",
        "changed": "no",
    },
    _P2,
)
GENERAL = Journey(
    "General request Get assistance for general problems and questions",
    "General request",
    ({"about": "information"},),
    {"subject": "Which regions have GPUs", "description": "Which of them, and since when?"},
    _P2,
)
ONBOARDING = Journey(
    "Staff Onboarding Provision portal access for a new employee",
    "Staff Onboarding",
    ({"access": ["portal"]},),
    {
        "first_name": "Nina",
        "last_name": "Falk",
        "work_email": "nina@acme.example",
        "role": "member",
        "sees_earlier": "yes",
        "first_day": day(3),
        "notify_administrators": "yes",
    },
)
OFFBOARDING = Journey(
    "Staff Offboarding Remove portal access for an employee",
    "Staff Offboarding",
    ({"remove_from": ["portal"]},),
    {"when": "immediately", "private_requests": "share", "open_requests": "leave"},
    sharing=False,
)
FEEDBACK = Journey(
    "Feedback & Proposals Submit feedback or improvement proposals that might improve the customer experience in our "
    "Service Center Portal",
    "Feedback & Proposals",
    ({"feedback_kind": "feedback"},),
    {"area": "speed", "satisfaction": "4", "feedback_text": "It is quick.", "contact": "no"},
)
BACKUP = Journey(
    "File Backup Create, Cancel or Restore client for Managed File Backup",
    "File Backup",
    ({"action": "cancel"},),
    {"host_name": "backup-01.acme.example", "last_backup": day(2), "stored_backups": "keep"},
)
HOSTING = Journey(
    "Hosting Create or Cancel server for Managed Hosting",
    "Hosting",
    ({"action": "cancel"},),
    {
        "server_name": "web-stage-04",
        "server": UUID,
        "last_day": day(5),
        "final_backup": "yes",
        "confirm_removal": "web-stage-04",
    },
)
ALL = (INCIDENT, GENERAL, ONBOARDING, OFFBOARDING, FEEDBACK, BACKUP, HOSTING)


def begin(browser: Browser, journey: Journey) -> ShownPage:
    """Step 2, with the choices made that bring the other fields."""
    browser.visit("/servicedesk")
    page = browser.press(journey.card)
    for choice in journey.choices:
        page = browser.press("Update", **choice)
    return page


def fill(browser: Browser, journey: Journey, **more: Any) -> ShownPage:
    """From the home page to step 3."""
    begin(browser, journey)
    return browser.press("Continue", **{**journey.answers, **more})


def create(browser: Browser, journey: Journey, sharing: str | None = "private", **more: Any) -> ShownPage:
    """From the home page to the page that says what happens next."""
    fill(browser, journey, **more)
    chosen = {"sharing": sharing} if sharing and journey.sharing else {}
    return browser.press("Create", **journey.priority, **chosen)


def more_for(journey: Journey, actor: Actor, colleague: Actor) -> dict[str, str]:
    """What depends on who is asking."""
    return {"employee": str(colleague.person_id)} if journey is OFFBOARDING else {}
