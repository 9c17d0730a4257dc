"""Edits, cuts, reorders and makes anew an audit chain, with the vault's key in hand; each must be noticed (FAULTS 7).

    python -m tests.faults audit_chain --runs 10000 [--seed 1]

The attacker has the key and has dropped the triggers. Some recompute the digests that follow; some also write the anchor
anew, which the key allows: those must be noticed by what others hold, the heads printed in packs that were sent.
Controls that must miss some: the chain without its anchor, and chain and anchor without any pack that was sent.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import AuditChainError, RecordError
from prevent_desktop.vault.audit.anchor import START, Anchored
from prevent_desktop.vault.audit.audit_chain import require_chain
from prevent_desktop.vault.audit.entries import entry_digest
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from tests.faults.harness import ask

NAME = "audit_chain"
_ENTRIES = 120
_COLUMNS = ("at", "action", "subject", "detail")

Entry = dict[str, object]
Change = Callable[[list[Entry], random.Random], None]


@dataclass(frozen=True)
class Example:
    """A vault with a chain, whose newest head a pack bears that was sent."""

    vault: Vault
    sent_heads: tuple[str, ...]

    @classmethod
    def make(cls, folder: Path) -> Example:
        key = create_vault(folder, "violet tractor lamp seventeen", cost=FLOOR_COST).key
        vault, heads = Vault.open(folder, key), []
        with vault.transaction():
            for number in range(_ENTRIES):
                vault.audit.append("note.written", f"n-{number}", f"c-{number % 7}")
                if number % 20 == 0 or number == _ENTRIES - 1:
                    heads.append(vault.audit.head)
        for trigger in ("audit_is_never_changed", "audit_is_never_deleted"):
            vault.database.run(f"DROP TRIGGER {trigger}")
        vault.audit.write_anchor()
        return cls(vault, tuple(heads))

    def entries(self) -> list[Entry]:
        return [dict(row) for row in self.vault.database.rows("SELECT * FROM audit ORDER BY position")]


class _UndoError(Exception):
    """Ends the transaction of a try."""


def edited(entries: list[Entry], chance: random.Random) -> None:
    """One letter of one column of one entry."""
    entry, column = chance.choice(entries), chance.choice((*_COLUMNS, "previous", "digest"))
    text = str(entry[column])
    place = chance.randrange(len(text)) if text else 0
    entry[column] = f"{text[:place]}{chance.choice('abcxyz0123456789')}{text[place + 1 :]}"


def cut_end(entries: list[Entry], chance: random.Random) -> None:
    del entries[-chance.randint(1, len(entries) // 2) :]


def cut_start(entries: list[Entry], chance: random.Random) -> None:
    gone = chance.randint(1, len(entries) // 2)
    del entries[:gone]
    if chance.random() < 0.5:
        for number, entry in enumerate(entries, start=1):
            entry["position"] = number


def taken_out(entries: list[Entry], chance: random.Random) -> None:
    """One or more from the middle, and the positions closed up at times."""
    start = chance.randrange(1, len(entries) - 1)
    del entries[start : start + chance.randint(1, 5)]
    if chance.random() < 0.5:
        for number, entry in enumerate(entries, start=1):
            entry["position"] = number


def reordered(entries: list[Entry], chance: random.Random) -> None:
    """What two entries say changes places."""
    one, other = chance.sample(range(len(entries)), 2)
    for column in (*_COLUMNS, *(("previous", "digest") if chance.random() < 0.3 else ())):
        entries[one][column], entries[other][column] = entries[other][column], entries[one][column]


def put_in(entries: list[Entry], chance: random.Random) -> None:
    """An entry of the attacker's, with a digest that fits the one before it."""
    place = chance.randrange(1, len(entries))
    entries.insert(place, {**entries[place], "action": "record.viewed", "subject": "invented"})
    for number, entry in enumerate(entries, start=1):
        entry["position"] = number
    _redigest(entries[: place + 1])


CHANGES: tuple[Change, ...] = (edited, cut_end, cut_start, taken_out, reordered, put_in)


def _redigest(entries: list[Entry]) -> None:
    """Give each entry the digest that fits what it says and the one before it."""
    previous = START
    for number, entry in enumerate(entries, start=1):
        entry["position"], entry["previous"] = number, previous
        previous = entry["digest"] = entry_digest(
            number,
            str(entry["at"]),
            str(entry["action"]),
            str(entry["subject"]),
            str(entry["detail"]),
            previous,
        )


@dataclass(frozen=True)
class Noticing:
    """What looks at the chain: with its anchor, with the heads in packs that were sent."""

    with_anchor: bool = True
    with_packs: bool = True

    def notices(self, example: Example, *, anchored_anew: bool) -> bool:
        audit = example.vault.audit
        try:
            require_chain(
                example.vault.database.stream("SELECT * FROM audit ORDER BY position"), Anchored(0, START)
            )
            if self.with_anchor and not anchored_anew:
                audit.verify_anchor()
        except AuditChainError:
            return True
        return self.with_packs and not all(audit.holds(head) for head in example.sent_heads)


def tried(example: Example, noticing: Noticing, chance: random.Random) -> str | None:
    """Try one change; what was done where nobody noticed."""
    before = example.entries()
    entries = [dict(entry) for entry in before]
    recomputed, anchored_anew = chance.random() < 0.5, chance.random() < 0.25
    change = chance.choice(CHANGES)
    while entries == before:
        change(entries, chance)
        if recomputed:
            _redigest(entries)
    noticed = _with(example, entries, noticing, anchored_anew=anchored_anew)
    return None if noticed else f"{change.__name__}, recomputed {recomputed}, anchored anew {anchored_anew}"


def _with(example: Example, entries: list[Entry], noticing: Noticing, *, anchored_anew: bool) -> bool:
    found: list[bool] = []
    with contextlib.suppress(_UndoError), example.vault.transaction():
        refused = not _put(example.vault, entries)
        found.append(refused or noticing.notices(example, anchored_anew=anchored_anew))
        _undo()
    return found[0]


def _undo() -> None:
    raise _UndoError


def _put(vault: Vault, entries: list[Entry]) -> bool:
    """Write the changed chain; False where the schema itself refuses it (a digest twice)."""
    vault.database.run("DELETE FROM audit")
    try:
        for entry in entries:
            vault.database.insert("audit", **entry)
    except RecordError:
        return False
    return True


def missed(example: Example, noticing: Noticing, runs: int, chance: random.Random) -> list[str]:
    """Every change that nobody noticed, in words."""
    return [done for done in (tried(example, noticing, chance) for _run in range(runs)) if done is not None]


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name=NAME, runs=1000)
    with tempfile.TemporaryDirectory() as name:
        example = Example.make(Path(name) / "vault")
        failures = missed(example, Noticing(), asked.runs, asked.chance)
        without_anchor = len(
            missed(example, Noticing(with_anchor=False, with_packs=False), 300, asked.chance)
        )
        without_packs = len(missed(example, Noticing(with_packs=False), 300, asked.chance))
        whole = Noticing().notices(example, anchored_anew=False)
        example.vault.close()
    if whole:
        failures.append("the untouched chain is taken for a changed one")
    return asked.tell(
        failures,
        controls={
            "the chain without its anchor misses": without_anchor,
            "chain and anchor without a pack that was sent miss": without_packs,
        },
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
