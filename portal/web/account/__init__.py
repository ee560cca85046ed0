"""One's own account: profile, addresses, how one logs in, the devices one is logged in on, and an export of it all."""

from __future__ import annotations

from portal.web.account.blueprint import blueprint

# Each of these hangs its views on the blueprint.
from . import addresses, authenticator, devices, exporting, passkeys, profile, proving, security  # isort: skip

__all__ = [
    "addresses",
    "authenticator",
    "blueprint",
    "devices",
    "exporting",
    "passkeys",
    "profile",
    "proving",
    "security",
]
