"""The wheel has everything that the portal needs, and serves the same pages where it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.once, pytest.mark.slow]

_ASK = """
import json, sys
from portal import create_app
from portal.db import schema
app = create_app()
schema.upgrade()
client = app.test_client()
paths = ("/login", "/password/forgotten", "/nowhere", "/static/portal.css", "/static/icons.svg", "/healthz")
answers = {path: client.get(path) for path in paths}
import portal
print(json.dumps({"where": portal.__file__, **{path: [a.status_code, len(a.data)] for path, a in answers.items()}}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as `make wheel` does."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_it_has_code_catalogue_templates_and_static_files_and_nothing_of_this_machine(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for kind, inside in (
        ("portal", "portal"),
        ("forms", "forms"),
        ("templates", "portal/templates"),
        ("static", "portal/static"),
    ):
        here = {path.relative_to(ROOT / kind).as_posix() for path in (ROOT / kind).rglob("*") if path.is_file()}
        missing = {name for name in here if "__pycache__" not in name and f"{inside}/{name}" not in names}
        assert missing == set(), kind
    foreign = {
        name for name in names if name.startswith(("tests", "instance", "benchmarks")) or name.endswith((".db", ".eml"))
    }
    assert foreign == set()


def test_installed_elsewhere_it_serves_the_same_pages(wheel: Path, tmp_path: Path) -> None:
    """Its own environment borrows only the dependencies of this one."""
    venv.create(tmp_path / "venv", with_pip=False)
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    (site / "dependencies.pth").write_text(str(next(Path(sys.prefix, "lib").glob("python*/site-packages"))))
    installed = _ask(tmp_path / "venv" / "bin" / "python", tmp_path, tmp_path / "one")
    here = _ask(Path(sys.executable), ROOT, tmp_path / "two")
    assert str(tmp_path) in installed.pop("where")
    assert str(ROOT) in here.pop("where")
    assert installed == here
    assert installed["/login"][0] == 200


def _ask(python: Path, folder: Path, instance: Path) -> dict[str, list[object]]:
    import json

    instance.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_MODE": "development",
        "PORTAL_INSTANCE": str(instance),
        "PORTAL_BASE_URL": "http://localhost",
    }
    done = subprocess.run(
        [python, "-c", _ASK], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[object]] = json.loads(done.stdout.splitlines()[-1])
    return found
