"""Templates and the dataclasses that they are given fit together, and keep the house's rules."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

import forms
import portal
from portal import paths
from portal.web import pages
from portal.web.pages.base import Page

pytestmark = pytest.mark.once

TEMPLATES = paths.asset_dir("templates")
SOURCES = [Path(portal.__file__).parent / part for part in ("web", "tickets", "notify", "fulfilment", "inbound")]
PAGES = sorted(
    path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts[-3:-1]
)


def page_classes() -> Iterator[type[Page]]:
    for module in pkgutil.walk_packages(pages.__path__, f"{pages.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Page) and "template" in vars(value):
                yield value


def test_every_page_is_a_frozen_dataclass_with_a_title_and_a_template() -> None:
    found = {page.__name__: page for page in page_classes()}
    assert len(found) > 10
    for name, page in found.items():
        assert dataclasses.is_dataclass(page), name
        assert page.__dataclass_params__.frozen, name  # type: ignore[attr-defined]
        assert (TEMPLATES / page.template).is_file(), name
        assert "title" in page.__dataclass_fields__ or isinstance(getattr(page, "title", None), (property, str)), name


def test_a_page_asks_its_object_only_for_what_it_has(app: Flask) -> None:
    """Through every part that the page includes."""
    wrong = []
    for page in page_classes():
        has = {field.name for field in dataclasses.fields(page)} | set(dir(page))
        for template in _with_its_parts(app, page.template):
            wrong += [f"{page.__name__} ({template}): page.{name}" for name in _asked(app, template) - has]
    assert wrong == []


@pytest.mark.parametrize("name", PAGES)
def test_a_template_has_no_inline_script_or_style(name: str) -> None:
    """The content security policy would refuse it (HX-03)."""
    text = re.sub(r"{#.*?#}", "", (TEMPLATES / name).read_text(), flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|\shx-on|\bjs:", text), name


@pytest.mark.parametrize("name", PAGES)
def test_a_template_is_short_enough_to_read(name: str) -> None:
    assert len((TEMPLATES / name).read_text().splitlines()) <= 80


@pytest.mark.parametrize("name", [name for name in PAGES if Path(name).name.startswith("_")])
def test_a_partial_is_part_of_a_page_or_an_answer_of_its_own(name: str) -> None:
    others = [path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).as_posix() != name]
    alone = {page.template for page in page_classes()}
    assert name in alone or any(name in path.read_text() for path in others), f"nothing includes {name}"


def _with_its_parts(app: Flask, name: str) -> set[str]:
    found, waiting = set[str](), [name]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            tree = _tree(app, here)
            wanted = [*tree.find_all(nodes.Include), *tree.find_all(nodes.Extends)]
            waiting += [node.template.value for node in wanted if isinstance(node.template, nodes.Const)]
    return found


def _asked(app: Flask, name: str) -> set[str]:
    """The names that a template asks of `page`, but those that it asks for only where they are."""
    tree = _tree(app, name)
    asked = {node.attr for node in tree.find_all(nodes.Getattr) if _is_page(node.node)}
    tested = {
        test.node.attr
        for test in tree.find_all(nodes.Test)
        if test.name == "defined" and isinstance(test.node, nodes.Getattr)
    }
    return asked - tested


def _is_page(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "page"


def _tree(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse((TEMPLATES / name).read_text())


def test_no_page_calls_a_ticket_by_a_prefix_that_the_operator_may_have_changed() -> None:
    templates = (path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
    said = [(path, re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)) for path in templates]
    for path in (path for folder in (*SOURCES, Path(forms.__file__).parent) for path in folder.rglob("*.py")):
        said += [(path, text) for text in _texts(ast.parse(path.read_text()))]
    assert [str(path) for path, text in said if re.search(r"\bSC-\d", text)] == []


def _texts(tree: ast.AST) -> list[str]:
    """What the code says, but for what its docstrings say of it."""
    says = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    of_code = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [str(node.value) for node in says if id(node) not in of_code]
