"""What people choose by the signed links of their mails, without logging in.

Looking never acts, because mail filters follow links to look at them. The signed link is the proof of whose choice it
is, whoever is logged in; what they may see is asked when the link is used.
"""

from __future__ import annotations

from portal.web.choices.blueprint import blueprint

# They hang their views on the blueprint.
from . import about_mail, about_solution  # isort: skip

__all__ = ["about_mail", "about_solution", "blueprint"]
