"""What is left in the process's memory after a lock: the key, the passphrase, what was typed.

    python -m tests.faults lock_memory --runs 1000

FAULTS number 9 asks for none in 1,000. The real program runs offscreen; its whole writable memory is read from outside before each lock (the control: there
everything must be found) and after it (nothing may be found). Reading it takes root on Linux, since the program
forbids it to everybody else.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.workflows.places import Places
from tests.e2e.driving import Home, Program
from tests.faults.harness import ask

PASSPHRASE = "violet tractor lamp seventeen"
_CHUNK = 1 << 22
_REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


@dataclass(frozen=True)
class Secrets:
    """What must not be left, by name, in each way that it could lie in memory."""

    forms: Mapping[str, tuple[bytes, ...]]

    @classmethod
    def of(cls, key: VaultKey, typed: str) -> Secrets:
        """The key raw and in hexadecimal; texts as UTF-8 and as Qt's UTF-16."""
        hexadecimal = key.raw.hex()
        return cls(
            {
                "key": (key.raw, hexadecimal.encode(), hexadecimal.upper().encode()),
                "passphrase": (PASSPHRASE.encode(), PASSPHRASE.encode("utf-16-le")),
                "typed": (typed.encode(), typed.encode("utf-16-le")),
            }
        )

    def found_in(self, pid: int) -> set[str]:
        """The names of those that lie in the writable memory of `pid`."""
        found: set[str] = set()
        for part in memory_of(pid):
            for name, forms in self.forms.items():
                if name not in found and any(form in part for form in forms):
                    found.add(name)
        return found


def memory_of(pid: int) -> Iterator[bytes]:
    """The writable memory of a process in pieces that overlap. Raises PermissionError where it may not be read."""
    overlap = 256
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for found in _REGION.finditer(maps):
            at, end = int(found[1], 16), int(found[2], 16)
            while at < end:
                try:
                    memory.seek(at)
                    yield memory.read(min(_CHUNK + overlap, end - at))
                except (OSError, ValueError):  # a guard page, or one that has gone meanwhile
                    pass
                at += _CHUNK


def make_home(folder: Path) -> tuple[Home, VaultKey]:
    """A machine with one vault."""
    home = Home(folder)
    vault = Places.of(home.data).vaults / "a1b2c3"
    return home, create_vault(vault, PASSPHRASE, cost=FLOOR_COST).key


def lock_once(program: Program, key: VaultKey, typed: str) -> tuple[set[str], set[str]]:
    """Unlock, type, lock: what was found in memory before the lock, and after it."""
    secrets = Secrets.of(key, typed)
    program.see("Unlock Prevent Desktop")
    program.write(PASSPHRASE)
    program.press("Return")
    program.see("Blank screen")
    program.press("Ctrl+2")
    program.press("Ctrl+N")
    program.see("Add a person")
    program.fill("Forenames", typed)
    program.press("Ctrl+A", "Ctrl+C")
    before = secrets.found_in(program.pid)
    program.press("Ctrl+L")
    program.wait_for_fresh_process()
    program.see("Unlock Prevent Desktop")
    return before, secrets.found_in(program.pid)


def main(arguments: Sequence[str]) -> int:
    """Lock as often as asked, and tell what was left."""
    asked = ask(arguments, __doc__, name="lock_memory", runs=20)
    left: list[str] = []
    blind = 0
    with tempfile.TemporaryDirectory() as folder:
        home, key = make_home(Path(folder))
        with Program(home, {"QT_QPA_PLATFORM": "offscreen"}) as program:
            for number in asked.turns():
                before, after = lock_once(program, key, f"Zebedee canary {number:06d} remark")
                blind += before != {"key", "passphrase", "typed"}
                left += [f"lock {number}: {name}" for name in sorted(after)]
    return asked.tell(left, controls={"found before the lock": not blind})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
