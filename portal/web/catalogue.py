"""The request catalogue of this installation, loaded when the application starts."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from forms import Catalogue, Category, IssueType, load_catalogue
from portal import settings
from portal.policy import Actor

_KEY = "catalogue"


def register(app: Flask) -> None:
    """Load the catalogue; forms.CatalogueFaults, and no application, where it is broken."""
    in_use = settings.current()
    app.extensions[_KEY] = load_catalogue(in_use.catalogue, in_use.brand.placeholders())


def catalogue() -> Catalogue:
    """Every category and issue type, also the retired ones."""
    return cast(Catalogue, current_app.extensions[_KEY])


def offered(actor: Actor) -> tuple[Category, ...]:
    """What this person may raise."""
    return catalogue().offered(bool(actor.paid_places)) if actor.may_raise else ()


def offered_type(actor: Actor, key: str) -> IssueType | None:
    """The issue type of this key where this person may raise it now, else None."""
    return next((found for category in offered(actor) for found in category.issue_types if found.key == key), None)


def category_of(issue_type: IssueType) -> Category:
    """The category that an issue type stands in."""
    return next(category for category in catalogue().categories if category.key == issue_type.category)
