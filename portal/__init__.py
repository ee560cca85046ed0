"""Service Center: the customer support portal of a cloud provider."""

from __future__ import annotations

from typing import Any

__all__ = ["create_app"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Late, so that the domain can be imported without Flask.
    if name == "create_app":
        from portal.app import create_app

        return create_app
    raise AttributeError(f"module 'portal' has no attribute {name!r}")
