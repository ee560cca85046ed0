"""From what was counted to the parts of the page: for each its charts, and the table of the same numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable

from portal.tickets import counting
from portal.tickets.figures import Figures
from portal.web.figures import asked, charts
from portal.web.figures.charts import Bar, Column
from portal.web.figures.standing import organisations, satisfaction, targets
from portal.web.figures.words import average_words, day_words, share_words
from portal.web.pages.figures import Legend, Section, Table, Tile
from portal.web.wording import number

_OPENED, _ENDED = Legend("plain", "Opened"), Legend("hatched", "Resolved or finished")
_PLAIN = (_OPENED,)


def lead_of(found: Figures) -> str:
    """Which days these are, in whose zone."""
    first, last = found.wanted.first, found.wanted.last
    days = (
        day_words(first, year=True)
        if first == last
        else f"{day_words(first, year=True)} to {day_words(last, year=True)}"
    )
    return f"{days}. Days begin at midnight where our engineers work."


def tiles_of(found: Figures) -> tuple[Tile, ...]:
    """What one wants to know first."""
    answers = sum((found.answered(row) for row in found.raised), counting.Kept())
    late, promised = found.updates.missed, sum(found.updates)
    return (
        Tile("Opened", str(len(found.raised)), f"{len(found.ended)} resolved or finished"),
        Tile("Open now", str(len(found.open_now)), "whenever they were opened"),
        Tile("First answers in time", share_words(answers), f"{answers.met} of {answers.met + answers.missed}"),
        Tile("Updates late now", str(late), f"of {number(promised, 'update')} promised"),
        Tile("Satisfaction", average_words(found.scores), f"of 5, from {number(len(found.rated), 'answer')}"),
    )


def _flow(found: Figures, csv_href: str) -> Section:
    is_weekly = (found.wanted.last - found.wanted.first).days >= counting.MOST_DAYS
    over = "week" if is_weekly else "day"
    names = [day_words(each.span.first) for each in found.flow]
    came = [Column(name, (each.opened, each.ended)) for name, each in zip(names, found.flow, strict=True)]
    stayed = [Column(name, (each.backlog,)) for name, each in zip(names, found.flow, strict=True)]
    opened, ended = (sum(column.numbers[place] for column in came) for place in (0, 1))
    first, last = (found.flow[place].backlog for place in (0, -1))
    rows = tuple((str(f.span.first), str(f.opened), str(f.ended), str(f.backlog)) for f in found.flow)
    return Section(
        "flow",
        "What comes and what stays",
        f"By {over}." if not is_weekly else "By week: a column is a week that begins on a Monday.",
        (
            charts.columns(
                f"Tickets by {over}", f"{opened} opened, {ended} resolved or finished.", came, (_OPENED, _ENDED)
            ),
            charts.line(f"Open at the end of each {over}", f"From {first} to {last}.", stayed),
        ),
        Table("flow", (over.capitalize(), "Opened", "Resolved or finished", "Open at its end"), rows),
        csv_href,
        "",
    )


def _counted(
    key: str,
    title: str,
    head: str,
    found: Figures,
    csv_href: str,
    names: dict[Hashable, str],
    of: Callable[..., Hashable],
) -> Section:
    """How many came and how many are open, of each kind."""
    came, stands = Counter(map(of, found.raised)), Counter(map(of, found.open_now))
    known = [kind for kind in names if kind in came or kind in stands]
    known += sorted((set(came) | set(stands)) - set(names), key=str)
    rows = tuple((names.get(kind, str(kind)), str(came[kind]), str(stands[kind])) for kind in known)
    return Section(
        key,
        title,
        "",
        (
            charts.bars("Opened", _largest(rows, 1), _bars(rows, 1), _PLAIN),
            charts.bars("Open now", _largest(rows, 2), _bars(rows, 2), _PLAIN),
        ),
        Table(key, (head, "Opened", "Open now"), rows),
        csv_href,
        "" if rows else "No ticket was opened in this time, and none is open.",
    )


def _by_priority(found: Figures, csv_href: str) -> Section:
    return _counted(
        "priority", "By priority", "Priority", found, csv_href, {1: "P1", 2: "P2", 3: "P3", 4: "P4", 9: "None"}, _rank
    )


def _rank(row: counting.Raised) -> int:
    return row.rank


def _by_issue_type(found: Figures, csv_href: str) -> Section:
    names: dict[Hashable, str] = {key: label for key, label in asked.labels().items()}  # noqa: C416 - of wider keys
    return _counted("issue_type", "By issue type", "Issue type", found, csv_href, names, lambda row: row.issue_type)


def _by_age(found: Figures, csv_href: str) -> Section:
    counted, below = counting.ages((row.opened_at for row in found.open_now), found.now), 0
    rows = []
    for days, count in counted:
        rows.append((_age(below, days), str(count)))
        below = days or below
    return Section(
        "age",
        "How old open tickets are",
        "Since they were opened, whenever that was.",
        (charts.bars("Open now, by age", _largest(rows, 1), _bars(rows, 1), _PLAIN),),
        Table("age", ("Age", "Open now"), tuple(rows)),
        csv_href,
        "" if found.open_now else "No ticket is open.",
    )


def _age(above: int, days: int | None) -> str:
    if days is None:
        return f"{above} days and more"
    return f"Under {number(days, 'day')}" if not above else f"{above} to {days} days"


def _bars(rows: Iterable[tuple[str, ...]], place: int) -> list[Bar]:
    return [Bar(row[0], (int(row[place]),), row[place]) for row in rows]


def _largest(rows: Iterable[tuple[str, ...]], place: int) -> str:
    best = max(rows, key=lambda row: int(row[place]), default=("", "0", "0"))
    return f"Most: {best[0]}, {best[place]}." if int(best[place]) else "None."


# In the order of the page; the key is the name of the file of its table.
SECTIONS: dict[str, Callable[[Figures, str], Section]] = {
    "flow": _flow,
    "priority": _by_priority,
    "issue_type": _by_issue_type,
    "age": _by_age,
    "targets": targets,
    "organisations": organisations,
    "satisfaction": satisfaction,
}
