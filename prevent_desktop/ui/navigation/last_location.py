"""Where somebody is in the program, as the text that the vault keeps. No Qt."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from prevent_desktop.ui.routing.routes import Route, read_route, write_out


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
class WidgetState:
    """How a page was left: the control with the keyboard, the cursor or the row in it, what is scrolled how far.

    `down` are the areas that are scrolled, with px. Where the page finds back by itself to the control that had the
    keyboard, `focus` is None.
    """

    focus: Spot | None = None
    text: TextPlace | None = None
    row: int | None = None
    down: tuple[tuple[Spot, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastLocation:
    """The route of the page that somebody was on, and how that was left.

    `within` is what the page itself says of its place, `beside` the guidance that is open beside it (empty for none),
    `was_reading` whether the keyboard was there.
    """

    route: Route
    within: str = ""
    page: WidgetState = field(default_factory=WidgetState)
    beside: str = ""
    guidance: WidgetState = field(default_factory=WidgetState)
    was_reading: bool = False

    def to_text(self) -> str:
        """The JSON that `read` takes back."""
        state = asdict(self)  # of the route it would lose which it is
        return json.dumps({**state, "route": write_out(self.route)})

    @classmethod
    def read(cls, untrusted_text: str) -> LastLocation | None:
        """What `to_text` wrote; None where the text is older, damaged or empty."""
        try:
            found = json.loads(untrusted_text)
            return cls(
                route=read_route(found["route"]),
                within=str(found["within"]),
                page=_widget_state(found["page"]),
                beside=str(found["beside"]),
                guidance=_widget_state(found["guidance"]),
                was_reading=bool(found["was_reading"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def _widget_state(untrusted: Any) -> WidgetState:
    text = untrusted["text"]
    return WidgetState(
        focus=None if untrusted["focus"] is None else _spot(untrusted["focus"]),
        text=None if text is None else TextPlace(**{name: int(value) for name, value in text.items()}),
        row=None if untrusted["row"] is None else int(untrusted["row"]),
        down=tuple((_spot(spot), int(down)) for spot, down in untrusted["down"]),
    )


def _spot(untrusted: Any) -> Spot:
    return Spot(str(untrusted["kind"]), str(untrusted["name"]), int(untrusted["number"]))
