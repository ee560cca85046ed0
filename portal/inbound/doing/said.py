"""What a mail says, as a ticket keeps it: the words, what was only quoted, and the whole where it is too long. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.inbound.mails import Mail, MailFile
from portal.inbound.trimming.splitting import split
from portal.notify.texts import clean
from portal.tickets.words import MOST_CHARACTERS

WHOLE = "message.txt"
_CUT = "\n\n[The text is longer than fits here. All of it is in the file {}.]"


@dataclass(frozen=True)
class Said:
    """The words of a mail, and the quoted part; `whole` is a file with the whole text where the words were cut."""

    words: str
    quoted: str = ""
    whole: tuple[MailFile, ...] = ()

    @property
    def beside(self) -> dict[str, Any]:
        """What an entry keeps beside the words."""
        return {"quoted": self.quoted} if self.quoted else {}


def said_in(mail: Mail, longest: int = MOST_CHARACTERS) -> Said:
    """What an answer says, in at most `longest` characters."""
    words = split(clean(mail.text))
    return _fitted(words.said.strip(), words.quoted.strip("\n"), mail, longest)


def all_of(mail: Mail, longest: int) -> Said:
    """What a first mail says, in at most `longest` characters: all of it, nobody has seen the quoted part before."""
    return _fitted(clean(mail.text).strip(), "", mail, longest)


def _fitted(words: str, quoted: str, mail: Mail, longest: int) -> Said:
    # A quotation is folded, and yet every reader of the ticket loads it.
    if len(words) <= longest and len(quoted) <= MOST_CHARACTERS:
        return Said(words, quoted)
    # A text without end was put into a file already as it was read.
    there = any(file.name == WHOLE for file in mail.files)
    file = () if there else (MailFile(WHOLE, clean(mail.text).encode(), "text/plain"),)
    remark = _CUT.format(WHOLE)
    if len(words) > longest:
        words = words[: longest - len(remark)].rstrip() + remark
    return Said(words, _first(quoted, remark), file)


def _first(quoted: str, remark: str) -> str:
    if len(quoted) <= MOST_CHARACTERS:
        return quoted
    return quoted[: MOST_CHARACTERS - len(remark)].rstrip() + remark
