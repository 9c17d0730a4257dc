"""The logical structure of a tagged PDF: elements, and the marks on pages and annotations that belong to them.

Source: ISO 32000-1:2008, 14.7 (logical structure) and 14.8 (tagged PDF). The tree is made while the blocks are
made, in reading order; drawing only adds the marks. So the order of reading never depends on the order of drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked-content sequence: number `mcid` in the content of the page with index `page`."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class AnnotationMark:
    """The annotation with that index among the annotations of the document."""

    index: int


@dataclass(eq=False, slots=True)
class Element:
    """A structure element. `role` is a standard structure type such as ``P``; lengths in `attributes` are points.

    `language` is a tag of BCP 47 where it differs from what stands around.
    `attributes` maps an owner (``Table``, ``List``, ``Layout``) to its names and values; text values are PDF names.
    """

    role: str
    alt: str = ""
    actual_text: str = ""
    attributes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    language: str = ""
    children: list[Element | Mark | AnnotationMark] = field(default_factory=list)

    def add(
        self,
        role: str,
        *,
        alt: str = "",
        actual_text: str = "",
        attributes: Mapping[str, Mapping[str, object]] | None = None,
        language: str = "",
    ) -> Element:
        """A new last child."""
        child = Element(role, alt, actual_text, attributes or {}, language)
        self.children.append(child)
        return child

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()
