"""The request catalogue as data, and the forms that follow from it.

A catalogue is loaded once (`load_catalogue`) and refused as a whole when anything in it is wrong. For each step of a
request the web lays what was posted over what the draft keeps (`merge`), builds the class with exactly the visible
fields (`build_form`, which asks `resolve`), fills it from those answers, and validates it on Continue. A finished
request is stored as its summary (`summarise`), which holds labels and texts and so outlives its definition.

Answers are raw posted strings by field key throughout. Nothing here knows a database, a web framework, or HTML.
"""

from forms.answers import Answers, as_answers, merge
from forms.builder import build_form, build_questions
from forms.cards import Card, Cards, Problem
from forms.carry import carry, offers, take_offer
from forms.check import check
from forms.faults import CatalogueFaults
from forms.field import AnswerField, question
from forms.kinds.uuids import recognise_uuids
from forms.loader import DEFAULT_BRAND, load_catalogue
from forms.moments import format_date, format_moment
from forms.priority import IMPACTS, MATRIX, URGENCIES, Impact, Priority, Urgency, priority, priority_of
from forms.questions import as_issue_type, fitting, missing
from forms.resolve import Asked, Resolution, resolve
from forms.schema import Catalogue, Category, FieldSpec, IssueType, Offer, Option, Section
from forms.sharing import PRIVATE, is_private, organisation_of
from forms.subject import default_subject, subject_of
from forms.summary import SummaryRow, rows_from_json, rows_to_json, summarise
from forms.surroundings import Choice, FileFact, Surroundings

__all__ = [
    "DEFAULT_BRAND", "IMPACTS", "MATRIX", "PRIVATE", "URGENCIES", "AnswerField", "Answers", "Asked", "Card", "Cards",
    "Catalogue", "CatalogueFaults", "Category", "Choice", "FieldSpec", "FileFact", "Impact", "IssueType", "Offer",
    "Option", "Priority", "Problem", "Resolution", "Section", "SummaryRow", "Surroundings", "Urgency", "as_answers",
    "as_issue_type", "build_form", "build_questions", "carry", "check", "default_subject", "fitting", "format_date",
    "format_moment", "is_private", "load_catalogue", "merge", "missing", "offers", "organisation_of", "priority",
    "priority_of", "question", "recognise_uuids", "resolve", "rows_from_json", "rows_to_json", "subject_of",
    "summarise", "take_offer",
]  # fmt: skip
