"""`make pictures`: the pictures of the README, from a fresh demo; with a folder and --all, every page and width."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from portal.demo.people import PASSWORD

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Picture:
    """A page as somebody sees it."""

    name: str
    who: str
    path: str
    width: int = 1280
    dark: bool = False


README = (
    Picture("home", "alice@acme.example", "/servicedesk"),
    Picture("tickets", "alice@acme.example", "/servicedesk/tickets"),
    Picture("ticket", "alice@acme.example", "/servicedesk/tickets/SC-1042"),
    Picture("ticket-dark", "alice@acme.example", "/servicedesk/tickets/SC-1042", dark=True),
    Picture("ticket-phone", "alice@acme.example", "/servicedesk/tickets/SC-1042", width=390),
    Picture("desk", "sam@support.example", "/servicedesk/desk"),
)
_PAGES = {
    "login": ("", "/login"),
    "home": ("alice@acme.example", "/servicedesk"),
    "free-plan": ("dave@initech.example", "/servicedesk"),
    "new": ("alice@acme.example", "/servicedesk/new"),
    "tickets": ("alice@acme.example", "/servicedesk/tickets"),
    "ticket": ("alice@acme.example", "/servicedesk/tickets/SC-1042"),
    "ticket-engineer": ("sam@support.example", "/servicedesk/tickets/SC-1037"),
    "organisation": ("alice@acme.example", "/servicedesk/organisation"),
    "account": ("alice@acme.example", "/servicedesk/account"),
    "desk": ("sam@support.example", "/servicedesk/desk"),
    "priorities": ("alice@acme.example", "/servicedesk/help/priorities"),
    "mail-of-engineers": ("sam@support.example", "/servicedesk/desk/mail"),
    "mail-that-came": ("sam@support.example", "/servicedesk/desk/mail/in/1"),
    "mail": ("", "/demo/mail"),
    "write-a-mail": ("", "/demo/mail/write"),
    "nowhere": ("alice@acme.example", "/servicedesk/nowhere"),
}
EVERYTHING = tuple(
    Picture(f"{name}-{'dark' if dark else 'light'}-{width}", who, path, width, dark)
    for name, (who, path) in _PAGES.items()
    for width in (1280, 390)
    for dark in (False, True)
)


def main() -> None:
    """Take them, and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--all", action="store_true", help="every page, wide and on a phone, light and dark")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"]
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for picture in EVERYTHING if wanted.all else README:
            take(chromium, address, picture, wanted.folder)
        chromium.close()
    print(f"The pictures are in {wanted.folder}")


def take(chromium: Browser, address: str, picture: Picture, folder: Path) -> None:
    """One picture of the whole page."""
    scheme = "dark" if picture.dark else "light"
    page = chromium.new_page(
        viewport={"width": picture.width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    if picture.who:
        _log_in(page, address, picture.who)
    page.goto(f"{address}{picture.path}", wait_until="networkidle")
    page.screenshot(path=folder / f"{picture.name}.png", full_page=True)
    page.close()


@contextmanager
def demo() -> Iterator[str]:
    """A fresh demo in a folder of its own; gives its address."""
    with tempfile.TemporaryDirectory() as instance, tempfile.TemporaryFile("w+") as log:
        environment = {**os.environ, "PORTAL_INSTANCE": instance}
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "portal", "demo"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            yield _address(process, log.name if isinstance(log.name, str) else f"/proc/self/fd/{log.fileno()}")
        finally:
            process.terminate()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: str) -> str:
    for _ in range(600):
        said = Path(log).read_text()
        if "Ctrl-C" in said:
            return said.split(" is at ")[1].split()[0]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"the demo did not start:\n{said}")


def _log_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("E-mail").fill(who)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: not url.endswith("/login"))


if __name__ == "__main__":
    main()
