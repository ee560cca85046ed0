"""HTML as text: lists, links and tables stay readable, what mail programs quote comes out as quoted lines."""

from __future__ import annotations

from dataclasses import dataclass

from portal.inbound.reading.blocks import Block
from portal.inbound.reading.links import Link, picture
from portal.inbound.reading.quotes import QUOTE_MARK, Quote, of_blockquote, of_container
from portal.inbound.reading.tables import Tables
from portal.inbound.reading.tokens import Cutter, Tag

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "figure"}
_LINES = {
    *("address", "article", "aside", "body", "caption", "center", "dd", "dt", "fieldset", "figcaption", "footer"),
    *("form", "header", "html", "legend", "main", "nav", "option", "section"),
}
# Word writes every line as a paragraph, and a blank line as one with nothing in it.
_WORD = ("mso", "x_mso", "plaintext")
_CELLS = {"td", "th"}
_LISTS = {"ul", "ol"}
# How many containers a quoted block is away from the one that quotes, at most.
_NEAR = 10


def text_of(html: str) -> str:
    """The words of this HTML; a picture of the mail itself stands as [cid:its id]."""
    return _Writer().write(html)


@dataclass
class _Open:
    """A container that is open: in which block, and what it did there."""

    name: str
    block: Block
    quote: Quote
    is_quoting: bool = False
    is_indenting: bool = False


class _Writer:
    def __init__(self) -> None:
        self._page = Block()
        self._tables = Tables(self._page)
        self._containers: list[_Open] = []
        self._lists: list[int | None] = []
        self._link: Link | None = None
        self._is_of_word = False

    @property
    def _block(self) -> Block:
        return self._tables.block

    def write(self, html: str) -> str:
        for found in Cutter(html).cut():
            if isinstance(found, str):
                self._block.words(found)
            else:
                self._tag(found)
        self._tables.end_all()
        lines = self._page.finish()
        while lines and lines[-1].strip("> ") in {"", QUOTE_MARK}:
            lines.pop()
        return "\n".join(lines)

    def _tag(self, tag: Tag) -> None:
        if tag.name in {"div", "blockquote"}:
            self._end_container(tag.name) if tag.is_end else self._begin_container(tag)
        elif tag.name in _PARAGRAPHS:
            self._paragraph(tag)
        elif tag.name in _CELLS or tag.name in {"table", "tr"}:
            self._table(tag)
        elif tag.name in _LISTS or tag.name == "li":
            self._list(tag)
        elif tag.name in _LINES:
            self._block.end_line()
        else:
            self._inline(tag)

    def _inline(self, tag: Tag) -> None:
        if tag.name == "br":
            self._block.end_line(force=True)
        elif tag.name == "a":
            self._anchor(tag)
        elif tag.name == "img":
            self._block.words(picture(tag.attributes()))
        elif tag.name == "hr":
            self._rule(tag)
        elif tag.name == "pre":
            self._block.end_line()
            self._block.is_verbatim = not tag.is_end

    def _paragraph(self, tag: Tag) -> None:
        if not tag.is_end:
            self._is_of_word = tag.attributes().get("class", "").lower().startswith(_WORD)
        if self._is_of_word:
            self._block.end_line()
        else:
            self._block.paragraph()

    def _table(self, tag: Tag) -> None:
        if tag.name == "table":
            self._tables.end() if tag.is_end else self._tables.begin()
        elif tag.name == "tr":
            self._tables.end_row()
        else:
            self._tables.end_cell() if tag.is_end else self._tables.begin_cell()

    def _list(self, tag: Tag) -> None:
        self._block.end_line()
        if tag.name == "li":
            self._item(tag)
        elif not tag.is_end:
            if self._lists:
                self._block.indents.append("  ")
            start = tag.attributes().get("start", "1")[:6] if tag.name == "ol" else None
            self._lists.append(None if start is None else int(start) if start.isdecimal() else 1)
        elif self._lists:
            self._lists.pop()
            if self._lists and self._block.indents:
                self._block.indents.pop()

    def _item(self, tag: Tag) -> None:
        if tag.is_end:
            return
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._block.bullet("- " if number is None else f"{number}. ")

    def _begin_container(self, tag: Tag) -> None:
        self._block.end_line()
        attributes = tag.attributes()
        is_blockquote = tag.name == "blockquote"
        quote = of_blockquote(attributes) if is_blockquote else of_container(attributes)
        opened = _Open(tag.name, self._block, quote)
        if is_blockquote and quote is Quote.WHOLE:
            self._end_heads()
        if is_blockquote and quote is Quote.NONE:
            self._block.indents.append("    ")
            opened.is_indenting = True
        elif quote is Quote.WHOLE or (quote is Quote.HEAD and not self._is_in_head()):
            self._block.quotes += 1
            opened.is_quoting = True
        elif quote is Quote.MARK:
            self._mark()
        self._containers.append(opened)

    def _is_in_head(self) -> bool:
        return any(opened.quote is Quote.HEAD and opened.is_quoting for opened in self._containers[-_NEAR:])

    def _end_heads(self) -> None:
        """The quoted block itself begins: what stood before it said who wrote it, what follows it may be an answer."""
        for opened in self._containers[-_NEAR:]:
            if opened.block is self._block and opened.quote is Quote.HEAD:
                self._close(opened)

    def _end_container(self, name: str) -> None:
        self._block.end_line()
        while self._containers and self._is_over(self._containers[-1].block):
            self._containers.pop()
        if self._containers and self._containers[-1].block is self._block and self._containers[-1].name == name:
            self._close(self._containers.pop())

    def _is_over(self, block: Block) -> bool:
        """Whether this was a cell that is closed, with whatever was left open in it."""
        return block is not self._page and not self._tables.is_open(block)

    def _close(self, opened: _Open) -> None:
        if opened.is_quoting:
            opened.block.quotes -= 1
        if opened.is_indenting and opened.block.indents:
            opened.block.indents.pop()
        opened.is_quoting = opened.is_indenting = False

    def _rule(self, tag: Tag) -> None:
        self._block.end_line()
        if of_container(tag.attributes()) is Quote.MARK:
            self._mark()

    def _mark(self) -> None:
        if self._block.last != QUOTE_MARK:
            self._block.paragraph()
            self._block.line(QUOTE_MARK)

    def _anchor(self, tag: Tag) -> None:
        if self._link is not None:
            self._block.words(self._link.target(self._block))
        self._link = None if tag.is_end else Link(tag.attributes().get("href", ""), self._block, self._block.mark)
