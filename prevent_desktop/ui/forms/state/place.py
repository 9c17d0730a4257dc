"""Where the person left off, as the text that the record keeps beside a draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.questionnaire.paths import Path, read_path
from prevent_desktop.questionnaire.value_codec import read_answer, write_value
from prevent_desktop.questionnaire.values import Value

SetAside = Mapping[Path, tuple[Value, ...]]
"""Answers that gave way to “not known”: they come back when that is withdrawn."""


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
                **({"aside": _written(self.aside)} if self.aside else {}),
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
                aside=_read_aside(found.get("aside", [])),
            )
        except (ValueError, TypeError, KeyError):
            return cls()


def _written(aside: SetAside) -> list[Any]:
    """As parts of JSON: pairs of a path and FHIR R4 answer objects."""
    return [[path, [write_value(ItemType.STRING, one) for one in answers]] for path, answers in aside.items()]


def _read_aside(untrusted_pairs: Any) -> SetAside:
    """What `_written` wrote; ValueError, TypeError or KeyError for anything else."""
    return {read_path(path): tuple(read_answer(one) for one in answers) for path, answers in untrusted_pairs}
