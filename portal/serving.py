"""How gunicorn runs the portal: its configuration, and the application that it asks for."""

from __future__ import annotations

from flask import Flask

from portal import logs
from portal.app import create_app
from portal.configuration import load

_SETTINGS = load()

bind = _SETTINGS.web.place
workers = _SETTINGS.web.workers
threads = _SETTINGS.web.threads
worker_class = "gthread"
graceful_timeout = _SETTINGS.web.drain
timeout = _SETTINGS.web.drain + 30
keepalive = 5
# It would stand in the home folder of whoever runs the service, where it may not write.
control_socket_disable = True
# A proxy on this machine may pass on any header; SCRIPT_NAME would begin every address, also those that are kept.
forwarder_headers = ""
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.logs.LineFormatter"}},
    "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": _SETTINGS.log_level, "handlers": ["line"]},
    "loggers": {"gunicorn.error": {"level": _SETTINGS.log_level, "handlers": ["line"], "propagate": False}},
}


def application() -> Flask:
    """The portal with the settings of this installation."""
    logs.configure(_SETTINGS.log_level)
    return create_app(_SETTINGS)
