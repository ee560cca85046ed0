# ruff: noqa: E501 - tables of sentences read best with one a line
"""The catalogue against its description: every category, type, field, option and limit, written down a second time."""

from __future__ import annotations

import pytest

from forms import Catalogue, FieldSpec, IssueType
from tests.forms.test_every_branch import known

REGIONS = ("Kna1", "Sto2", "Fra1", "Several regions", "Not tied to a region")
THREE_REGIONS = ("Kna1", "Sto2", "Fra1")
HAND_OVER = ("Hand to a colleague", "Share with the organisation", "Leave with support only")
YES_NO: tuple[str, ...] = ()
QUOTAS = (
    "cores", "ram (MiB)", "instances", "volumes", "gigabytes", "snapshots", "floating_ips", "networks", "ports", "routers",
    "subnets", "secgroups", "secgroup_rules", "server_groups", "server_group_members", "key_pairs", "projects per account",
)  # fmt: skip

# label, kind, required (no / yes / under a condition), options
WRITTEN: dict[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    "incident": (
        ("Affected service", "choice", "yes", (
            "Compute", "Block storage", "Object storage", "Networking", "Load balancing", "DNS", "Kubernetes", "Secrets",
            "Images", "Cloud Management Portal", "REST API", "Other",
        )),
        ("Which service?", "text", "yes", ()),
        ("Region", "choice", "yes", REGIONS),
        ("Affected regions", "choices", "yes", THREE_REGIONS),
        ("Affected resources", "uuids", "sometimes", ()),
        ("Bucket or container name", "text", "no", ()),
        ("Shoot cluster name", "text", "yes", ()),
        ("Network path: source, destination, protocol and port", "paragraph", "no", ()),
        ("Page address and browser", "text", "no", ()),
        ("Request and response", "paragraph", "no", ()),
        ("When did it start?", "datetime", "yes", ()),
        ("Is it still going on?", "choice", "yes", ("Constantly", "On and off", "It has stopped")),
        ("When did it stop?", "datetime", "yes", ()),
        ("What happens, and what did you expect?", "paragraph", "yes", ()),
        ("Who is affected?", "choices", "yes", ("Our customers", "Our users", "Internal systems only")),
        ("What have you already tried?", "paragraph", "yes", ()),
        ("Did you change anything shortly before?", "yes_no", "yes", YES_NO),
        ("What changed?", "paragraph", "yes", ()),
        ("Phone number to reach you during the incident", "phone", "sometimes", ()),
    ),
    "general_request": (
        ("What is it about?", "choice", "yes", (
            "Information", "Quota", "Invoice", "Account", "Cloud Management Portal", "Prior incident",
            "Data centre access", "Status page", "Sales", "Other",
        )),
        ("Project UUID", "uuids", "yes", ()),
        ("Region", "choice", "yes", REGIONS),
        ("Which quotas?", "choices", "yes", QUOTAS),
        *((f"New limit for {quota}", "number", "yes", ()) for quota in QUOTAS),
        ("Needed from", "date", "no", ()),
        ("Until when", "date", "no", ()),
        ("Invoice number", "text", "yes", ()),
        ("What is wrong with it?", "choice", "yes", (
            "Amount", "Recipient or address", "Purchase order number", "Missing invoice", "VAT", "Other",
        )),
        ("Purchase order number", "text", "yes", ()),
        ("Account matter", "choice", "yes", (
            "Contact person", "Company name or address", "Organisation number", "E-mail addresses and roles",
            "Ownership transfer", "Termination",
        )),
        ("Signed form", "files", "yes", ()),
        ("Page address, what you did, what happened", "paragraph", "yes", ()),
        ("The earlier ticket", "ticket", "no", ()),
        ("From (UTC)", "datetime", "yes", ()),
        ("Until (UTC)", "datetime", "yes", ()),
        ("Do you need a written incident report?", "yes_no", "yes", YES_NO),
        ("Site", "text", "yes", ()),
        ("Visitors", "paragraph", "yes", ()),
        ("Arrival", "datetime", "yes", ()),
        ("Departure", "datetime", "yes", ()),
        ("Purpose", "paragraph", "yes", ()),
        ("Status page", "choice", "yes", ("Add a subscriber", "Remove a subscriber", "Question")),
        ("Subscriber's e-mail", "email", "yes", ()),
        ("Affected resources", "uuids", "no", ()),
        ("Describe your request", "paragraph", "sometimes", ()),
    ),
    "staff_onboarding": (
        ("Organisation", "organisation", "yes", ()),
        ("First name", "text", "yes", ()),
        ("Last name", "text", "yes", ()),
        ("Work e-mail", "email", "yes", ()),
        ("Phone", "phone", "no", ()),
        ("Job title", "text", "no", ()),
        ("Access to", "choices", "yes", ("Service Center portal", "Status page")),
        ("Role in the portal", "choice", "yes", ("Member", "Organisation administrator")),
        ("Why an administrator?", "paragraph", "yes", ()),
        ("May see requests shared with the organisation from before the start date", "yes_no", "yes", YES_NO),
        ("First day", "date", "yes", ()),
        ("Notify the organisation's administrators", "yes_no", "yes", YES_NO),
        ("Anything else we should know?", "paragraph", "no", ()),
    ),
    "staff_offboarding": (
        ("Organisation", "organisation", "yes", ()),
        ("Employee", "member", "yes", ()),
        ("When", "choice", "yes", ("Immediately", "On a date")),
        ("Last day", "datetime", "yes", ()),
        ("Remove from", "choices", "yes", ("Service Center portal", "Status page")),
        ("The employee's private requests", "choice", "yes", HAND_OVER),
        ("The employee's open requests", "choice", "yes", HAND_OVER),
        ("Colleague", "member", "yes", ()),
        ("Reason", "paragraph", "no", ()),
    ),
    "feedback": (
        ("Kind", "choice", "yes", ("Feedback", "Improvement proposal")),
        ("Area", "choice", "yes", (
            "Raising requests", "Following requests", "E-mails", "Sharing", "Accounts", "Speed", "Accessibility", "Other",
        )),
        ("How satisfied are you with it?", "choice", "yes", ("1", "2", "3", "4", "5")),
        ("What should change, and who would it help?", "paragraph", "yes", ()),
        ("How do you manage today?", "paragraph", "no", ()),
        ("Your feedback", "paragraph", "yes", ()),
        ("May we contact you about it?", "yes_no", "yes", YES_NO),
    ),
    "file_backup": (
        ("What would you like to do?", "choice", "yes", ("Create a client", "Cancel a client", "Restore from a client")),
        ("Host name of the client", "hostname", "yes", ()),
        ("Operating system", "choice", "yes", ("Other",)),
        ("Which operating system?", "text", "no", ()),
        ("IP address", "ip", "no", ()),
        ("Paths to back up", "paragraph", "yes", ()),
        ("Paths to leave out", "paragraph", "no", ()),
        ("Amount of data", "number", "yes", ()),
        ("Schedule", "choice", "yes", ("Daily", "Weekly", "Other")),
        ("When", "text", "yes", ()),
        ("Keep for", "choice", "yes", ("14 days", "30 days", "90 days", "365 days", "Other")),
        ("How long", "text", "yes", ()),
        ("Encrypt on the client", "yes_no", "yes", YES_NO),
        ("Last backup on", "date", "yes", ()),
        ("Stored backups", "choice", "yes", ("Keep until they expire", "Delete at once")),
        ("Type the host name to confirm that the backups are deleted", "text", "yes", ()),
        ("What to restore: paths", "paragraph", "yes", ()),
        ("State as of", "datetime", "yes", ()),
        ("Restore to", "choice", "yes", ("The same place", "Another place on the client", "Another client")),
        ("Overwrite what is there", "yes_no", "yes", YES_NO),
        ("Target path", "text", "yes", ()),
        ("Target host", "hostname", "yes", ()),
    ),
    "hosting": (
        ("What would you like to do?", "choice", "yes", ("Create a server", "Cancel a server")),
        ("Server name", "hostname", "yes", ()),
        ("Region", "choice", "yes", THREE_REGIONS),
        ("Operating system", "choice", "yes", ("Other",)),
        ("Which operating system?", "text", "no", ()),
        ("Size", "choice", "yes", ("b.4c32gb", "Other")),
        ("vCPU", "number", "yes", ()),
        ("Memory", "number", "yes", ()),
        ("Storage", "number", "yes", ()),
        ("High-performance local storage", "yes_no", "yes", YES_NO),
        ("Public IPv4 address", "yes_no", "yes", YES_NO),
        ("Ports to open", "text", "no", ()),
        ("Managed backup", "yes_no", "yes", YES_NO),
        ("Maintenance window: weekday", "choice", "yes", (
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        )),
        ("Maintenance window: from", "text", "yes", ()),
        ("Maintenance window: to", "text", "yes", ()),
        ("Purpose / software to install", "paragraph", "no", ()),
        ("Server UUID", "uuids", "yes", ()),
        ("Last day", "date", "yes", ()),
        ("Final backup before removal", "yes_no", "yes", YES_NO),
        ("Type the server name to confirm", "text", "yes", ()),
    ),
}  # fmt: skip

CATEGORIES = {
    "Cleura Cloud": {
        "Incident": "Report an ongoing incident",
        "General request": "Get assistance for general problems and questions",
    },
    "Service Center Portal": {
        "Staff Onboarding": "Provision portal access for a new employee",
        "Staff Offboarding": "Remove portal access for an employee",
        "Feedback & Proposals": "Submit feedback or improvement proposals that might improve the customer experience "
        "in our Service Center Portal",
    },
    "Managed Services": {
        "File Backup": "Create, Cancel or Restore client for Managed File Backup",
        "Hosting": "Create or Cancel server for Managed Hosting",
    },
}


def test_the_three_categories_hold_the_seven_issue_types_with_their_words(catalogue: Catalogue) -> None:
    found = {
        category.label: {issue.label: issue.description for issue in category.issue_types}
        for category in catalogue.categories
    }
    assert found == CATEGORIES
    assert [list(types) for types in found.values()] == [list(types) for types in CATEGORIES.values()], "in this order"


@pytest.mark.parametrize("key", list(WRITTEN))
def test_every_field_stands_in_its_type_with_its_label_and_kind(catalogue: Catalogue, key: str) -> None:
    issue_type = known(catalogue, key)
    assert [(spec.label, spec.kind) for spec in issue_type.fields] == [
        (label, kind) for label, kind, _, _ in WRITTEN[key]
    ]


@pytest.mark.parametrize("key", list(WRITTEN))
def test_every_field_is_required_or_not_as_written(catalogue: Catalogue, key: str) -> None:
    found = [(spec.label, necessity(spec)) for spec in known(catalogue, key).fields]
    assert found == [(label, required) for label, _, required, _ in WRITTEN[key]]


def necessity(spec: FieldSpec) -> str:
    if spec.required:
        return "yes"
    return "sometimes" if spec.require_if else "no"


@pytest.mark.parametrize("key", list(WRITTEN))
def test_every_option_is_there_with_its_label(catalogue: Catalogue, key: str) -> None:
    for spec, (label, _, _, options) in zip(known(catalogue, key).fields, WRITTEN[key], strict=True):
        labels = [option.label for option in spec.options]
        if label in ("Operating system", "Size"):
            assert set(options) <= set(labels), "the document leaves this list open, but for these"
        else:
            assert labels == list(options), label


@pytest.mark.parametrize(
    ("key", "asked", "audience", "approval", "fulfilment", "sharing", "kind"),
    [
        ("incident", "required", "everyone", "none", "none", "choose", "incident"),
        ("general_request", "required", "everyone", "none", "none", "choose", "service_request"),
        (
            "staff_onboarding",
            "optional",
            "members",
            "organisation_administrator",
            "onboard",
            "choose",
            "service_request",
        ),
        (
            "staff_offboarding",
            "optional",
            "members",
            "organisation_administrator",
            "offboard",
            "private",
            "service_request",
        ),
        ("feedback", "no", "everyone", "none", "none", "choose", "service_request"),
        ("file_backup", "optional", "everyone", "none", "none", "choose", "service_request"),
        ("hosting", "optional", "everyone", "none", "none", "choose", "service_request"),
    ],
)
def test_what_each_type_asks_and_brings_about(
    catalogue: Catalogue, key: str, asked: str, audience: str, approval: str, fulfilment: str, sharing: str, kind: str
) -> None:
    issue = known(catalogue, key)
    found = (
        issue.priority.asked,
        issue.audience,
        issue.approval,
        issue.fulfilment,
        issue.sharing,
        issue.kind,
    )
    assert found == (asked, audience, approval, fulfilment, sharing, kind)


@pytest.mark.parametrize(
    ("key", "field", "attribute", "value"),
    [
        ("incident", "started", "when", "not_future"),
        ("incident", "stopped", "not_before", "started"),
        ("incident", "phone", "step", "priority"),
        ("general_request", "project", "most", 1),
        ("general_request", "from", "zone", "utc"),
        ("general_request", "until", "zone", "utc"),
        ("general_request", "new_limit_ram", "unit", "MiB"),
        ("staff_onboarding", "work_email", "refuse_members", True),
        ("staff_onboarding", "work_email", "own_domains", True),
        ("staff_onboarding", "first_day", "when", "today_or_later"),
        ("staff_onboarding", "notify_administrators", "default", "yes"),
        ("staff_offboarding", "employee", "remaining_administrator", True),
        ("staff_offboarding", "last_day", "when", "future"),
        ("staff_offboarding", "last_day", "zone", "ask"),
        ("staff_offboarding", "colleague", "other_than", "employee"),
        ("file_backup", "amount", "unit", "GiB"),
        ("file_backup", "confirm_deletion", "equal_to", "host_name"),
        ("file_backup", "state_as_of", "when", "past"),
        ("hosting", "memory", "unit", "GiB"),
        ("hosting", "storage", "unit", "GiB"),
        ("hosting", "server", "most", 1),
        ("hosting", "last_day", "when", "today_or_later"),
        ("hosting", "confirm_removal", "equal_to", "server_name"),
    ],
)
def test_limits_of_single_fields(catalogue: Catalogue, key: str, field: str, attribute: str, value: object) -> None:
    assert getattr(known(catalogue, key).by_key[field], attribute) == value


def test_a_required_field_has_its_own_words_when_it_is_left_out(catalogue: Catalogue) -> None:
    """UX-03: the error says what to do, not that a field is required."""
    for category in catalogue.categories:
        for issue in category.issue_types:
            bare = [
                spec.key for spec in issue.fields if (spec.required or spec.require_if) and not spec.messages.missing
            ]
            assert not bare, issue.key


def test_nothing_is_chosen_beforehand_but_to_notify_administrators(catalogue: Catalogue) -> None:
    """UX-06."""
    chosen = [spec.key for category in catalogue.categories for issue in category.issue_types
              for spec in issue.fields if spec.defaults]  # fmt: skip
    assert chosen == ["notify_administrators"]


def test_all_keys_of_types_keep_their_names(catalogue: Catalogue) -> None:
    keys = [issue.key for category in catalogue.categories for issue in category.issue_types]
    assert sorted(keys) == sorted(WRITTEN)
    assert all(isinstance(catalogue.issue_type(key), IssueType) for key in keys)
    assert catalogue.issue_type("pizza") is None
