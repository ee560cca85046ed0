"""At which addresses the portal takes mail."""

from __future__ import annotations

import re

from portal.notify.addresses import read_bounce_address, read_reply_address
from portal.settings import current

_NAMES_SOMETHING = re.compile(r".+\+[^@]*\d[^@]*")


def why_not(address: str) -> str | None:
    """Why no mail is taken for this address, in a sentence for whoever wrote there; None where it is taken."""
    own = current().own_addresses
    wanted = address.strip().lower()
    if wanted in own or read_reply_address(wanted) or read_bounce_address(wanted) is not None:
        return None
    local, _, domain = wanted.rpartition("@")
    prefix = local.partition("+")[0]
    if _NAMES_SOMETHING.fullmatch(local) and f"{prefix}@{domain}" in own:
        return f"This reply address is not valid. Answer the latest mail of your ticket, or write to {own[0]}."
    return f"There is no such address here. Write to {own[0]}."
