"""Where the person left off, as the text that the record keeps beside a draft."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal

from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.questionnaire.paths import Path, read_path
from prevent_desktop.ui.forms.set_aside import SetAside, read, written


@dataclass(frozen=True, slots=True)
class Place:
    """A section, the question with the focus, the cursor in it, and what was at the top of the view.

    `section` is the link id of the section, `title` its heading (for the first screen's "where you left off"),
    `cursor` a character position, `top` the question at the top edge and `offset` how far it was scrolled, in px. `aside` are answers that gave way to
    “not known”.
    """

    section: str = ""
    title: str = ""
    focus: Path = ()
    cursor: int = 0
    top: Path = ()
    offset: int = 0
    aside: SetAside = field(default_factory=dict)

    def to_text(self) -> str:
        """The JSON that `read` takes back."""
        return json_text(
            {
                "section": self.section,
                "title": self.title,
                "focus": self.focus,
                "cursor": self.cursor,
                "top": self.top,
                "offset": self.offset,
                **({"aside": written(self.aside)} if self.aside else {}),
            },
        )

    @classmethod
    def read(cls, untrusted_text: str) -> Place:
        """What `to_text` wrote; the start of the form where the text is older, damaged or empty."""
        try:
            found = json.loads(untrusted_text, parse_float=Decimal)
            return cls(
                section=str(found["section"]),
                title=str(found["title"]),
                focus=read_path(found["focus"]),
                cursor=int(found["cursor"]),
                top=read_path(found["top"]),
                offset=int(found["offset"]),
                aside=read(found.get("aside", [])),
            )
        except (ValueError, TypeError, KeyError):
            return cls()
