"""What holds for the whole code: layers, locks, and no word of one machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")

pytestmark = pytest.mark.once


def test_the_layers_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_but_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:/|--(extra-)?index-url|--find-links|--trusted-host", text)
    pinned = re.findall(
        r"^([A-Za-z0-9_.-]+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE
    )
    assert len(pinned) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)), "something is pinned without a hash"


def test_the_locks_have_everything_that_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runs, develops = (_pinned(name) for name in LOCKS)
    assert _names(declared["dependencies"]) <= runs.keys()
    assert _names(declared["optional-dependencies"]["dev"]) <= develops.keys()
    assert {name: develops[name] for name in runs} == runs, "both locks have to agree"


def test_nothing_that_is_kept_names_a_folder_of_somebodys_machine() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.fail("this is not a checkout")
    homes = re.compile(r"(^|[\s\"'=(])/(?:home|Users|root|work)/[a-z]", re.MULTILINE)
    for name in filter(None, tracked.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".html", ".txt", ".css", ".js", ".yml"} and path.is_file():
            assert not homes.search(path.read_text(encoding="utf-8")), name


def _pinned(name: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
    return {_normal(package): version for package, version in found}


def _names(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[\[<>=~! ]", requirement)[0]) for requirement in requirements}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
