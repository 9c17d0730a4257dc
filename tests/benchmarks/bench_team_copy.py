"""How long a new member waits for all shared cases where the lead's copy comes through the mailbox, and how much memory that takes at both ends.

    python -m tests.benchmarks.bench_team_copy [--cases 10000] [--sets 10]

The vaults are those of `bench_team`, and the mailbox is a folder. The new member's vault asks, the lead's makes the copy and puts it there in
pieces, and the new member's fetches it and makes the record; each in rounds, as while a vault is open, in a process of its own. Told are seconds of a
processor, the longest that the vault's thread was held at once, which whoever works there waits for, and memory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.copies_asked import asking_words
from prevent_desktop.workflows.team.change_sets.copies_made import copies, make_by_itself
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.benchmarks.bench_team import ground, most_memory
from tests.unit.vault.examples import NOW, QUESTIONNAIRE_DIGEST

T = TypeVar("T")
_MOST_ROUNDS = 100


class Side:
    """One vault that is open, whose rounds are counted."""

    def __init__(self, vault: Vault, mailbox: Path) -> None:
        self._vault = vault
        self.longest = 0.0
        self.told: list[str] = []
        self._rounds = TeamRounds(
            lambda _vault: lambda _address: open_team_store(mailbox.as_uri()), now=lambda: NOW
        )

    def _ask(self, work: Callable[[Vault], T], /) -> T:
        began = time.process_time()
        found = work(self._vault)
        self.longest = max(self.longest, time.process_time() - began)
        return found

    def round(self) -> None:
        """One that asks for everything."""
        self._rounds.ask_for_all()
        self.told += self._rounds.once(self._ask).told


def tells(side: Side, _vault: Vault) -> bool:
    """The lead's vault signs how much it has."""
    side.round()
    return True


def asks(side: Side, vault: Vault) -> bool:
    """The new member's vault lacks all of it, and the mailbox gives none; whether it asks for a copy."""
    for _round in range(3):
        side.round()
    return asking_words(vault) != ""


def makes(side: Side, vault: Vault) -> bool:
    """The lead's vault makes it and puts it there; whether it told of it."""
    make_by_itself(vault, wanted=True)
    for _round in range(_MOST_ROUNDS):
        side.round()
        if any(one.is_told for one in copies(vault).made.values()):
            return True
    return False


def takes(side: Side, vault: Vault) -> bool:
    """The new member's vault fetches and takes it; whether it did."""
    vault.questionnaires.keep(QUESTIONNAIRE_DIGEST, "https://example.org/f", "1", "{}")
    for _round in range(_MOST_ROUNDS):
        side.round()
        if side.told:
            notes = vault.database.value("SELECT count(*) FROM notes")
            print(f"{side.told[0]} {notes} notes")
            return True
    return False


PARTS: dict[str, tuple[str, Callable[[Side, Vault], bool]]] = {
    "tells": ("lead", tells),
    "asks": ("new", asks),
    "makes": ("lead", makes),
    "takes": ("new", takes),
}


def part(name: str, folder: Path, key: VaultKey) -> int:
    """Do one part, and print its figures."""
    which, do = PARTS[name]
    with Vault.open(folder / which, key) as vault:
        side, before = Side(vault, folder / "mailbox"), most_memory()
        began, started = time.process_time(), time.perf_counter()
        did = do(side, vault)
        worked, took = time.process_time() - began, time.perf_counter() - started
    print(
        f"{name}: {took:.1f} s, {worked:.1f} s of a processor, the vault's thread held for {side.longest:.2f} s at most; "
        f"{most_memory() / 1024:.0f} MiB at most ({before / 1024:.0f} before)"
    )
    return 0 if did else 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--sets", type=int, default=10)
    parser.add_argument("--part", nargs=3, metavar=("NAME", "FOLDER", "KEY"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        name, folder, key = chosen.part
        return part(name, Path(folder), VaultKey(bytes.fromhex(key)))
    with tempfile.TemporaryDirectory() as place:
        mailbox = Path(place) / "mailbox"
        mailbox.mkdir()
        new_key, _copy = ground(Path(place), chosen.cases, chosen.sets, mailbox=mailbox.as_uri())
        keys = {"new": new_key.raw.hex(), "lead": (Path(place) / "lead.key").read_text()}
        for name, (which, _do) in PARTS.items():
            again = [
                sys.executable,
                "-m",
                "tests.benchmarks.bench_team_copy",
                "--part",
                name,
                place,
                keys[which],
            ]
            if subprocess.run(again, check=False).returncode:
                return 1
        pieces = [one for one in mailbox.glob("??/*") if one.stat().st_size > 1 << 20]
        print(
            f"{len(pieces)} pieces, {sum(one.stat().st_size for one in pieces) / 1e6:.1f} MB in the mailbox"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
