"""How long a new member waits for all shared cases, and how much memory that takes.

    python -m tests.benchmarks.bench_team [--cases 10000] [--sets 10]

Three vaults wrote `--sets` change-sets in each case, each signed by its vault's key. A lead's vault holds them and writes the
snapshot; the new member's vault takes it in a process of its own: opens the seal, verifies each signature, and makes the record.
Beside it the barest that anybody could do with as many sets: verify each signature and put the words into an encrypted table.
Both are told in seconds of a processor, and their ratio, which another machine or a busier one changes least.
"""

from __future__ import annotations

import argparse
import base64
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.delivery.signed.team import Words, sign
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.snapshot_making import write_snapshot
from prevent_desktop.workflows.team.change_sets.snapshots import take_snapshot
from prevent_desktop.workflows.team.circles.arriving_statements import take_post
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.posts import wanted_posts
from prevent_desktop.workflows.team.circles.statements import begin_main_circle, membership
from tests.benchmarks.team_history import History
from tests.made_vaults import copied_vault
from tests.teams import give_team, keys_of, listing
from tests.unit.vault.examples import NOW, QUESTIONNAIRE_DIGEST

_MEGA = 1024
AUTHORS = ("v-pl", "v-jo", "v-am")


def ground(folder: Path, cases: int, per_case: int, *, mailbox: str = "") -> tuple[VaultKey, Path]:
    """The new member's vault with its key of the circle, and a lead's snapshot for it."""
    lead_made, new_made = copied_vault(folder / "lead", number=0), copied_vault(folder / "new", number=1)
    with Vault.open(folder / "lead", lead_made.key) as lead, Vault.open(folder / "new", new_made.key) as new:
        members = [
            Member(id="sf", name="SF", role=Role.LEAD), Member(id="kim", name="KIM", role=Role.DEPUTY),
            *(Member(id=one, name=one.upper(), role=Role.DEPUTY) for one in AUTHORS),
        ]  # fmt: skip
        listed = [listing(lead, "sf"), listing(new, "kim"), *(keys_of(one).listed(one) for one in AUTHORS)]
        team = Team(id="team", mailbox=mailbox, members=tuple(members), vaults=tuple(listed))
        for vault in (lead, new):
            give_team(vault, team)
        begin_main_circle(lead, now=NOW)
        objects = {row["name"]: row["bytes"] for row in lead.database.rows("SELECT * FROM team_objects")}
        found = membership(new)
        assert found is not None
        for one in wanted_posts(new, found.own, found.team):
            if one.name in objects:
                take_post(new, one.sender, one.number, objects[one.name], now=NOW)
        circle = main_circle("team")
        _write_history(lead, circle, cases, per_case)
        target = folder / "copy.age"
        started = time.perf_counter()
        write_snapshot(lead, circle, listed[1].id, target, now=NOW)
        print(f"written: {time.perf_counter() - started:.1f} s, {target.stat().st_size / 1e6:.1f} MB")
    (folder / "lead.key").write_text(lead_made.key.raw.hex())
    return new_made.key, target


def _write_history(lead: Vault, circle: str, cases: int, per_case: int) -> None:
    keys = {one: keys_of(one).pair.private_pem for one in AUTHORS}
    history = History(
        cases, per_case, circle, "team", AUTHORS,
        lambda vault, payload: sign(Words.CHANGE_SET, payload, keys[vault], vault),
    )  # fmt: skip
    with lead.transaction():
        for change_set, digest, words in history.sets():
            stored = StoredSet(
                circle=circle, vault=change_set.vault, number=change_set.number, digest=digest,
                case_id=change_set.case_id, words=words, state=SetState.APPLIED, received_at=NOW, put_at=NOW,
            )  # fmt: skip
            lead.team.keep_checked([stored])
        for vault, number in history.numbers.items():
            lead.team.set_head(circle, vault, number, history.last[vault])


def most_memory() -> int:
    """The most that this process had, in kB. `ru_maxrss` would tell that of the process that started it, on Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource  # not on Windows, where unit tests use what else is here

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def take(folder: Path, key: VaultKey) -> int:
    """Take it, and print the figures."""
    before = most_memory()
    with Vault.open(folder / "new", key) as vault:
        vault.questionnaires.keep(QUESTIONNAIRE_DIGEST, "https://example.org/f", "1", "{}")
        started, busy = time.perf_counter(), time.process_time()
        taken = take_snapshot(vault, folder / "copy.age", now=lambda: NOW)
        took, worked = time.perf_counter() - started, time.process_time() - busy
        notes = vault.database.value("SELECT count(*) FROM notes")
    most = most_memory()
    bare = barest(folder)
    print(f"taken: {taken.cases} cases, {taken.sets} sets, {notes} notes, {taken.refused} refused")
    print(
        f"{took:.1f} s, {worked:.1f} s of a processor; {most / _MEGA:.0f} MiB at most ({before / _MEGA:.0f} before)"
    )
    print(f"barest: {bare:.1f} s of a processor; {worked / bare:.1f} times that")
    return 0 if taken.refused == 0 and taken.cases else 1


def barest(folder: Path) -> float:
    """Seconds of a processor to verify as many signatures as the lead's vault has, and to put the words into an encrypted table."""
    lead_key = VaultKey(bytes.fromhex((folder / "lead.key").read_text()))
    with Vault.open(folder / "lead", lead_key) as lead:
        keys = {one.id: load_pem_public_key(one.signing_key.encode()) for one in _team(lead).vaults}
        target = Database.create(folder / "bare.db", lead_key)
        target.apply_settings()
        target.run("CREATE TABLE sets (digest TEXT PRIMARY KEY, words TEXT NOT NULL) STRICT")
        worked = 0.0
        rows = lead.database.stream("SELECT vault, digest, words FROM team_sets ORDER BY case_id")
        while some := list(islice(rows, 10_000)):
            began = time.process_time()
            with target.transaction():
                for row in some:
                    _verify(keys[row["vault"]], row["words"])
                    target.run(
                        "INSERT INTO sets (digest, words) VALUES (?, ?)", (row["digest"], row["words"])
                    )
            worked += time.process_time() - began
        target.close()
    return worked


def _team(vault: Vault) -> Team:
    found = membership(vault)
    assert found is not None
    return found.team


def _verify(key: Any, words: str) -> None:
    signed, _dot, signature = words.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(der, signed.encode(), ECDSA(SHA256()))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--sets", type=int, default=10)
    parser.add_argument("--take", nargs=2, metavar=("FOLDER", "KEY"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.take:
        return take(Path(chosen.take[0]), VaultKey(bytes.fromhex(chosen.take[1])))
    with tempfile.TemporaryDirectory() as name:
        key, _copy = ground(Path(name), chosen.cases, chosen.sets)
        again = [sys.executable, "-m", "tests.benchmarks.bench_team", "--take", name, key.raw.hex()]
        return subprocess.run(again, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
