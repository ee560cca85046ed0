"""A page as its reader meets it, and what holds for every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib

_LABELLED = {"input", "select", "textarea"}
_UNSEEN = {"script", "style", "template", "head", "title"}
_SELF_NAMING = {"hidden", "submit", "button", "image", "reset"}


class ShownPage:
    """The page that a browser shows."""

    def __init__(self, html: str, path: str = "/", status: int = 200) -> None:
        self.source, self.path, self.status = html, path, status
        self._parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = self._parser.parse(html)

    @property
    def title(self) -> str:
        """What the tab says."""
        return _text(next(self.root.iter("title"), None))

    @property
    def h1(self) -> str:
        """The heading of the page."""
        return _text(next(self.root.iter("h1"), None))

    @property
    def text(self) -> str:
        """Everything that can be read, spaces collapsed."""
        return _text(self.root)

    @property
    def main(self) -> str:
        """Everything that can be read in the main part."""
        return _text(next(self.root.iter("main"), None))

    @property
    def links(self) -> dict[str, str]:
        """Text (or accessible name) of each link to where it leads."""
        return {_name(link): link.get("href", "") for link in self.root.iter("a")}

    @property
    def buttons(self) -> list[str]:
        """The names of all buttons."""
        return [_name(button) for button in self.root.iter("button")]

    @property
    def forms(self) -> list[Form]:
        """The forms in order."""
        return [Form(form, self) for form in self.root.iter("form")]

    def form_with(self, button: str) -> Form:
        """The one form that this button sends."""
        found = [form for form in self.forms if button in form.buttons]
        assert found, f"no button {button!r} on {self.path}; there are {self.buttons}"
        return found[0]

    def find(self, identifier: str) -> Element:
        """The element with this id."""
        found = [element for element in self.root.iter() if element.get("id") == identifier]
        assert found, f"nothing with the id {identifier!r} on {self.path}"
        return found[0]

    def choose(self, identifier: str, value: str) -> None:
        """Take the option with this value in the select with this id."""
        for option in self.find(identifier).iter("option"):
            if option.get("value") == value:
                option.set("selected", "")

    def text_of(self, identifier: str) -> str:
        """What can be read in the element with this id."""
        return _text(self.find(identifier))

    def having(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of this kind with these attributes (`data_x` for data-x)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.root.iter(tag) if all(e.get(name) == value for name, value in wanted.items())]

    def check(self) -> None:
        """Fail with everything that is wrong with this page."""
        faults = list(_faults(self))
        assert not faults, f"{self.path}: " + "; ".join(faults)

    @property
    def markup_errors(self) -> list[str]:
        """What the HTML parser had to mend."""
        return [str(code) for _, code, _ in self._parser.errors]


class Form:
    """A form on a page, with what stands in it."""

    def __init__(self, element: Element, page: ShownPage) -> None:
        self.element = element
        identifier = element.get("id")
        self._parts = list(element.iter())
        if identifier:
            self._parts += [e for e in page.root.iter() if e.get("form") == identifier and e not in self._parts]
        self.method = element.get("method", "get").lower()
        self.page_path = page.path
        self.action = urljoin(page.path, element.get("action") or page.path)

    def action_of(self, button: str | None) -> str:
        """Where this button sends it."""
        pressed = (part for part in self._parts if part.tag == "button" and button and _name(part) == button)
        own = next(pressed, None)
        place = own.get("formaction") if own is not None else None
        return urljoin(self.page_path, place) if place else self.action

    @property
    def buttons(self) -> list[str]:
        """The names of its buttons."""
        return [_name(part) for part in self._parts if part.tag == "button" and part.get("type") != "button"]

    @property
    def values(self) -> dict[str, Any]:
        """What it would send now, without a button; several values as a list."""
        sent: dict[str, list[str]] = {}
        for part in self._parts:
            name = part.get("name")
            if name and part.get("disabled") is None:
                sent.setdefault(name, []).extend(_values(part))
        return {name: values[0] if len(values) == 1 else values for name, values in sent.items() if values}

    @property
    def names(self) -> set[str]:
        """The names of its fields."""
        return {part.get("name", "") for part in self._parts if part.get("name")}

    def filled(self, answers: Mapping[str, Any], button: str | None = None) -> dict[str, Any]:
        """What it sends after somebody filled in these answers and pressed this button."""
        unknown = set(answers) - self.names
        assert not unknown, f"no such field: {sorted(unknown)}; there are {sorted(self.names)}"
        data = {**self.values, **answers}
        for part in self._parts:
            if button is not None and part.tag == "button" and _name(part) == button and part.get("name"):
                data[part.get("name", "")] = part.get("value", "")
        return data


def _values(part: Element) -> list[str]:
    kind = part.get("type", "text")
    if part.tag == "textarea":
        return [(part.text or "").removeprefix("\n")]
    if part.tag == "select":
        options = list(part.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", _text(option)) for option in chosen]
    if part.tag != "input" or kind in {"submit", "button", "file", "image", "reset"}:
        return []
    if kind in {"radio", "checkbox"}:
        return [part.get("value", "on")] if part.get("checked") is not None else []
    return [part.get("value", "")]


def _faults(page: ShownPage) -> Iterator[str]:
    elements = [element for element in page.root.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    yield from (f"not HTML: {error}" for error in page.markup_errors)
    if (count := len(list(page.root.iter("h1")))) != 1:
        yield f"{count} h1"
    if not page.title:
        yield "no title"
    if not page.root.get("lang"):
        yield "no lang"
    yield from (f"id {identifier!r} {count} times" for identifier, count in ids.items() if count > 1)
    for element in elements:
        yield from _faults_of(element, set(ids))
    yield from _unlabelled(page, elements)
    for form in page.forms:
        if form.method == "post" and "csrf_token" not in form.names:
            yield f"form {form.action} without a token"


def _faults_of(element: Element, ids: set[str | None]) -> Iterator[str]:
    for name, value in element.attrib.items():
        yield from _faults_of_attribute(element.tag, name, value, ids)
    if element.tag == "style" or (element.tag == "script" and not element.get("src")):
        yield f"an inline {element.tag}"
    if element.tag == "img" and element.get("alt") is None:
        yield f"no alt: {element.get('src')}"
    if element.tag in {"a", "button"} and not _name(element):
        yield f"<{element.tag}> {element.get('href') or element.get('class')} without a name"


def _faults_of_attribute(tag: str, name: str, value: str, ids: set[str | None]) -> Iterator[str]:
    if name.startswith("on") or name == "style":
        yield f"<{tag}> has {name}="
    if name in {"aria-describedby", "aria-labelledby", "aria-controls", "for"}:
        yield from (f"{name} names no {part!r}" for part in value.split() if part not in ids)
    if name == "href" and value.startswith("#") and value[1:] and value[1:] not in ids:
        yield f"a link to {value}, which is not there"


def _unlabelled(page: ShownPage, elements: list[Element]) -> Iterator[str]:
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    wrapped = {id(part) for label in page.root.iter("label") for part in label.iter()}
    for element in elements:
        if element.tag not in _LABELLED or element.get("type") in _SELF_NAMING:
            continue
        named = element.get("aria-label") or element.get("aria-labelledby") or element.get("id") in labelled
        if not named and id(element) not in wrapped:
            yield f"field {element.get('name')!r} without a label"


def _name(element: Element) -> str:
    return element.get("aria-label") or _text(element)


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    return re.sub(r"\s+", " ", "".join(_pieces(element))).strip()


def _pieces(element: Element) -> Iterator[str]:
    if element.tag in _UNSEEN and element.tag != "title":
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
            if child.tag in {"p", "li", "div", "td", "dd", "dt", "h1", "h2", "h3", "br", "tr", "label", "option"}:
                yield " "
        yield child.tail or ""
