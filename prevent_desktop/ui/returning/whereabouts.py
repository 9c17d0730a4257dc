"""Where somebody is in the program, as the text that the vault keeps. No Qt."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Way:
    """What opens a page again: a name from `ways_of` and the id that the page is about.

    `person_id` is whose record comes nearest where the page itself cannot be opened any more; empty where none does.
    """

    name: str
    subject: str = ""
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A control as it can be found again: its class, what a screen reader calls it, and which of those it is."""

    kind: str
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlace:
    """The cursor in a text of `length` places, what is selected from `anchor` on, and how far it is scrolled, in px."""

    length: int
    anchor: int
    position: int
    down: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How a page was left: the control with the keyboard, the cursor or the row in it, what is scrolled how far.

    `down` are the areas that are scrolled, with px. Where the page finds back by itself to the control that had the
    keyboard, `focus` is None.
    """

    focus: Spot | None = None
    text: TextPlace | None = None
    row: int | None = None
    down: tuple[tuple[Spot, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A room of the side bar, and the page that somebody went on to from there.

    `within` is what the page itself says of its place, `beside` the guidance that is open beside it (empty for none),
    `was_reading` whether the keyboard was there.
    """

    room: str
    way: Way | None = None
    within: str = ""
    looks: Looks = field(default_factory=Looks)
    beside: str = ""
    beside_looks: Looks = field(default_factory=Looks)
    was_reading: bool = False

    def to_text(self) -> str:
        """The JSON that `read` takes back."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, untrusted_text: str) -> Whereabouts | None:
        """What `to_text` wrote; None where the text is older, damaged or empty."""
        try:
            found = json.loads(untrusted_text)
            return cls(
                room=str(found["room"]),
                way=None if found["way"] is None else Way(**{k: str(v) for k, v in found["way"].items()}),
                within=str(found["within"]),
                looks=_looks(found["looks"]),
                beside=str(found["beside"]),
                beside_looks=_looks(found["beside_looks"]),
                was_reading=bool(found["was_reading"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def _looks(untrusted: Any) -> Looks:
    text = untrusted["text"]
    return Looks(
        focus=None if untrusted["focus"] is None else _spot(untrusted["focus"]),
        text=None if text is None else TextPlace(**{name: int(value) for name, value in text.items()}),
        row=None if untrusted["row"] is None else int(untrusted["row"]),
        down=tuple((_spot(spot), int(down)) for spot, down in untrusted["down"]),
    )


def _spot(untrusted: Any) -> Spot:
    return Spot(str(untrusted["kind"]), str(untrusted["name"]), int(untrusted["number"]))
