"""Tables of an HTML mail as lines: a row of short cells on one line, long cells one below the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.inbound.reading.blocks import Block

# Tables within tables are how mails are laid out; deeper ones are read as plain paragraphs.
_DEEPEST = 10
_LONGEST_ROW = 500


@dataclass
class _Table:
    around: Block
    cell: Block | None = None
    row: list[list[str]] = field(default_factory=list)


class Tables:
    """The open tables; `block` is where words go now."""

    def __init__(self, page: Block) -> None:
        self.block = page
        self._open: list[_Table] = []
        self._too_deep = 0

    def is_open(self, block: Block) -> bool:
        """Whether words can still go into this cell."""
        return any(table.cell is block for table in self._open)

    def begin(self) -> None:
        """A table begins."""
        self.block.end_line()
        if len(self._open) >= _DEEPEST:
            self._too_deep += 1
        else:
            self._open.append(_Table(self.block))

    def begin_cell(self) -> None:
        """A cell begins, whether the one before it was ended or not."""
        if self._too_deep or not self._open:
            self.block.end_line()
            return
        self.end_cell()
        self.block = self._open[-1].cell = Block()

    def end_cell(self) -> None:
        """The cell is over."""
        if self._too_deep or not self._open or self._open[-1].cell is None:
            self.block.end_line()
            return
        table = self._open[-1]
        table.row.append(table.cell.finish() if table.cell else [])
        table.cell = None
        self.block = table.around

    def end_row(self) -> None:
        """The row is over: its cells are written."""
        self.end_cell()
        if self._too_deep or not self._open:
            return
        row, self._open[-1].row = self._open[-1].row, []
        for line in _lines(row):
            self.block.line(line)

    def end(self) -> None:
        """The table is over."""
        self.end_row()
        if self._too_deep:
            self._too_deep -= 1
        elif self._open:
            self._open.pop()
        self.block.end_line()

    def end_all(self) -> None:
        """The page is over, whatever was left open."""
        self._too_deep = 0
        while self._open:
            self.end()


def _lines(row: list[list[str]]) -> list[str]:
    filled = [cell for cell in row if cell]
    line = " | ".join(cell[0] if cell else "" for cell in row).strip(" |")
    if all(len(cell) == 1 for cell in filled) and len(line) <= _LONGEST_ROW:
        return [line] if filled else []
    return [text for cell in filled for text in cell]
