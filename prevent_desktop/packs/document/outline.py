"""The parts of a pack, with the page on which each begins: for the contents on page one and the bookmarks."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Part:
    """A part. `contents_title` is its line in the contents.

    Once it is drawn, `page` is the index of the page on which it begins, and `top` where on it, in points from below;
    `sections` are those inside it.
    """

    title: str
    contents_title: str
    page: int = 0
    top: float = 0.0
    sections: list[Part] = field(default_factory=list)

    def reached(self, page: int, top: float) -> None:
        """It begins there."""
        self.page, self.top = page, top


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """A rectangle on a page that leads to a part."""

    page: int
    rectangle: tuple[float, float, float, float]
    part: Part


@dataclass(slots=True)
class Places:
    """What drawing found out and the finishing needs: where the links and the signature panels are."""

    links: list[LinkPlace] = field(default_factory=list)
    signature: tuple[int, tuple[float, float, float, float]] | None = None
    countersignature: tuple[int, tuple[float, float, float, float]] | None = None

    def signature_drawn(self, page: int, rectangle: tuple[float, float, float, float]) -> None:
        """The signature panel stands there."""
        self.signature = (page, rectangle)

    def countersignature_drawn(self, page: int, rectangle: tuple[float, float, float, float]) -> None:
        """The panel for the countersignature stands there."""
        self.countersignature = (page, rectangle)
