"""What one round is to do in the team's mailbox, as plain data: what is put, what is wanted, and by which names and keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from prevent_desktop.sealing import Identity
from prevent_desktop.workflows.team.change_sets.copy_pieces import CopyToPut, CopyWanted
from prevent_desktop.workflows.team.change_sets.heads_kept import WantedList
from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.shared_files import FileToPut, WantedFile
from prevent_desktop.workflows.team.change_sets.to_put import ToPut
from prevent_desktop.workflows.team.circles.hint import OtherSet
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.posts import WantedPost
from prevent_desktop.workflows.team.circles.spare_circles import SpareHeads
from prevent_desktop.workflows.team.rounds.wanted_again import Sought


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleErrand:
    """What is wanted of one circle. `own` are the newest numbers of this vault that lie in the store once all is put.

    `complete` is how far each writer is here, `writers` those whose next number is asked for; `until` is the last that counts of those who went; `others` are sets that are looked for
    under a name of their own, `forks` those of which two stand under one number here, or which a lead may have to decide on; all are told of them. `aside` are
    others that are here and do not count, `beyond` such as are looked for whether or not those before them come; `seldom` are numbers that are asked for now and then. `keys_lacking` are names of
    keys that are asked for in the hint, `next_key` of one more that is while something stands that no key here opens, `keys_told` of those that go to whoever asked for them. `recipient` is empty while the circle has no key to seal to.
    """

    circle: str
    names: CircleNames
    identities: tuple[Identity, ...] = field(repr=False)
    recipient: str
    own: Mapping[str, int]
    complete: Mapping[str, int]
    writers: frozenset[str]
    until: Mapping[str, int] = field(default_factory=dict)
    others: tuple[Wanted, ...] = ()
    forks: frozenset[OtherSet] = frozenset()
    aside: frozenset[OtherSet] = frozenset()
    beyond: tuple[Wanted, ...] = ()
    seldom: Mapping[str, Collection[range]] = field(default_factory=dict)
    files: tuple[WantedFile, ...] = ()
    keys_lacking: tuple[str, ...] = ()
    next_key: str = ""
    keys_told: frozenset[str] = frozenset()

    def is_seldom(self, wanted: Wanted) -> bool:
        """Whether nobody waits for a set, so that it is asked for now and then."""
        return any(wanted.number in one for one in self.seldom.get(wanted.writer, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyErrand:
    """What is `put` of copies for others, the one that is `wanted` here, and names that stand in the hint for no reason any more.

    `asks` are the names of signed questions, by the vault (listed id) that is said to ask.
    """

    put: tuple[CopyToPut, ...] = ()
    wanted: CopyWanted | None = None
    asked_no_more: frozenset[str] = frozenset()
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is wanted in one round. `posts` may lie there for this vault alone; `profile` is the version that counts here. `spares` are heads of no circle.

    `more` where not all that waits is put this time. `remove` are names that nobody needs there any more. `sought` is what others want and was looked for here.
    """

    team: str
    address: str
    put: tuple[ToPut, ...] = ()
    files: tuple[FileToPut, ...] = ()
    circles: tuple[CircleErrand, ...] = ()
    posts: tuple[WantedPost, ...] = ()
    lists: tuple[WantedList, ...] = ()
    profile: int = 0
    more: bool = False
    remove: tuple[str, ...] = ()
    copies: CopyErrand = field(default_factory=CopyErrand)
    spares: SpareHeads = field(default_factory=SpareHeads)
    sought: Sought = field(default_factory=Sought)
