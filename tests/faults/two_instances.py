"""Two windows on one vault, and two people on one laptop (FAULTS 22).

    python -m tests.faults two_instances --runs 1000

A run is one of two things. *Two instances*: two processes want the same vault again and again, write into it, and are
killed now and then while they hold it; never may both be inside, whoever was refused is told so, a lock of a killed one
holds nobody up, and at the end every note that was told as kept is there and database and audit are whole. *Two people*
(as root, who may become anybody): each has a vault in a folder of their own; neither may list, read or open the
other's, by the system's rights or with their own key.

Controls: a lock that locks nothing, and folders that are open to others.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import PreventDesktopError, VaultInUseError
from prevent_desktop.files import locks
from prevent_desktop.vault import integrity
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.places import Places
from tests.faults.harness import ask, fork
from tests.patience import PATIENCE
from tests.unit.vault.examples import a_case, a_note, a_person

PASSPHRASE = "violet tractor lamp seventeen"
FIRST_UID, SECOND_UID = 61_001, 61_002
OPENINGS = 4
"""How often each of two processes gets in, in one run."""
_KILLS = 0.2


@dataclass(frozen=True)
class Shared:
    """One vault that two processes want. `inside` names who is in, `told` what they were told as kept."""

    folder: Path
    key: VaultKey
    case_id: str
    beside: Path

    @property
    def inside(self) -> Path:
        return self.beside / "inside"

    @property
    def told(self) -> Path:
        return self.beside / "told"

    @property
    def wrong(self) -> Path:
        return self.beside / "wrong"


def make_shared(folder: Path) -> Shared:
    beside = folder / "beside"
    beside.mkdir(parents=True)
    key = create_vault(folder / "vault", PASSPHRASE, cost=FLOOR_COST).key
    with Vault.open(folder / "vault", key) as vault:
        person = a_person()
        case = a_case(person)
        vault.people.add(person)
        vault.cases.add(case)
    return Shared(folder / "vault", key, case.id, beside)


# -- two instances


def want_it(shared: Shared, name: str, chance: random.Random, *, kills: bool) -> None:
    """What each of the two processes does."""
    for number in range(OPENINGS):
        with open_patiently(shared, chance) as vault:
            enter(shared)
            for line in range(chance.randint(1, 3)):
                note = a_note(vault.cases.get(shared.case_id), f"{name} {number} {line}")
                vault.notes.add(note)
                with shared.told.open("a", encoding="utf-8") as told:
                    told.write(f"{note.id}\n")
            if kills and chance.random() < _KILLS:
                os.kill(os.getpid(), signal.SIGKILL)
            shared.inside.unlink(missing_ok=True)


def open_patiently(shared: Shared, chance: random.Random) -> Vault:
    """The vault, as soon as the other one lets it go."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return Vault.open(shared.folder, shared.key)
        except VaultInUseError:
            if time.monotonic() > end:
                raise
            time.sleep(chance.uniform(0.001, 0.01))


def enter(shared: Shared) -> None:
    """Put our name on the door; somebody else who is inside and alive is what must never be."""
    with contextlib.suppress(FileNotFoundError):
        other = shared.inside.read_text(encoding="ascii")
        if other and is_alive(int(other)):
            shared.wrong.write_text(
                f"{os.getpid()} and {other} were inside at the same time", encoding="ascii"
            )
    shared.inside.write_text(str(os.getpid()), encoding="ascii")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def two_instances(shared: Shared, chance: random.Random, *, kills: bool = True) -> list[str]:
    """Let two processes at the vault; what went wrong."""
    seeds = (chance.random(), chance.random())
    children = [
        fork(lambda seed=seed, name=name: want_it(shared, name, random.Random(seed), kills=kills))  # type: ignore[misc]  # defaults bind
        for name, seed in zip(("first", "second"), seeds, strict=True)
    ]
    found = []
    for child in children:
        _pid, status = os.waitpid(child, 0)
        ended_well = os.WTERMSIG(status) == signal.SIGKILL if os.WIFSIGNALED(status) else status == 0
        if not ended_well:
            found.append(f"a process ended with status {status}")
    if shared.wrong.exists():
        found.append(shared.wrong.read_text(encoding="ascii"))
    return [*found, *look_through(shared)]


def look_through(shared: Shared) -> list[str]:
    """Whether all that was told as kept is there, once, and the vault is whole."""
    with Vault.open(shared.folder, shared.key) as vault:
        kept = {note.id for note in vault.notes.of_case(shared.case_id)}
        told = shared.told.read_text(encoding="utf-8").split() if shared.told.exists() else []
        try:
            vault.audit.verify()
            integrity.check(vault)
        except PreventDesktopError as error:
            return [f"the vault is not whole: {error}"]
    missing = set(told) - kept
    return [f"{len(missing)} notes that were told as kept are gone"] if missing else []


def _take_nothing(handle: int) -> None:
    del handle


def locks_nothing(shared: Shared, chance: random.Random) -> str:
    """The control: without the lock, both are found inside at the same time."""
    take, locks.take = locks.take, _take_nothing
    try:
        for _attempt in range(20):
            found = two_instances(shared, chance, kills=False)
            if found:
                return found[0]
    finally:
        locks.take = take
    return ""


# -- two people


def become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


def as_user(uid: int, work: Callable[[], object]) -> bool:
    """Whether `work` came to its end, done by a process of that user."""

    def act() -> None:
        become(uid)
        work()

    _pid, status = os.waitpid(fork(act), 0)
    return status == 0


def home_of(folder: Path, uid: int) -> Places:
    home = folder / f"home-{uid}"
    home.mkdir(mode=0o755)
    os.chown(home, uid, uid)
    return Places(home / "data")


def settle_in(places: Places) -> None:
    """What the program does for a person the first time, with the rights that people's accounts usually have."""
    os.umask(0o022)
    places.keep_to_owner()
    key = create_vault(places.vaults / "a1b2c3", PASSPHRASE, cost=FLOOR_COST).key
    with Vault.open(places.vaults / "a1b2c3", key) as vault:
        vault.settings.set("name", "Alex Brook")


def pry(places: Places, out: Path) -> None:
    """Somebody else's program looks at everything that it can reach there."""
    reached = []
    for folder, _folders, files in os.walk(places.data):
        reached.append(folder) if os.access(folder, os.R_OK) else None
        for name in files:
            with contextlib.suppress(OSError):
                reached.append(str(Path(folder, name).read_bytes()[:0]) + name)
    for name in ("slots.json", "vault.db", "anchor.json", "instance.lock"):
        with contextlib.suppress(OSError):
            (places.vaults / "a1b2c3" / name).read_bytes()
            reached.append(name)
    out.write_text("\n".join(reached), encoding="utf-8")


def open_with_own_key(places: Places, key: VaultKey) -> bool:
    """Whether the vault of somebody else opens with `key`."""
    try:
        Vault.open(places.vaults / "a1b2c3", key).close()
    except PreventDesktopError:
        return False
    return True


def two_people(folder: Path, *, open_to_others: bool = False) -> list[str]:
    """Two people settle in, and each looks for what is the other's; what was reached."""
    folder.chmod(0o755)
    homes = {uid: home_of(folder, uid) for uid in (FIRST_UID, SECOND_UID)}
    found = [
        f"user {uid} could not settle in"
        for uid, places in homes.items()
        if not as_user(uid, lambda places=places: settle_in(places))  # type: ignore[misc]  # a default binds
    ]
    if open_to_others:
        for path in [path for places in homes.values() for path in (places.data, *places.data.rglob("*"))]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    for uid, other in ((FIRST_UID, SECOND_UID), (SECOND_UID, FIRST_UID)):
        out = folder / f"reached-by-{uid}"
        out.touch()
        os.chown(out, uid, uid)
        as_user(uid, lambda other=other, out=out: pry(homes[other], out))  # type: ignore[misc]  # defaults bind
        reached = out.read_text(encoding="utf-8").split("\n")
        found += [f"user {uid} reached {one} of user {other}" for one in reached if one]
    stranger = create_vault(folder / "third", PASSPHRASE, cost=FLOOR_COST).key
    found += [
        f"a key of somebody else opens {uid}'s" for uid in homes if open_with_own_key(homes[uid], stranger)
    ]
    return found


def main(arguments: Sequence[str]) -> int:
    """Do as many as asked, and tell what went wrong."""
    asked = ask(arguments, __doc__, name="two_instances", runs=20)
    is_root = os.geteuid() == 0
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o755)
        shared = make_shared(base / "shared")
        for number in range(asked.runs):
            if is_root and number % 10 == 0:
                folder = base / f"people-{number}"
                folder.mkdir()
                found = two_people(folder)
            else:
                found = two_instances(shared, asked.chance)
            failures += [f"run {number}: {one}" for one in found]
        controls: dict[str, object] = {"a lock that locks nothing": locks_nothing(shared, asked.chance)}
        if is_root:
            (base / "open").mkdir()
            controls["folders open to others"] = bool(two_people(base / "open", open_to_others=True))
        else:
            print("  not root: two people were not tried")
    return asked.tell(failures, controls=controls)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
