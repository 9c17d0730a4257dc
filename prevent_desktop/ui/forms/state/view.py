"""How a section is looked at: what room there is for tables, which tab is open, and what is folded away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from prevent_desktop.questionnaire.items import Item, Questionnaire
from prevent_desktop.questionnaire.response import Path

TAB_CONTAINERS = frozenset({"tab-container"})
PAGES = frozenset({"page"})


@dataclass(frozen=True, slots=True)
class View:
    """`ems` is the width for the questions, in sizes of the text: tables that need more are stacked, at 0 all are.

    `pairs`: a day and the place asked for after it stand side by side, where there is room.
    `tabbed` is False where everything is to be seen at once (checking, reading): no tabs, nothing folded. `tabs` are
    the link ids of the open tabs by the path of what holds them; `folds` say what the person opened or closed.
    """

    ems: float = 0
    tabbed: bool = False
    pairs: bool = False
    tabs: Mapping[Path, str] = field(default_factory=dict)
    folds: Mapping[Path, bool] = field(default_factory=dict)

    def holds_tabs(self, item: Item) -> bool:
        """Whether the groups in `item` are tabs: it says so, or they are pages."""
        if not self.tabbed:
            return False
        pages = [child for child in item.children if child.item_control in PAGES]
        return item.item_control in TAB_CONTAINERS or len(pages) > 1

    def is_folded(self, path: Path, item: Item) -> bool:
        """Whether what lies in the group at `path` is folded away."""
        return self.tabbed and bool(item.collapsible) and self.folds.get(path, item.collapsible == CLOSED)

    def with_tab(self, holder: Path, link_id: str) -> View:
        """The same with another tab open."""
        return replace(self, tabs={**self.tabs, holder: link_id})

    def with_fold(self, path: Path, *, folded: bool) -> View:
        """The same with a group folded away or opened."""
        return replace(self, folds={**self.folds, path: folded})


CLOSED = "default-closed"


def uncovered(view: View, form: Questionnaire, path: Path) -> View:
    """`view` with every tab open and every fold undone that hides the question at `path`."""
    for length in range(1, len(path)):
        above, item = path[:length], form.by_link_id.get(path[length - 1][0])
        if item is None:
            return view
        if view.holds_tabs(item):
            view = view.with_tab(above, path[length][0])
        if view.is_folded(above, item):
            view = view.with_fold(above, folded=False)
    return view
