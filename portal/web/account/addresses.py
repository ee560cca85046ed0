"""One's mail addresses: one more, its code, which is the main one, one less."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request, url_for
from flask_wtf import FlaskForm

from forms.account import AddressCode, NewAddress
from portal.accounts import own_addresses, queries
from portal.accounts.operations import try_mail_again
from portal.accounts.sessions import Device
from portal.errors import Rejected, TooMany
from portal.notify.suspensions import reason_of
from portal.policy import Actor
from portal.web import devices
from portal.web.account.blueprint import blueprint
from portal.web.account.proving import proven
from portal.web.forms import blame
from portal.web.guards import current_actor, signed_in
from portal.web.pages.account import AddressesPage
from portal.web.responses import announce, respond, see_other, wait


class NewAddressForm(NewAddress, FlaskForm):
    """One more address, with the token against forgery."""


class AddressCodeForm(AddressCode, FlaskForm):
    """The code that went to an address, with the token against forgery."""


@blueprint.get("/addresses")
@signed_in
def addresses() -> Response:
    """All of them, and those that wait for their code."""
    return respond(_page())


@blueprint.post("/addresses")
@signed_in
@proven
def send_code() -> Response:
    """Mail a code to one more address; the answer does not tell whether it is somebody else's."""
    form = NewAddressForm()
    if not form.validate_on_submit():
        return respond(_page(new=form), status=422)
    try:
        spelling = own_addresses.send_code(current_actor(), form.address.value)
    except TooMany as refusal:
        return wait(_page(new=blame(form, "address", refusal)), refusal)
    except Rejected as refusal:
        return respond(_page(new=blame(form, "address", refusal)), status=422)
    announce(f"A mail with a code is on its way to {spelling}. Write the code here within 10 minutes.")
    return see_other(url_for("account.addresses", _anchor="waiting"))


@blueprint.post("/addresses/code")
@signed_in
@proven
def verify_address() -> Response:
    """Take the code; from here on the address is one's own."""
    form, address = AddressCodeForm(), request.form.get("address", "")
    if not form.validate_on_submit():
        return respond(_page(code=form, coded=address), status=422)
    try:
        own_addresses.verify_address(current_actor(), address, form.code.value, devices.device())
    except Rejected as refusal:
        return respond(_page(code=blame(form, "code", refusal), coded=address), status=422)
    announce(f"{address} is yours from now on: log in and write to us with it.")
    return see_other(url_for("account.addresses"))


@blueprint.post("/addresses/main")
@signed_in
@proven
def choose_main_address() -> Response:
    """Have mail go to another address."""
    address = request.form.get("address", "")
    return _change(own_addresses.choose_main, address, f"Mail goes to {address} from now on.")


@blueprint.post("/addresses/remove")
@signed_in
@proven
def remove_address() -> Response:
    """Take an address away."""
    address = request.form.get("address", "")
    return _change(own_addresses.remove_address, address, f"{address} is removed.")


@blueprint.post("/mail")
@signed_in
def send_mail_again() -> Response:
    """Send to one's own address again, from which mail came back."""
    address = request.form.get("address", "")
    try:
        try_mail_again(current_actor(), address)
    except TooMany as refusal:
        announce(str(refusal), "bad")
    else:
        announce(f"We send mail to {address} again.")
    return see_other(url_for("account.addresses"))


def _change(operation: Callable[[Actor, str, Device], None], address: str, done: str) -> Response:
    try:
        operation(current_actor(), address, devices.device())
    except Rejected as refusal:
        announce(str(refusal), "bad")
    else:
        announce(done)
    return see_other(url_for("account.addresses"))


def _page(new: NewAddressForm | None = None, code: AddressCodeForm | None = None, coded: str = "") -> AddressesPage:
    actor = current_actor()
    rows = queries.addresses_of(actor.person_id)
    return AddressesPage(
        addresses=rows,
        suspended={row.address: reason for row in rows if (reason := reason_of(row.address))},
        waiting=coded or own_addresses.waiting_address(actor),
        new=new or NewAddressForm(formdata=None),
        code=code or AddressCodeForm(formdata=None),
    )
