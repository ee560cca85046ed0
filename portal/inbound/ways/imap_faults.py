"""What hinders reading a mailbox, in one sentence with the mend. Pure."""

from __future__ import annotations

import imaplib
import socket
import ssl

from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError, UnexpectedCommandStatusError

from portal.inbound.ways.imap_places import Place

_AT_MOST = 300


def in_words(error: Exception, place: Place) -> str:
    """Why this mailbox cannot be read, and what to do; never with the password."""
    told = _sentence(error, place)
    return " ".join((told.replace(place.password, "***") if place.password else told).split())


def _sentence(error: Exception, place: Place) -> str:
    server = f"{place.host}:{place.port}"
    if isinstance(error, ssl.SSLError):
        return _about_tls(error, place.host, server)
    if isinstance(error, OSError):
        return _about_connection(error, place.host, server)
    return _about_refusal(error, place, server) or f"{server} answered what it should not: {_said(error)}"


def _about_refusal(error: Exception, place: Place, server: str) -> str:
    says = f"It says: {_said(error)}"
    if _is_about_login(error):
        return f"{server} does not let {place.username} in: mend the user or the password in inbound.mailboxes. {says}"
    if isinstance(error, MailboxFolderSelectError):
        told = f"There is no folder {place.folder} for {place.username} on {server}"
        return f"{told}: mend the end of its address in inbound.mailboxes. {says}"
    if isinstance(error, imaplib.IMAP4.readonly):
        return f"The folder {place.folder} may only be read: let {place.username} mark mails there as seen."
    if "TLS not supported" in str(error):
        return f"{server} offers no STARTTLS: write imaps:// in inbound.mailboxes. {says}"
    return ""


def _about_tls(error: ssl.SSLError, host: str, server: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {host} cannot be trusted ({error.verify_message}): mend it there, or name the file of "
            "its authority in mail.ca_file."
        )
    told = f"{server} does not speak TLS as it should ({error.reason})"
    return f"{told}: imaps:// is for port 993, imap:// for 143."


def _about_connection(error: OSError, host: str, server: str) -> str:
    match error:
        case socket.gaierror():
            return f"There is no host {host}: mend its name in inbound.mailboxes, or see to the name service."
        case ConnectionRefusedError():
            return f"Nothing listens on {server}: start the mail server, or mend the port in inbound.mailboxes."
        case TimeoutError():
            return f"{server} does not answer in time: see whether it runs, and whether a firewall is in between."
    return f"{server} cannot be reached: {error.strerror or error}."


def _is_about_login(error: Exception) -> bool:
    # imaplib raises its plain error where AUTHENTICATE is refused, imap-tools its own where LOGIN is.
    return isinstance(error, MailboxLoginError) or "AUTHENTICATIONFAILED" in str(error).upper()


def _said(error: Exception) -> str:
    said = str(error)
    if isinstance(error, UnexpectedCommandStatusError):
        data = error.command_result[1]
        parts = data if isinstance(data, list) else [data]
        said = " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts)
    return said.strip()[:_AT_MOST]
