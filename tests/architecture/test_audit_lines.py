"""Nothing changes rights, sharing, status or access behind the back of the audit (S-22)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import portal
from portal.audit import Act

pytestmark = pytest.mark.once

SOURCE = Path(portal.__file__).parent
_TABLES = "Address|Authenticator|Membership|Organisation|OrganisationDomain|Participant|Passkey|Person|RecoveryCode"
_WRITES = re.compile(rf"\b(?:{_TABLES})\.(?:insert|insert_many|update|delete|create)\(")
_OF_TICKETS = re.compile(r"\bwrite\([^)]*\b(?:visibility|status|priority|engineer|requester|issue_type)=")
# Modules that write there and change nothing of the kind, and why.
_OTHERWISE = {
    "accounts/authenticators.py": "what is set up and taken away is written down by accounts/second_factors.py",
    "accounts/leaving.py": "whoever takes access away writes it down: fulfilment/removing.py",
    "accounts/passkeys.py": "as authenticators",
    "accounts/recovery_codes.py": "as authenticators",
}


def test_whoever_writes_rights_or_access_leaves_a_line() -> None:
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and "demo" not in path.parts
        for text in (path.read_text(),)
        if (_WRITES.search(text) or _OF_TICKETS.search(text)) and "Act." not in text
    }
    assert found == set(_OTHERWISE)


def test_every_act_is_written_somewhere() -> None:
    used = {
        name
        for path in SOURCE.rglob("*.py")
        if path != SOURCE / "web/audit/words.py"
        for name in re.findall(r"\bAct\.([A-Z_]+)", path.read_text())
    }
    assert {act.name for act in Act} - used == set()
