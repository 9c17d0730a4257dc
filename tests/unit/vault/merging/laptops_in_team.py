"""One vault on two laptops, and the vault of a colleague with whom it shares cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.vault.merging.state import InTeam, Meaning
from prevent_desktop.vault.team.capture import Writer
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.merging.two_laptops import MEANING, Laptop, join, second_laptop
from tests.unit.vault.team.members import Member, exchange

WRITER = "test-writer"


class Copied(Member):
    """A vault that is kept on two laptops: the id that it writes under stands in it."""

    def writer(self, circle: str) -> Writer | None:
        found = super().writer(circle)
        return found and replace(found, vault=self.vault.settings.get(WRITER) or self.name)


def meaning_of(sam: Copied, other: str) -> Meaning:
    """What joining needs of a team; a new writer gets this `other` name."""

    def go_on(vault: Vault) -> None:
        vault.settings.set(WRITER, f"{sam.name}.{other}")

    return replace(MEANING, team=InTeam(lambda _vault: sam.writer, go_on))


@dataclass
class Team:
    """One vault on two laptops, and a colleague's."""

    here: Laptop
    there: Laptop
    pat: Member

    @contextmanager
    def on(self, laptop: Laptop, minute: int = 0) -> Iterator[Copied]:
        with laptop.opened() as vault:
            vault.audit.append("vault.unlocked", "")
            yield Copied("sam", vault, minute=minute)

    def join(self, laptop: Laptop, other: Laptop, minute: int = 600) -> MergeReport:
        with laptop.opened() as vault:
            sam = Copied("sam", vault, minute=minute)
            return join(
                vault, other, minute=minute, meaning=meaning_of(sam, f"{laptop.folder.name}.{minute}")
            )

    def both(self) -> None:
        """Each laptop joins the other, and neither knows yet of the other's joining."""
        before = Laptop(second_laptop(self.here, self.here.folder.with_name("before")).folder, self.here.key)
        self.join(self.here, self.there)
        self.join(self.there, before)

    def meet(self, *laptops: Laptop) -> None:
        """Each laptop in turn hands its sets to the colleague, and takes theirs."""
        for laptop in laptops:
            with self.on(laptop, minute=900) as sam:
                exchange(sam, self.pat)
