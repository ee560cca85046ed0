"""The kinds of fields, one registry: how each is asked, read and shown."""

from __future__ import annotations

from collections.abc import Mapping

from forms.kinds.base import Data, Given, Kind, Refused
from forms.kinds.chosen import Files, Member, OneOf, OrganisationOf, Several, Switch, Ticket, YesNo
from forms.kinds.measured import Date, Moment, Number
from forms.kinds.texts import Email, Hidden, Hostname, Ip, Paragraph, Password, Phone, Text, Url
from forms.kinds.uuids import Uuids

_ALL = (
    Text, Paragraph, OneOf, Several, YesNo, Number, Date, Moment, Email, Phone, Url, Uuids, Hostname, Ip, Member,
    Ticket, OrganisationOf, Files, Password, Hidden, Switch,
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.name: kind() for kind in _ALL}

__all__ = ["KINDS", "Data", "Given", "Kind", "Refused"]
