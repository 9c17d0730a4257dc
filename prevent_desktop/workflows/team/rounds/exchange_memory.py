"""What one round remembers of the rounds before: it spares requests and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final, TypeVar

from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.shared_files import WantedFile
from prevent_desktop.workflows.team.circles.hint import Hint, HintWatch, OtherSet
from prevent_desktop.workflows.team.circles.posts import AT_ONCE
from prevent_desktop.workflows.team.rounds.wanted_again import Sought

MOST_MISSED: Final = 200
"""So many files of a circle at most are asked for in vain in one round; the next one asks for others."""
T = TypeVar("T")


@dataclass(slots=True)
class Memory:
    """What is known from the rounds before: the heads with their tags, what lies in the store, and where nothing good lay."""

    @property
    def wanted(self) -> frozenset[str]:
        """The names that others did not get, as the heads last said."""
        return frozenset(name for hint in self.hints.values() for name in hint.wanted)

    @property
    def unread(self) -> Mapping[str, Sequence[bytes]]:
        """The heads that were not opened, by circle, as they were sealed."""
        return {
            circle: [one.untrusted for one in hint.unread]
            for circle, hint in self.hints.items()
            if hint.unread
        }

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
    turns: dict[str, int] = field(default_factory=dict)
    """In how many rounds more files were asked for in vain than one asks for, by circle."""
    looked_around: int = 0
    """So many such posts were asked for, as something stood there that no key here opens: its writer may have been restored."""
    looked_over: bool = False
    """Since the start all was judged again that another version of the program set aside, and files were looked for that a backup had not."""
    asked_for: set[str] = field(default_factory=set)
    """The names of signed questions that were asked for: again only when all is."""
    spares: dict[str, Hint] = field(default_factory=dict)
    """What the heads of no circle carry along, by their names."""
    has_spares: bool = False
    """The heads of no circle were put since the start."""
    sought: Sought = field(default_factory=Sought)
    """What others want and was looked for here."""
    keeps: bool = False
    """The store lets nothing be taken away, as far as was found out since the start."""

    def look_around(self, *, probing: bool, lacks_key: bool) -> int | None:
        """From which place on posts are asked for that are neither the last nor the next; None where all opens, or not all is asked for.

        `lacks_key` where change-sets stay shut: whoever sealed them may have keys by now with which all read their heads, and still nobody has theirs.
        """
        if not probing or not (lacks_key or any(hint.unread for hint in self.hints.values())):
            return None
        begin, self.looked_around = self.looked_around, self.looked_around + AT_ONCE
        return begin

    def has_new_keys(self, circle: str, identities: Sized) -> bool:
        """Whether more keys are here than when that was asked last."""
        before, self.keys[circle] = self.keys.get(circle, 0), len(identities)
        return len(identities) > before

    def look_for_all(self) -> None:
        """What nobody waits for, and what was looked for in vain, is looked for once more."""
        self.asked_seldom.clear()
        self.sought = Sought()

    def watch(self, circle: str) -> HintWatch:
        """Whether the head of a circle is older than what it said before."""
        return self.watches.get(circle, HintWatch())

    def saw(self, circle: str, served: Hint | None) -> None:
        """The store gave this head in this round, or said that it is the same as before."""
        self.watches[circle] = self.watch(circle).after(served)

    def in_turn(self, circle: str, files: Sequence[WantedFile]) -> list[WantedFile]:
        """In one round a file of each case before a second of any, in the next all in their order: none is kept away by others."""
        turns, by_order = divmod(self.turns.get(circle, 0), 2)
        if by_order:
            return _from(list(files), turns * MOST_MISSED)
        cases: dict[str, list[WantedFile]] = {}
        for one in files:
            cases.setdefault(one.file.case_id, []).append(one)
        in_order = zip_longest(*_from(list(cases.values()), turns * MOST_MISSED))
        return [one for several in in_order for one in several if one is not None]

    def asked_in_vain(self, circle: str) -> None:
        """More files are wanted than a round asks for in vain: the next one goes on after these."""
        self.turns[circle] = self.turns.get(circle, 0) + 1


def _from(several: list[T], begin: int) -> list[T]:
    """All of them, from this one on and round again."""
    place = begin % max(1, len(several))
    return several[place:] + several[:place]
