"""Where engineers keep the words that they use again and again, and how these come into an answer."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm

from forms.templates import EditTemplate
from portal.errors import Conflict, NotFound, Rejected, Stale
from portal.excerpts import shortened
from portal.notify.texts import first_words
from portal.tickets import templates
from portal.tickets.templates import TemplateRow
from portal.web.failures import status_of
from portal.web.filters import here, moment
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.pages.confirm import ConfirmPage
from portal.web.pages.templates import TemplateLine, TemplatePage, TemplatesPage
from portal.web.pages.timeline_parts import Meanwhile
from portal.web.responses import announce, respond, see_other

blueprint = Blueprint("answer_templates", __name__, url_prefix="/servicedesk/desk/templates")

_NUMBER = "<int(max=2147483647):template_id>"
_BEGINNING = 120
_REMOVED = "Somebody removed this template while you were writing. Save it as a new one, or leave it."


class TemplateForm(EditTemplate, FlaskForm):
    """A template's name and text."""


@blueprint.get("")
@engineers_only
def all_templates() -> Response:
    """All templates, by name."""
    lines = tuple(map(_line, templates.templates_of(current_actor())))
    return respond(TemplatesPage(lines, url_for("desk.queue"), url_for(".new")))


@blueprint.get("/new")
@engineers_only
def new() -> Response:
    """An empty template."""
    return respond(_page(None, TemplateForm()))


@blueprint.post("")
@engineers_only
def add() -> Response:
    """Write a new template."""
    return _save(None)


@blueprint.get(f"/{_NUMBER}")
@engineers_only
def template(template_id: int) -> Response:
    """One template, to be changed."""
    row = templates.get_template(current_actor(), template_id)
    return respond(_page(row, TemplateForm(name=row.name, body=row.body)))


@blueprint.post(f"/{_NUMBER}")
@engineers_only
def change(template_id: int) -> Response:
    """Change a template; what was written with it stays as it is."""
    try:
        return _save(templates.get_template(current_actor(), template_id))
    except NotFound:
        form = TemplateForm()
        return respond(_page(None, blame(form, "name", Conflict(_REMOVED))), status=409)


@blueprint.get(f"/{_NUMBER}/remove")
@engineers_only
def ask_to_remove(template_id: int) -> Response:
    """Ask before a template is removed."""
    row = templates.get_template(current_actor(), template_id)
    page = ConfirmPage(
        heading=f"Remove “{row.name}”?",
        about="",
        means=("No engineer can insert it any more. Answers that were written with it stay as they are.",),
        action=url_for(".remove", template_id=row.id),
        button="Remove template",
        keep="Keep it",
        back=url_for(".template", template_id=row.id),
        nav="templates",
    )
    return respond(page)


@blueprint.post(f"/{_NUMBER}/remove")
@engineers_only
def remove(template_id: int) -> Response:
    """Take a template away."""
    templates.remove_template(current_actor(), template_id)
    announce("The template is removed. Answers that were written with it stay as they are.")
    return see_other(url_for(".all_templates"))


def _save(row: TemplateRow | None) -> Response:
    form = TemplateForm()
    if request.form.get("go") == "preview":
        return respond(_page(row, form, preview=True), "answer_templates/_preview.html")
    if not form.validate():
        return respond(_page(row, form), status=422)
    number = row.id if row else None
    name, body = str(form.data["name"]), str(form.data["body"])
    try:
        templates.save_template(current_actor(), number, name, body, seen=request.form.get("seen", ""))
    except Stale as stale:
        now = templates.get_template(current_actor(), number or 0)
        return respond(_page(now, blame(form, "body", stale), meanwhile=_told(now)), status=status_of(stale))
    except Rejected as refusal:
        return respond(_page(row, blame(form, refusal.field or "body", refusal)), status=422)
    announce(f"“{name}” is saved. Engineers find it in the reply box of every ticket, under Insert a template.")
    return see_other(url_for(".all_templates"))


def _told(row: TemplateRow) -> tuple[Meanwhile, ...]:
    """What a colleague made of it, as they typed it."""
    typed = "\n".join(f"    {line}" for line in row.body.splitlines())
    return (Meanwhile(row.changed_by, f"{row.changed_by} saved it as “{row.name}”:", here().at(row.changed_at), typed),)


def _page(
    row: TemplateRow | None, form: FlaskForm, *, preview: bool = False, meanwhile: tuple[Meanwhile, ...] = ()
) -> TemplatePage:
    action = url_for(".template", template_id=row.id) if row else url_for(".add")
    return TemplatePage(
        title=row.name if row else "New template",
        form=form,
        action=action,
        preview_action=action,
        back=url_for(".all_templates"),
        remove=url_for(".ask_to_remove", template_id=row.id) if row else "",
        variables=tuple(templates.VARIABLES.items()),
        # Looking at a preview, or mending a mistake, changes nothing of what was seen at first.
        seen=row.version if row and meanwhile else request.form.get("seen", row.version if row else ""),
        preview=templates.example(str(form.data["body"] or "")) if preview else None,
        meanwhile=meanwhile,
    )


def _line(row: TemplateRow) -> TemplateLine:
    return TemplateLine(
        name=row.name,
        begins=shortened(first_words(row.body), _BEGINNING),
        href=url_for(".template", template_id=row.id),
        changed=moment(row.changed_at),
        changed_by=row.changed_by,
    )
