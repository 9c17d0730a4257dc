"""What one round remembers of the rounds before: it spares requests and nothing else."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass, field

from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.circles.hint import Hint, HintWatch, OtherSet


@dataclass(slots=True)
class Memory:
    """What is known from the rounds before: the heads with their tags, what lies in the store, and where nothing good lay."""

    @property
    def wanted(self) -> frozenset[str]:
        """The names that others did not get, as the heads last said."""
        return frozenset(name for hint in self.hints.values() for name in hint.wanted)

    tags: dict[str, str] = field(default_factory=dict)
    hints: dict[str, Hint] = field(default_factory=dict)
    put: set[str] = field(default_factory=set)
    passed_over: set[str] = field(default_factory=set)
    had: set[Wanted] = field(default_factory=set)
    said: dict[str, set[OtherSet]] = field(default_factory=dict)
    """What lies under other names, by circle, as this vault found out when it put it there."""
    watches: dict[str, HintWatch] = field(default_factory=dict)
    asked_seldom: set[tuple[str, Wanted]] = field(default_factory=set)
    """What nobody waits for and was asked for lately, by circle: it is asked for again once this is forgotten."""
    keys: dict[str, int] = field(default_factory=dict)
    """With how many keys what a head carries was tried last, by circle."""
    looked_over: bool = False
    """Since the start all was judged again that another version of the program set aside, and files were looked for that a backup had not."""
    keeps: bool = False
    """The store lets nothing be taken away, as far as was found out since the start."""

    def has_new_keys(self, circle: str, identities: Sized) -> bool:
        """Whether more keys are here than when that was asked last."""
        before, self.keys[circle] = self.keys.get(circle, 0), len(identities)
        return len(identities) > before

    def watch(self, circle: str) -> HintWatch:
        """Whether the head of a circle is older than what it said before."""
        return self.watches.get(circle, HintWatch())

    def saw(self, circle: str, served: Hint | None) -> None:
        """The store gave this head in this round, or said that it is the same as before."""
        self.watches[circle] = self.watch(circle).after(served)
