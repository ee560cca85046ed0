"""`python -m portal` is the same as `portal`."""

from __future__ import annotations

from portal.commands import main

main(prog_name="portal")
