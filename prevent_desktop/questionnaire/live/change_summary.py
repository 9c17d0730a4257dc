"""What a recalculation has to tell: the states in which something changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from prevent_desktop.questionnaire.live.state import State


@dataclass(slots=True)
class ChangeSummary:
    """The states in which something changed, to be told to the screens. `flipped` keeps whether each was enabled before.

    `repeated` are groups of which there are more now.
    """

    flipped: dict[int, tuple[State, bool]] = field(default_factory=dict)
    answered: list[State] = field(default_factory=list)
    offered: list[State] = field(default_factory=list)
    labelled: list[State] = field(default_factory=list)
    structure: list[State] = field(default_factory=list)
    repeated: list[State] = field(default_factory=list)
    new: list[State] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.flipped or self.answered or self.offered or self.labelled or self.structure or self.repeated
        )

    def add(self, later: ChangeSummary) -> None:
        """What was told after this, too."""
        self.flipped = later.flipped | self.flipped
        for name in ("answered", "offered", "labelled", "structure", "repeated", "new"):
            getattr(self, name).extend(getattr(later, name))
