"""A release of the program is forged in every way that somebody can who may write into its folder, and has no key of its makers.

Bytes changed, files exchanged, cut, added, lists of an older release put back (all of them, or some), lists that ran out, lists of
others, too few signatures. None may be taken, whether the signers were told beforehand or a newer release was seen. The controls: what
the makers sign themselves is taken, and so is a stranger's release by whoever trusts the first folder that comes.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.errors import ReleaseError
from prevent_desktop.workflows.releases.checking import ReleaseTrust
from tests.faults.harness import ask
from tests.made_releases import Makers, days_from_now, opened, signed_again


@dataclass(frozen=True)
class Scene:
    """An older and a newer release by the same makers, and one by strangers; `seen` has checked the newer one."""

    folder: Path
    makers: Makers
    older: Path
    newer: Path
    foreign: Path
    seen: Path

    @classmethod
    def made(cls, folder: Path) -> Scene:
        """All of it in a new folder."""
        makers = Makers()
        release = makers.made(folder / "newer", "9.0.0")
        older = Path(shutil.copytree(release.folder, folder / "older"))
        makers.publish(release, "9.0.1")
        scene = cls(
            folder,
            makers,
            older,
            release.folder,
            Makers().made(folder / "foreign", "9.9.9").folder,
            folder / "seen" / "releases",
        )
        scene.is_taken(release.folder, ReleaseTrust(scene.seen))
        return scene

    def is_taken(self, release: Path, trust: ReleaseTrust, *, root: Path | None = None) -> bool:
        """Whether the release is believed."""
        try:
            trust.check(release, own_version="1.0.0", now=datetime.now(UTC), root=root)
        except ReleaseError:
            return False
        return True

    @property
    def root(self) -> Path:
        """Who may sign, as somebody was told beforehand."""
        return self.newer / "metadata" / "1.root.json"


Forging = Callable[[Scene, Path, random.Random], None]


def a_byte(_scene: Scene, release: Path, chance: random.Random) -> None:
    path = chance.choice(_signed(release))
    whole = bytearray(path.read_bytes())
    place = chance.randrange(len(whole))
    others = [byte for byte in range(256) if chr(byte).lower() != chr(whole[place]).lower()]
    whole[place] = chance.choice(others)  # a digit of a signature means the same in capitals
    path.write_bytes(whole)


def _signed(release: Path) -> list[Path]:
    """All that counts of the newer release: of each list the newest."""
    names = ("2.snapshot.json", "2.targets.json", "timestamp.json")
    return [
        *(path for path in sorted(release.iterdir()) if path.is_file()),
        *(release / "metadata" / name for name in names),
    ]


def an_end(_scene: Scene, release: Path, chance: random.Random) -> None:
    path = chance.choice(_signed(release))
    with path.open("r+b") as file:
        file.truncate(chance.randrange(path.stat().st_size))


def two_exchanged(_scene: Scene, release: Path, chance: random.Random) -> None:
    one, other = chance.sample(_signed(release), 2)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def one_added(_scene: Scene, release: Path, chance: random.Random) -> None:
    (release / chance.choice(["setup.exe", "README.txt", "prevent-desktop_9.0.1_arm64.deb"])).write_bytes(
        b"MZ"
    )


def all_older(scene: Scene, release: Path, _chance: random.Random) -> None:
    shutil.rmtree(release)
    shutil.copytree(scene.older, release)


def some_lists_older(scene: Scene, release: Path, chance: random.Random) -> None:
    for new, old in chance.sample(
        [("2.snapshot.json", "1.snapshot.json"), ("2.targets.json", "1.targets.json")], chance.randint(1, 2)
    ):
        shutil.copy(scene.older / "metadata" / old, release / "metadata" / new)


def the_oldest_newest(scene: Scene, release: Path, _chance: random.Random) -> None:
    shutil.copy(scene.older / "metadata" / "timestamp.json", release / "metadata")


def run_out(scene: Scene, release: Path, chance: random.Random) -> None:
    name, key = chance.choice(
        [
            ("timestamp", scene.makers.newest),
            ("2.snapshot", scene.makers.newest),
            ("2.targets", scene.makers.files),
        ]
    )
    days = -chance.randint(1, 80)
    for folder in (release / "metadata", scene.seen):
        path = folder / f"{name if folder.name == 'metadata' else name.removeprefix('2.')}.json"
        signed_again(path, key, expires=days_from_now(days))


def by_strangers(scene: Scene, release: Path, chance: random.Random) -> None:
    shutil.rmtree(release)
    shutil.copytree(scene.foreign, release)
    if chance.random() < 0.5:  # under the true list of signers
        shutil.copy(scene.root, release / "metadata")


def one_list_by_strangers(_scene: Scene, release: Path, chance: random.Random) -> None:
    name = chance.choice(["timestamp.json", "2.snapshot.json", "2.targets.json"])
    signed_again(release / "metadata" / name, Makers().newest, expires=days_from_now(60))


def new_signers_by_one(scene: Scene, release: Path, _chance: random.Random) -> None:
    strangers = Makers(root=[scene.makers.root[0], *Makers().root[:2]])
    strangers.name(opened(release), signatures=3)
    strangers.publish(opened(release), "9.9.9")


FORGINGS: tuple[Forging, ...] = (
    a_byte, an_end, two_exchanged, one_added, all_older, some_lists_older, the_oldest_newest, run_out, by_strangers,
    one_list_by_strangers, new_signers_by_one,
)  # fmt: skip
NEEDS_A_LOOK_BEFORE = {all_older, the_oldest_newest}
"""Who never saw the newer one cannot know that this one is older, until it runs out."""


def forge(scene: Scene, forging: Forging, chance: random.Random) -> list[str]:
    """Who took it that should not have: one who saw the newer release, one who was told the signers."""
    with tempfile.TemporaryDirectory(dir=scene.folder) as work:
        there = Scene(
            Path(work), scene.makers, scene.older, scene.newer, scene.foreign,
            Path(shutil.copytree(scene.seen, Path(work) / "seen" / "releases", symlinks=True)),
        )  # fmt: skip
        release = Path(shutil.copytree(scene.newer, Path(work) / "release"))
        forging(there, release, chance)
        took = (
            [f"{forging.__name__}: one who saw the newer"]
            if there.is_taken(release, ReleaseTrust(there.seen))
            else []
        )
        told = ReleaseTrust(Path(work) / "told" / "releases")
        if forging not in NEEDS_A_LOOK_BEFORE and there.is_taken(release, told, root=scene.root):
            took.append(f"{forging.__name__}: one who was told the signers")
        return took


def controls(scene: Scene) -> dict[str, bool]:
    """What must be taken, so that a harness in which nothing is taken at all proves nothing."""
    credulous = ReleaseTrust(scene.folder / "credulous" / "releases")
    return {
        "the makers' own is taken": scene.is_taken(scene.newer, ReleaseTrust(scene.seen)),
        "whoever trusts the first folder takes a stranger's": scene.is_taken(scene.foreign, credulous),
    }


def main(arguments: Sequence[str]) -> int:
    """Prints who took what; the exit code is 1 where anybody did."""
    asked = ask(arguments, __doc__, name="release_forging", runs=200)
    with tempfile.TemporaryDirectory(prefix="prevent-desktop-forging-") as folder:
        scene = Scene.made(Path(folder))
        found = [
            took
            for number in asked.turns()
            for took in forge(scene, FORGINGS[number % len(FORGINGS)], asked.chance)
        ]
        return asked.tell(found, controls=controls(scene))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
