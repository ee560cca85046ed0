"""The environment that make looks after: whole, or made anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.once


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh clone, as far as make is concerned, whose environment is up to date."""
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    (binaries / "pip").write_text("#!/bin/sh\n")
    (binaries / "pip").chmod(0o755)
    for name in (".run", ".dev"):
        (tmp_path / ".venv" / name).touch()
    return tmp_path


def plan(checkout: Path, word: str) -> str:
    """What `make word` would do."""
    variables = {"PATH": os.environ["PATH"]}
    done = subprocess.run(["make", "-n", word], cwd=checkout, env=variables, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("word", ["demo", "test"])
def test_a_whole_environment_is_used_as_it_is(checkout: Path, word: str) -> None:
    """A second start needs no network."""
    assert "venv --clear" not in plan(checkout, word)
    assert "pip" not in plan(checkout, word)


@pytest.mark.parametrize("lost", ["python", "pip"])
def test_half_an_environment_is_made_anew(checkout: Path, lost: str) -> None:
    """Interrupted while it was made, or left behind by a Python that is gone."""
    (checkout / ".venv" / "bin" / lost).unlink()
    told = plan(checkout, "demo")
    assert "venv --clear" in told
    assert "install --quiet --require-hashes -r requirements.lock" in told


def test_a_newer_lock_is_installed_into_the_environment_that_is_there(checkout: Path) -> None:
    later = (checkout / ".venv" / ".run").stat().st_mtime + 60
    os.utime(checkout / "requirements.lock", (later, later))
    told = plan(checkout, "demo")
    assert "venv --clear" not in told
    assert "-r requirements.lock" in told
