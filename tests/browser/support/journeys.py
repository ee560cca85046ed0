"""Whole tickets as people raise them: what they answer, in which order, and what has to come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.vocabulary import Approval, Visibility
from tests.browser.support.window import Answer, Moment

VOLUME = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
SERVER = "0f8fad5b-d9cb-469f-a165-70867728950e"
PROJECT = "9b2c4e0a1d3f4a5b8c7d6e5f4a3b2c1d"
NAMED_PROJECT = "9b2c4e0a-1d3f-4a5b-8c7d-6e5f4a3b2c1d"

INCIDENT = "Incident Report an ongoing incident"
GENERAL = "General request Get assistance for general problems and questions"
ONBOARDING = "Staff Onboarding Provision portal access for a new employee"
OFFBOARDING = "Staff Offboarding Remove portal access for an employee"
FEEDBACK = (
    "Feedback & Proposals Submit feedback or improvement proposals that might improve the customer experience in our "
    "Service Center Portal"
)
BACKUP = "File Backup Create, Cancel or Restore client for Managed File Backup"
HOSTING = "Hosting Create or Cancel server for Managed Hosting"


@dataclass(frozen=True)
class Journey:
    """One way through one issue type."""

    who: str
    card: str
    answers: Mapping[str, Answer]
    # Typed; None leaves the subject that the answers suggest.
    subject: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, str] | None = None
    reach: Mapping[str, str] = field(default_factory=dict)
    sharing: str | None = "Private Request"
    on_behalf_of: str | None = None
    # What comes of it.
    read: Mapping[str, str] = field(default_factory=dict)
    suggested: str = ""
    priority: str | None = None
    visibility: Visibility = Visibility.PRIVATE
    organisation: str | None = "Acme AB"
    approval: Approval = Approval.NONE
    never_asked: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The issue type's own name."""
        return next(name for name in _LABELS if self.card.startswith(name))

    @property
    def title(self) -> str:
        """The subject that the ticket gets."""
        return self.subject or self.suggested

    def shown(self) -> dict[str, str]:
        """Each question of step 2 with its answer as it is read again."""
        found = {label: _read(value) for label, value in self.answers.items()}
        return {"Subject": self.title, **found, **self.files, **self.read}


_LABELS = (
    "Incident", "General request", "Staff Onboarding", "Staff Offboarding", "Feedback & Proposals", "File Backup",
    "Hosting",
)  # fmt: skip


def _read(value: Answer) -> str:
    if isinstance(value, Moment):
        return value.read
    return value if isinstance(value, str) else ", ".join(value)


JOURNEYS: dict[str, Journey] = {
    "incident_with_a_volume": Journey(
        "alice",
        INCIDENT,
        {
            "Affected service": "Block storage",
            "Region": "Sto2",
            "Affected resources": VOLUME,
            "When did it start?": Moment(-1, "09:15"),
            "Is it still going on?": "Constantly",
            "What happens, and what did you expect?": "The volume has been **detaching** for 40 minutes.",
            "Who is affected?": ["Our customers", "Our users"],
            "What have you already tried?": "Detached it again from the API.",
            "Did you change anything shortly before?": "Yes",
            "What changed?": "We resized the server from b.4c32gb.",
        },
        subject="Volume stuck in detaching",
        files={"Attachments": "console.log"},
        levels=("High", "Medium"),
        sharing="Share with Acme AB",
        priority="P2",
        visibility=Visibility.SHARED,
        never_asked=("Which service?", "Shoot cluster name", "When did it stop?", "Affected regions"),
    ),
    "incident_with_clusters_in_several_regions": Journey(
        "erin",
        INCIDENT,
        {
            "Affected service": "Kubernetes",
            "Region": "Several regions",
            "Affected regions": ["Kna1", "Fra1"],
            "Shoot cluster name": "shop-production",
            "When did it start?": Moment(-2, "23:40"),
            "Is it still going on?": "It has stopped",
            "When did it stop?": Moment(-1, "01:05"),
            "What happens, and what did you expect?": "The API server of the cluster answers with 503.",
            "Who is affected?": ["Internal systems only"],
            "What have you already tried?": "Nothing yet.",
            "Did you change anything shortly before?": "No",
        },
        subject="API server of the cluster is gone",
        levels=("High", "High"),
        reach={"Phone number to reach you during the incident": "+46 8 123 456 00"},
        sharing=None,
        priority="P1",
        organisation=None,
        never_asked=("Bucket or container name", "What changed?", "Page address and browser"),
    ),
    "general_request_for_more_quota": Journey(
        "bob",
        GENERAL,
        {
            "What is it about?": "Quota",
            "Project UUID": PROJECT,
            "Region": "Kna1",
            "Which quotas?": ["cores", "ram (MiB)"],
            "New limit for cores": "128",
            "New limit for ram (MiB)": "524288",
            "Needed from": Moment(7),
        },
        subject="More cores for the autumn sale",
        levels=("Low", "Low"),
        sharing="Share with Acme AB",
        read={"Project UUID": NAMED_PROJECT, "New limit for ram (MiB)": "524288 MiB", "Until when": "Not provided"},
        priority="P4",
        visibility=Visibility.SHARED,
        never_asked=("Invoice number", "Site", "New limit for volumes"),
    ),
    "general_request_to_end_the_account": Journey(
        "carol",
        GENERAL,
        {"What is it about?": "Account", "Account matter": "Termination", "Describe your request": "At year's end."},
        subject="Please end our account",
        files={"Signed form": "termination.pdf"},
        levels=("Medium", "Low"),
        on_behalf_of="Globex AG",
        priority="P3",
        organisation="Globex AG",
        never_asked=("Project UUID", "Purchase order number"),
    ),
    "onboarding_by_an_administrator": Journey(
        "alice",
        ONBOARDING,
        {
            "First name": "Nina",
            "Last name": "Falk",
            "Work e-mail": "nina.falk@acme.example",
            "Job title": "Platform engineer",
            "Access to": ["Service Center portal", "Status page"],
            "Role in the portal": "Organisation administrator",
            "Why an administrator?": "She takes over from me in spring.",
            "May see requests shared with the organisation from before the start date": "Yes",
            "First day": Moment(14),
            "Notify the organisation's administrators": "No",
        },
        sharing="Share with Acme AB",
        suggested="Staff Onboarding for Nina Falk",
        visibility=Visibility.SHARED,
    ),
    "onboarding_by_a_member": Journey(
        "bob",
        ONBOARDING,
        {
            "First name": "Otto",
            "Last name": "Quist",
            "Work e-mail": "otto@acme.example",
            "Access to": ["Status page"],
            "First day": Moment(3),
        },
        read={"Notify the organisation's administrators": "Yes"},
        suggested="Staff Onboarding for Otto Quist",
        approval=Approval.PENDING,
        never_asked=("Role in the portal", "Why an administrator?"),
    ),
    "offboarding_at_once": Journey(
        "alice",
        OFFBOARDING,
        {"Employee": "Bob Berg (bob@acme.example)", "When": "Immediately", "Remove from": ["Status page"]},
        sharing=None,
        suggested="Remove portal access for Bob Berg (bob@acme.example)",
        never_asked=("Last day", "Colleague", "The employee's open requests"),
    ),
    "offboarding_on_a_date_with_a_colleague": Journey(
        "alice",
        OFFBOARDING,
        {
            "Employee": "Bob Berg (bob@acme.example)",
            "When": "On a date",
            "Last day": Moment(30, "17:00", "Europe/London"),
            "Remove from": ["Service Center portal", "Status page"],
            "The employee's private requests": "Hand to a colleague",
            "The employee's open requests": "Share with the organisation",
            "Colleague": "Carol Weber (carol@globex.example)",
            "Reason": "Bob moves to another company.",
        },
        sharing=None,
        suggested="Remove portal access for Bob Berg (bob@acme.example)",
    ),
    "feedback": Journey(
        "bob",
        FEEDBACK,
        {
            "Kind": "Feedback",
            "Area": "Speed",
            "How satisfied are you with it?": "4",
            "Your feedback": "Quick, even on a train.",
            "May we contact you about it?": "No",
        },
        suggested="Feedback: Speed",
        never_asked=("What should change, and who would it help?",),
    ),
    "proposal": Journey(
        "erin",
        FEEDBACK,
        {
            "Kind": "Improvement proposal",
            "Area": "E-mails",
            "What should change, and who would it help?": "One mail a day would help those who follow many tickets.",
            "May we contact you about it?": "Yes",
        },
        sharing=None,
        suggested="Improvement proposal: E-mails",
        organisation=None,
        never_asked=("Your feedback", "How satisfied are you with it?"),
    ),
    "backup_of_a_new_client": Journey(
        "bob",
        BACKUP,
        {
            "What would you like to do?": "Create a client",
            "Host name of the client": "invoices-01.acme.example",
            "Operating system": "Debian 13",
            "IP address": "192.0.2.17",
            "Paths to back up": "/srv/invoices\n/etc",
            "Amount of data": "200",
            "Schedule": "Other",
            "When": "Every second Sunday",
            "Keep for": "90 days",
            "Encrypt on the client": "Yes",
        },
        sharing="Share with Acme AB",
        read={"Amount of data": "200 GiB"},
        suggested="Create a client: invoices-01.acme.example",
        visibility=Visibility.SHARED,
        never_asked=("Last backup on", "State as of", "How long"),
    ),
    "backup_that_ends": Journey(
        "bob",
        BACKUP,
        {
            "What would you like to do?": "Cancel a client",
            "Host name of the client": "old-01.acme.example",
            "Last backup on": Moment(2),
            "Stored backups": "Delete at once",
            "Type the host name to confirm that the backups are deleted": "old-01.acme.example",
        },
        suggested="Cancel a client: old-01.acme.example",
        never_asked=("Operating system", "Schedule"),
    ),
    "restore_to_another_client": Journey(
        "bob",
        BACKUP,
        {
            "What would you like to do?": "Restore from a client",
            "Host name of the client": "invoices-01.acme.example",
            "What to restore: paths": "/srv/invoices/2026",
            "State as of": Moment(-3, "04:00"),
            "Restore to": "Another client",
            "Target host": "invoices-02.acme.example",
        },
        levels=("High", "Low"),
        suggested="Restore from a client: invoices-01.acme.example",
        priority="P3",
        never_asked=("Overwrite what is there", "Target path", "Keep for"),
    ),
    "hosting_of_a_server_of_our_own_size": Journey(
        "alice",
        HOSTING,
        {
            "What would you like to do?": "Create a server",
            "Server name": "web-stage-05",
            "Region": "Fra1",
            "Operating system": "Ubuntu 24.04 LTS",
            "Size": "Other",
            "vCPU": "12",
            "Memory": "96",
            "Storage": "500",
            "High-performance local storage": "No",
            "Public IPv4 address": "Yes",
            "Ports to open": "22, 443",
            "Managed backup": "Yes",
            "Maintenance window: weekday": "Sunday",
            "Maintenance window: from": "22:00",
            "Maintenance window: to": "02:00",
        },
        levels=("Medium", "High"),
        sharing="Share with Acme AB",
        read={"Memory": "96 GiB", "Storage": "500 GiB"},
        suggested="Create a server: web-stage-05",
        priority="P2",
        visibility=Visibility.SHARED,
        never_asked=("Server UUID", "Last day"),
    ),
    "hosting_that_ends": Journey(
        "alice",
        HOSTING,
        {
            "What would you like to do?": "Cancel a server",
            "Server name": "web-stage-04",
            "Server UUID": SERVER,
            "Last day": Moment(5),
            "Final backup before removal": "Yes",
            "Type the server name to confirm": "web-stage-04",
        },
        suggested="Cancel a server: web-stage-04",
        never_asked=("Size", "Region"),
    ),
}  # fmt: skip
