"""What a round brought from the team's mailbox, as plain data; none of it is judged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from prevent_desktop.errors import DeliveryError, TeamObjectError
from prevent_desktop.vault.team.files import TeamFile
from prevent_desktop.workflows.team.change_sets.heads_kept import WantedList
from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.shared_files import FetchedFile
from prevent_desktop.workflows.team.change_sets.to_put import ToPut
from prevent_desktop.workflows.team.circles.posts import WantedPost


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedSet:
    """What stands under the name of a change-set. Nothing of it is known to be true."""

    circle: str
    wanted: Wanted
    name: str
    untrusted: bytes = field(repr=False)


@dataclass(slots=True)
class Brought:
    """What a round brought. Names are of the store; everything that came is a stranger's until it is judged.

    `put` are names whose bytes are there now, `taken` what found others under its name, with what stands there. `claimed` are
    the numbers that heads name, by circle and writer. `emptied` are circles whose head is gone. `trouble` is why the round
    ended before all was asked for; `odd` are single objects that could not be read. `probed` where more than the heads was asked.
    `removed` are names that are gone, `keeps` where the store lets nothing be taken away.

    Of copies: `copies_put` are pieces by the vault they are for, of each whether it did not lie there before, `copy_troubles` why no more were put;
    `copy_asks` what lies where a vault signs that it asks for one, `copy_words` what lies where a lead tells of one, `copy_useless` where a piece is another one than was told, or is gone with what told of it.
    """

    probed: bool
    put: list[str] = field(default_factory=list)
    files_put: list[TeamFile] = field(default_factory=list)
    taken: list[tuple[ToPut, bytes]] = field(default_factory=list)
    sets: list[FetchedSet] = field(default_factory=list)
    claimed: dict[tuple[str, str], int] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)
    lists: list[tuple[WantedList, bytes]] = field(default_factory=list)
    posts: list[tuple[WantedPost, bytes]] = field(default_factory=list)
    files: list[FetchedFile] = field(default_factory=list)
    profiles: list[bytes] = field(default_factory=list)
    odd: list[TeamObjectError] = field(default_factory=list)
    trouble: DeliveryError | None = None
    more: bool = False
    removed: list[str] = field(default_factory=list)
    keeps: bool = False
    copies_put: dict[str, dict[int, bool]] = field(default_factory=dict)
    copy_troubles: dict[str, DeliveryError] = field(default_factory=dict)
    copy_asks: dict[str, bytes] = field(default_factory=dict)
    copy_words: bytes | None = None
    copy_useless: bool = False

    @contextmanager
    def oddities(self) -> Iterator[None]:
        """One object that cannot be read holds up no other."""
        try:
            yield
        except TeamObjectError as error:
            self.odd.append(error)
