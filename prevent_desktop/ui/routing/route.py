"""What a route is. No Qt.

A route names what its page is about by the id of one record: `person_id`, `case_id`, `note_id`, `response_id`, `pack_id`,
`attachment_id`, `received_id`, `draft_id`, `conflict_id`, `certificate_id`; whether that record is still there is found by the field's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.nav_sections import NavSection


@dataclass(frozen=True)
class Route:
    """A page that can be opened. `section` is the entry of the side bar that it belongs to."""

    section: ClassVar[NavSection]
    _title: ClassVar[str]
    _words: ClassVar[str]

    def __init_subclass__(cls, *, section: NavSection, title: str, words: str) -> None:
        cls.section, cls._title, cls._words = section, title, words

    @property
    def title(self) -> str:
        """What it is called."""
        return _(self._title)

    @property
    def words(self) -> str:
        """Words that find it, beside those of its title."""
        return _(self._words)

    @property
    def subjects(self) -> Mapping[str, str]:
        """The ids of the records that it is about, by field; those that it leaves open are not in it."""
        ids = {each.name: getattr(self, each.name) for each in fields(self) if each.name.endswith("_id")}
        return {name: value for name, value in ids.items() if value}
