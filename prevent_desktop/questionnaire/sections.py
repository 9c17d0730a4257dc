"""The sections of a form, in the order that the form has: what the screen, the check page, prints and packs all go by.

Each group at the top of a form is a section. Questions outside any group make a section of their own where they stand;
notes without a question go with what they stand before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.translation import _

EVERYWHERE: Final = frozenset({"header", "footer"})
"""The controls of items that stand in every section on the screen: on top, and at the end."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its title, and the top items in it, in the form's order.

    `link_id` is that of its group. That of loose items is empty where they stand before all groups, and else begins with a
    line break, so that it is no item's.
    """

    link_id: str
    title: str
    items: tuple[Item, ...]

    @property
    def own_items(self) -> tuple[Item, ...]:
        """The items that stand in this section alone."""
        return tuple(item for item in self.items if item.item_control not in EVERYWHERE)

    def holds(self, link_id: str) -> bool:
        """Whether the item with that id stands at the top of it, or the section itself is called so."""
        return link_id == self.link_id or any(item.link_id == link_id for item in self.items)

    @property
    def group(self) -> Item | None:
        """The group that it is; None for loose items."""
        return next((item for item in self.items if item.link_id == self.link_id and _is_group(item)), None)


def sections_of(items: Sequence[Item], title: str) -> tuple[Section, ...]:
    """The sections of a form called `title`, what is hidden left out.

    Notes that stand alone between groups are shown with the next group, or with the one before at the end; by themselves
    where a condition could take away what they would stand with.
    """
    shown = [item for item in items if not item.hidden and not item.is_aside]
    everywhere = tuple(item for item in shown if item.item_control in EVERYWHERE)
    sections: list[Section] = []
    waiting: tuple[Item, ...] = ()
    for run in _runs([item for item in shown if item.item_control not in EVERYWHERE]):
        if _is_group(run[0]):
            if waiting and _may_go(run[0]):
                sections.append(_loose(waiting, sections, title))
                waiting = ()
            sections.append(Section(run[0].link_id, run[0].label, (*waiting, *run)))
            waiting = ()
        elif any(item.is_question for item in run):
            sections.append(_loose(run, sections, title))
        else:
            waiting = run
    if waiting:
        last = sections[-1] if sections else None
        if last is None or last.group is None or _may_go(last.group):
            sections.append(_loose(waiting, sections, title))
        else:
            sections[-1] = replace(last, items=(*last.items, *waiting))
    if not sections and everywhere:
        sections = [Section("", title, ())]
    return tuple(replace(section, items=(*section.items, *everywhere)) for section in sections)


def below_each_other(parts: Sequence[Section]) -> tuple[Section, ...]:
    """The same on one page: what stands in every section stands once, a header on top and a footer at the end."""
    last = len(parts) - 1
    return tuple(
        replace(part, items=(*part.own_items, *_at_an_end(part, top=number == 0, end=number == last)))
        for number, part in enumerate(parts)
    )


def _at_an_end(part: Section, *, top: bool, end: bool) -> Iterator[Item]:
    wanted = {"header": top, "footer": end}
    return (item for item in part.items if wanted.get(item.item_control))


def _runs(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """The items in order, each group alone and loose items together as far as no group stands between them."""
    for is_group, run in groupby(items, key=_is_group):
        if is_group:
            yield from ((item,) for item in run)
        else:
            yield tuple(run)


def _loose(items: tuple[Item, ...], before: Sequence[Section], title: str) -> Section:
    if not before:
        return Section("", title, items)
    asks = any(item.is_question for item in items)
    return Section(f"\n{items[0].link_id}", _("More questions") if asks else _("Please read"), items)


def _is_group(item: Item) -> bool:
    return item.type is ItemType.GROUP


def _may_go(item: Item) -> bool:
    """Whether a condition decides if it is shown."""
    return bool(item.enable_when or item.enable_when_expression)
