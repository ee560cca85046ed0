"""What of a mail is its text and what are its files; nothing that was sent is dropped without a word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from portal.inbound.mails import MailFile
from portal.inbound.reading.budget import TEXTS, Budget
from portal.inbound.reading.fields import read_block
from portal.inbound.reading.files import content_of, file_of
from portal.inbound.reading.structure import Part
from portal.inbound.reading.texts import Text, decoded_body

_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_STATUSES = {"message/delivery-status", "message/global-delivery-status"}
_HEADERS = {"text/rfc822-headers", "message/global-headers"}
_MAILS = {"message/rfc822", "message/global"}
_ENCRYPTED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
# What other programs may show in place of the text, and nobody needs beside it.
_IGNORED = {"text/x-amp-html", "text/watch-html", "application/applefile"}
_Way = Literal["alone", "among", "instead"]


@dataclass
class Contents:
    """What was found, in the order in which it stood."""

    texts: list[Text] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    returned: tuple[tuple[str, str], ...] = ()


class Reader:
    """Reads the tree of parts of one mail."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._texts = 0
        self._found = Contents()

    def read(self, part: Part) -> Contents:
        """The texts that are to be shown, and everything else as files."""
        self._found.texts = [text for text in self._texts_of(part, "alone") if not text.is_blank]
        return self._found

    def _texts_of(self, part: Part, way: _Way) -> list[Text]:
        if part.media_type in _ENCRYPTED:
            self._budget.fault("The mail is encrypted and cannot be read here")
        if not part.children:
            return self._leaf(part, way)
        if part.media_type == "multipart/alternative":
            return self._best([self._texts_of(child, "instead") for child in part.children])
        if part.media_type == "multipart/related":
            return self._related(part, way)
        return [text for child in part.children for text in self._texts_of(child, "among")]

    def _related(self, part: Part, way: _Way) -> list[Text]:
        """A page and what belongs to it: only the page is text."""
        start = part.words.get("start", "").strip("<> ")
        named = [child for child in part.children if start and child.content_id == start]
        page = (named or list(part.children))[0]
        texts: list[Text] = []
        for child in part.children:
            if child is page or child.children:
                texts += self._texts_of(child, way)
            else:
                self._leaf(child, "related")
        return texts

    def _best(self, versions: list[list[Text]]) -> list[Text]:
        """Plain text before HTML, unless it is none; of several alike the last, as the standard has it."""
        said = [texts for texts in reversed(versions) if any(not text.is_blank for text in texts)]
        plain = [texts for texts in said if not any(text.is_html or text.is_excuse for text in texts)]
        pages = [texts for texts in said if any(text.is_html for text in texts)]
        return next(iter([*plain, *pages, *said]), [])

    def _leaf(self, part: Part, way: _Way | Literal["related"]) -> list[Text]:
        if part.media_type in _STATUSES:
            self._found.statuses.append(decoded_body(part, self._budget))
        elif part.media_type in _HEADERS:
            self._keep_headers(part)
        elif part.media_type in _SIGNATURES:
            self._budget.fault("The mail is signed; the signature is only in the stored mail")
        elif part.media_type in _IGNORED or part.media_type.startswith("multipart/"):
            pass
        elif self._is_text(part, way):
            return self._text(part)
        else:
            self._file(part)
        return []

    def _text(self, part: Part) -> list[Text]:
        self._texts += 1
        if self._texts > TEXTS:
            self._budget.fault("The mail is put together of too many texts: the last of them are files")
            self._file(part)
            return []
        return [Text(part, self._budget)]

    def _file(self, part: Part) -> None:
        if part.media_type in _MAILS:
            self._keep_headers(part)
        file = file_of(part, len(self._found.files) + 1, self._budget)
        if file is not None:
            self._found.files.append(file)

    def _keep_headers(self, part: Part) -> None:
        if not self._found.returned:
            body = content_of(part, self._budget)
            self._found.returned = read_block(body, 0, len(body), self._budget).headers

    @staticmethod
    def _is_text(part: Part, way: _Way | Literal["related"]) -> bool:
        if part.disposition not in {"", "inline"} or way == "related":
            return False
        if way == "instead":
            return part.media_type.startswith("text/") and part.media_type != "text/calendar"
        is_named = bool(part.name) and way == "among"
        return part.media_type in {"text/plain", "text/html"} and not is_named
