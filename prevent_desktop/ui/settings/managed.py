"""What IT has set, as the settings show it: a line that says who did, and controls that nobody can change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from prevent_desktop.formatting import each_of
from prevent_desktop.policies.in_force import Setting, in_force
from prevent_desktop.policies.schema import POLICIES, Policy
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, KeyValueTable, Notice, Text, Tone
from prevent_desktop.ui.widgets.key_values import KeyValue


class ManagedLine(Text):
    """Says below `controls` that `policy` is set, and by whom; hidden where it is not. Where it is locked they cannot be used.

    A screen reader says it with each of the controls. `stays` are those that can be used all the same.
    """

    def __init__(
        self,
        policy: Policy[Any],
        controls: Sequence[QWidget],
        *,
        stays: Sequence[QWidget] = (),
        more: str = "",
    ) -> None:
        super().__init__("", "small")
        counted = in_force()
        found = counted.settings.get(policy.name)
        self.setVisible(found is not None)
        if found is None:
            return
        who = counted.who_locked if found.locked else counted.who_preset
        self.setText(" ".join(filter(None, (who, more))))
        for control in controls:
            for one in _used_by_hand(control):
                one.setEnabled(one.isEnabled() and (not found.locked or one in stays))
                words = (one.accessibleDescription(), self.text())
                one.setAccessibleDescription(" ".join(filter(None, words)))


def _used_by_hand(control: QWidget) -> Iterator[QWidget]:
    if isinstance(control, QAbstractButton | QLineEdit):
        yield control
    for kind in (QAbstractButton, QLineEdit):
        yield from control.findChildren(kind)


class ManagedCard(Card):
    """All that is set on this computer, where, and what of it does not count; hidden where nothing is."""

    def __init__(self) -> None:
        super().__init__(_("Set by your IT team"))
        counted = in_force()
        self.table = KeyValueTable()
        self.table.show_rows(
            [
                KeyValue(key=policy.name, label=policy.shown, values=(value_in_words(found),))
                for policy in POLICIES
                if (found := counted.settings.get(policy.name)) is not None
            ]
        )
        self.trouble = Notice("\n".join((*counted.problems, *counted.ignored)), Tone.WARNING)
        self.trouble.setVisible(bool(counted.problems or counted.ignored))
        self.body.add(
            Text(_("These hold for this computer, whatever stands elsewhere. They come from {place}.").format(place=counted.place), "muted"),
            self.trouble,
            self.table,
        )  # fmt: skip
        self.setVisible(bool(counted.settings or counted.problems or counted.ignored))


def value_in_words(found: Setting) -> str:
    """A value, and whether it can be changed here."""
    if isinstance(found.value, bool):
        value = _("Yes") if found.value else _("No")
    else:
        value = each_of(found.value) if isinstance(found.value, tuple) else str(found.value)
    how = _("locked") if found.locked else _("preset")
    return f"{value or '–'} ({how})"
