"""Looks for strings that were typed into the program in every file that it could have written.

Each canary is searched for as it stands (8-bit), in UTF-16 (both orders) and in base 64 (all three alignments,
standard and URL-safe), across line breaks, and in the names of the files themselves.

    python -m tests.faults canaries --runs 100

types 50 words into that many vaults, through each place that takes words, and looks for them while the vault is open
and once it is closed; a letter in clear beside it is the control, and must be found. What the whole program leaves is
looked for by `tests/e2e/test_main_job.py` with the same search.
"""

from __future__ import annotations

import base64
import random
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import re2

from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from tests.faults.harness import ask
from tests.unit.vault.examples import (
    a_case,
    a_decision,
    a_form,
    a_note,
    a_person,
    answers,
    keep_questionnaire,
)

WORDS = 50
LETTER = "letter"

_LINE_BREAKS = re.compile(rb"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a canary was found, and in which form."""

    path: Path
    canary: str
    form: str


def find_canaries(folders: Iterable[Path], canaries: Sequence[str]) -> list[Found]:
    """Every canary in every file below `folders` (a file may stand for a folder). Links are not followed."""
    searched = [(canary, form, needle) for canary in canaries for form, needle in _forms(canary)]
    pattern = _any_of([needle for _canary, _form, needle in searched])
    return [
        found for folder in folders for path in _files(folder) for found in _in_file(path, searched, pattern)
    ]


def _any_of(needles: Sequence[bytes]) -> Any:
    """All of a thousand needles in one pass: fifty times as fast as one after the other."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.max_mem = 1 << 29
    return re2.compile(b"|".join(re2.escape(needle) for needle in needles), options)


class SharedMemory:
    """What comes into the system's shared memory after this was made; what others had there before is theirs."""

    def __init__(self) -> None:
        self._before = self._now()

    def new(self) -> list[Path]:
        """Files and folders that were not there before."""
        return sorted(self._now() - self._before)

    @staticmethod
    def _now() -> frozenset[Path]:
        folder = Path("/dev/shm")  # noqa: S108 - looked through, not written to
        return frozenset(folder.iterdir()) if folder.is_dir() else frozenset()


def _files(folder: Path) -> Iterator[Path]:
    paths = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    yield from (path for path in paths if path.is_file() and not path.is_symlink())


def _in_file(path: Path, searched: Sequence[tuple[str, str, bytes]], pattern: Any) -> Iterator[Found]:
    content = path.read_bytes()
    unbroken = _LINE_BREAKS.sub(b"", content)
    name = str(path).encode()
    if not any(pattern.search(place) for place in (content, unbroken, name)):
        return
    for canary, form, needle in searched:
        if needle in content or needle in unbroken:
            yield Found(path, canary, form)
        elif needle in name:
            yield Found(path, canary, f"{form} in the name")


def _forms(canary: str) -> Iterator[tuple[str, bytes]]:
    for name, plain in (
        ("8-bit", canary.encode()),
        ("UTF-16 little end", canary.encode("utf-16-le")),
        ("UTF-16 big end", canary.encode("utf-16-be")),
    ):
        yield name, plain
        for alignment in range(3):
            standard = _base64_core(plain, alignment)
            yield f"base 64 of {name}, alignment {alignment}", standard
            yield f"URL-safe base 64 of {name}, alignment {alignment}", standard.translate(_URL_SAFE)


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _base64_core(plain: bytes, before: int) -> bytes:
    """The letters that `plain` gives when `before` unknown bytes stand before it, whatever stands around."""
    letters = base64.b64encode(bytes(before) + plain)
    first_whole = -(-before * 8 // 6)
    last_whole = (before + len(plain)) * 8 // 6
    return letters[first_whole:last_whole]


def write_into_vault(folder: Path, words: Sequence[str]) -> tuple[Path, ...]:
    """Type 50 words into a vault in each place that takes words; the files that were looked at while it was open.

    The vault is made at `folder` / "vault"; the letter that was attached stays readable beside it.
    """
    vault_folder, now = folder / "vault", datetime.now(UTC)
    key = create_vault(vault_folder, f"{words[0]} passphrase", cost=FLOOR_COST).key
    with Vault.open(vault_folder, key) as vault:
        person = a_person(words[1], words[2])
        case = a_case(person)
        vault.people.add(person)
        vault.cases.add(case)
        keep_questionnaire(vault)
        vault.notes.add(a_note(case, words[3]))
        vault.decisions.add(a_decision(case))
        form = a_form(case, answers(*words[4:20]))
        vault.responses.add(form)
        for word in words[20:40]:
            vault.responses.save_draft(form.id, answers(word), word, 0, 0, now)
        with (folder / LETTER).open("w+b") as letter:
            letter.write(words[40].encode() * 1000)
            letter.seek(0)
            vault.attachments.add(
                letter, case_id=case.id, file_name=words[41], media_type="text/plain", at=now
            )
        vault.settings.set(words[42], words[43])
        vault.secrets.set("key", words[44].encode())
        vault.audit.append("noted", words[45], words[46])
        assert vault.search(words[3]), "the search index has not what was typed"
        return tuple(found.path for found in find_canaries([vault_folder], words))


def words_for(chance: random.Random) -> list[str]:
    """Fifty words that stand nowhere else."""
    return [
        f"canary{number}{''.join(chance.choices('bcdfghjklmnpqrstvwxz', k=14))}" for number in range(WORDS)
    ]


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="canaries", runs=3)
    failures, caught = [], 0
    for number in range(asked.runs):
        with tempfile.TemporaryDirectory() as name:
            words = words_for(asked.chance)
            opened = write_into_vault(Path(name), words)
            closed = {found.path for found in find_canaries([Path(name)], words)}
            caught += Path(name) / LETTER in closed
            left = {*opened, *closed} - {Path(name) / LETTER}
            failures += [f"vault {number}: {path.name}" for path in sorted(left)]
    return asked.tell(failures, controls={"the letter in clear beside the vault": caught == asked.runs})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
