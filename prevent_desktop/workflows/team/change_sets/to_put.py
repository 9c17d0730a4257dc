"""A sealed object that waits to be put into the team's store. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.circles.hint import OtherSet


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPut:
    """A sealed object. Where other bytes stand under its name, it goes under the `other` one, if it has one.

    Of a change-set: `circle`, and `wanted` is what readers look for under its name. `said` is the set that the circle is told of
    once it lies under the name with its digest.
    """

    name: str
    content: bytes
    other: str = ""
    circle: str = ""
    wanted: Wanted | None = None
    said: OtherSet | None = None

    @property
    def is_by_digest(self) -> bool:
        """Whether its name is that with its digest."""
        return self.wanted is not None and self.wanted.digest != ""

    def by_digest(self) -> ToPut | None:
        """The same under its other name; None where it has none."""
        if self.wanted is None or self.said is None or not self.other:
            return None
        wanted = replace(self.wanted, digest=self.said.digest)
        return replace(self, name=self.other, other="", wanted=wanted)
