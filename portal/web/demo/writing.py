"""Writing in the demo's mailbox: a mail goes the same way in as every other, and is dealt with at once."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_wtf import FlaskForm

from forms.demo import WriteMail
from portal.errors import Rejected
from portal.inbound import processing, receiving
from portal.inbound.mail_program import Writing, compose, subject_of_answer
from portal.settings import current
from portal.web.demo.blueprint import blueprint
from portal.web.demo.people import choices, writer, writer_at
from portal.web.demo.reading import AnswerForm, mail_of, mail_page
from portal.web.forms import blame
from portal.web.guards import public
from portal.web.limits import takes_files
from portal.web.pages.demo import WritePage
from portal.web.responses import respond, see_other


class WriteForm(WriteMail, FlaskForm):
    """A new mail to the support."""


@blueprint.route("/demo/mail/write", methods=["GET", "POST"])
@public
@takes_files
def write() -> Response:
    """A new mail, as anybody of the demo."""
    form = WriteForm()
    form.who.choices = choices()
    if form.validate_on_submit():
        try:
            return _arrive(_new_mail(form))
        except Rejected as refusal:
            blame(form, "body", refusal)
    return respond(WritePage(form, current().mail_sender), status=422 if form.errors else 200)


@blueprint.post("/demo/mail/<int(max=2147483647):mail_id>/answer")
@public
@takes_files
def answer(mail_id: int) -> Response:
    """The answer of the reader of this mail."""
    mail, form = mail_of(mail_id), AnswerForm()
    if form.validate_on_submit():
        name, address = writer_at(mail.address)
        said = str(form.body.data)
        try:
            return _arrive(Writing(name, address, subject_of_answer(mail), said, _files(), answers=mail))
        except Rejected as refusal:
            blame(form, "body", refusal)
    return mail_page(mail, form)


def _new_mail(form: WriteForm) -> Writing:
    name, address = writer(str(form.who.data))
    said, proven = str(form.body.data), form.forged.data != "yes"
    return Writing(name, address, str(form.subject.data), said, _files(), proven=proven)


def _files() -> dict[str, bytes]:
    return {file.filename: file.read() for file in request.files.getlist("files") if file.filename}


def _arrive(mail: Writing) -> Response:
    number = receiving.receive(compose(mail), way="demo", recipients=(mail.recipient,))
    processing.process(number)
    return see_other(url_for("demo.received", mail_id=number))
