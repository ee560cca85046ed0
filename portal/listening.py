"""Whether something can listen at an address of this machine."""

from __future__ import annotations

import errno
import socket
from contextlib import closing
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """What the settings call the host and the port of something that listens."""

    host: str
    port: str


WEB = Setting("web.host (PORTAL_WEB__HOST)", "web.port (PORTAL_WEB__PORT)")
LMTP = Setting("the host in inbound.lmtp (PORTAL_INBOUND__LMTP)", "the port in inbound.lmtp (PORTAL_INBOUND__LMTP)")


def why_not_listen(host: str, port: int, setting: Setting = WEB) -> str:
    """What keeps a server from listening there, with the mend; empty where nothing does."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"port {port} is taken: set {setting.port} to a free one"
        if error.errno == errno.EACCES:
            return f"port {port} is not for everybody: set {setting.port} to one from 1024 on"
        return f"{host} is no address of this machine: set {setting.host} to one, or to 0.0.0.0 for all"
    return ""
