"""What views do with a form beside validating it."""

from __future__ import annotations

from typing import TypeVar

from wtforms.form import BaseForm

from portal.errors import DomainError

Form = TypeVar("Form", bound=BaseForm)


def blame(form: Form, field: str, refusal: DomainError) -> Form:
    """The form with the sentence of the refusal at this field, as if the form itself had found it."""
    form[field].errors = [*form[field].errors, str(refusal)]
    return form
