"""The text part of a mail: what somebody wrote in Markdown without its marks, in lines of a bearable length. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from textwrap import wrap

from markdown_it.tree import SyntaxTreeNode

from portal import markup

WIDTH = 72
_NARROWEST = 20
_INDENT = "    "
_LISTS = ("bullet_list", "ordered_list")


@lru_cache(maxsize=64)
def to_text(text: str) -> str:
    """A Markdown text without its marks: emphasis is gone, a link stands behind its words, code keeps its lines."""
    tree = markup.tree_of(text)
    return folded(text) if tree is None else "\n".join(_blocks(tree.children, WIDTH))


def folded(text: str, width: int = WIDTH) -> str:
    """The text with its long lines broken between words, and all else as it is."""
    return "\n".join(line for long in text.split("\n") for line in _folded(long, width))


def _folded(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line.rstrip()]
    margin = line[: min(len(line) - len(line.lstrip()), width // 2)]
    return _wrapped(line, width, margin)


def _wrapped(line: str, width: int, margin: str = "") -> list[str]:
    width = max(width, _NARROWEST)
    return wrap(
        line.strip(),
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _blocks(nodes: Iterable[SyntaxTreeNode], width: int) -> list[str]:
    lines: list[str] = []
    for node in nodes:
        # The paragraphs of a list without gaps are "hidden": no empty line stands between them.
        gap = [""] if lines and not _is_tight(node) else []
        lines += gap + _block(node, width)
    return lines


def _is_tight(node: SyntaxTreeNode) -> bool:
    if node.type == "list_item":
        return all(_is_tight(child) for child in node.children)
    is_list_within = node.type in _LISTS and node.level > 0
    return is_list_within or (node.type == "paragraph" and node.hidden)


def _block(node: SyntaxTreeNode, width: int) -> list[str]:
    match node.type:
        case "fence" | "code_block":
            return [f"{_INDENT}{line}".rstrip() for line in node.content.rstrip("\n").split("\n")]
        case "hr":
            return ["-" * _NARROWEST]
        case "blockquote":
            return [f"> {line}".rstrip() for line in _blocks(node.children, width - 2)]
        case "bullet_list" | "ordered_list":
            return _list(node, width)
        case "table":
            return [" | ".join(map(_inline, row.children)) for part in node.children for row in part.children]
        case _:
            return [line for said in _inline(node).split("\n") for line in _wrapped(said, width)]


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    lines: list[str] = []
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        own = _blocks(item.children, width - len(mark)) or [""]
        gap = [""] if lines and not _is_tight(item) else []
        margins = [mark, *[" " * len(mark)] * (len(own) - 1)]
        lines += gap + [f"{margin}{line}".rstrip() for margin, line in zip(margins, own, strict=True)]
    return lines


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            words, target = "".join(map(_inline, node.children)), str(node.attrs.get("href", ""))
            is_itself = words in (target, target.removeprefix("mailto:"), target.removeprefix("http://"))
            return words if is_itself else f"{words} ({target})"
        case _:
            return "".join(map(_inline, node.children))
