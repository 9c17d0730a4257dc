"""The slot file is changed in every way, also by somebody who knows how its checksum is made (FAULTS 21).

    python -m tests.faults slot_file_fuzz [--runs 100000] [--seed 1]

Each run changes a slot file of version 1 or 2 one to three times: bits, bytes and cuts; or its JSON, with the right
checksum again (costs raised and lowered, slots twice, swapped, cut, taken from another vault, members moved, odd types).
Then every secret is tried on it. What may come of it is one of our errors, or the vault's own key by a slot that is as
it was made. Argon2id stands still in most runs: a stand-in watches the memory that it would take, and a run in 1,000
derives for real, in a process that gets no more than 2 GiB. The controls: slots that are not bound to their facts,
costs without bounds, and an unwrapping that takes any key; each must be caught.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import hmac
import json
import random
import resource
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prevent_desktop.errors import PreventDesktopError, VaultError
from prevent_desktop.sealing.hybrid import HybridIdentity
from prevent_desktop.vault.keys import key_slots, wrapping
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST, Argon2Cost
from prevent_desktop.vault.keys.key_slots import (
    SLOTS_NAME,
    VaultKey,
    new_slots,
    open_with_passphrase,
    read_slots,
)
from prevent_desktop.vault.keys.slot_file import parse_slot_file, slot_file_bytes
from prevent_desktop.vault.keys.slots import (
    KeySlot,
    SlotFile,
    SlotKind,
    SystemLock,
    TpmLock,
    first_version_id,
)
from prevent_desktop.vault.keys.wrapping import costly_lock, label_of, new_salt, wrap, wrap_for_escrow
from prevent_desktop.vault.keys.wrong_tries import WrongTries
from tests.faults.harness import ask

PASSPHRASE, CODE = "violet tractor lamp seventeen", "433VC-H4WXS-8XW6A-K2ZV1-KM2HD-Z7KQ2"
KEY, SECRET = VaultKey(bytes(range(32))), bytes(range(32, 64))
IDENTITY = HybridIdentity(bytes(range(32)))
AT = datetime(2026, 11, 26, 6, 30, 5, tzinfo=UTC)
MOST_BYTES = 2 << 30
_VECTORS = Path(__file__).parents[1] / "unit" / "vault" / "keys" / "vectors"
_ONE_IN = 1000
_IN_MEMORY = "/dev/shm"  # noqa: S108 - a fresh folder of our own in it
_ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, 2, 3, 4, -1, 16, 17, 64, 65, 65535, 65536, 65536.0, 1 << 20, (1 << 20) + 1, 1 << 21,
    1 << 31, 1 << 32, 1 << 64, 10**400, 1e308, float("inf"), float("nan"), "", "00", "zz", "0" * 31, "é", [], {}, [[]],
    {"a": 1}, "passphrase", "recovery", "escrow", "system", "tpm", "argon2id", "2026-11-26T06:30:05+00:00", "a" * 5000,
)  # fmt: skip


def odd(chance: random.Random) -> Any:
    """Something that hardly belongs where it will stand; a fresh one, since what stands there may be changed again."""
    return copy.deepcopy(chance.choice(_ODD))


class Watched:
    """The memory that derivations asked for."""

    def __init__(self) -> None:
        self.most = 0

    def stand_in(self) -> Any:
        """In place of Argon2id: another key for any other secret, salt or cost; but at once."""

        def derive(cost: Argon2Cost, secret: bytes, salt: bytes) -> bytes:
            self.most = max(self.most, cost.memory_kib * 1024)
            facts = f"{cost.memory_kib} {cost.passes} {cost.lanes}".encode()
            return hmac.digest(hashlib.sha256(secret).digest(), salt + facts, "sha256")

        return mock.patch.object(Argon2Cost, "derive", derive)


class NoWaiting(WrongTries):
    """Nobody is slowed down here."""

    @contextlib.contextmanager
    def one_try(self) -> Iterator[None]:
        yield


def an_example() -> SlotFile:
    """A file with one slot of each kind."""
    file = new_slots(KEY, PASSPHRASE, CODE, FLOOR_COST, at=AT)
    file = file.with_slot(wrap_for_escrow(file.vault_id, IDENTITY.recipient, KEY, at=AT, label="Council"))
    system = wrap(file.vault_id, SlotKind.SYSTEM, SystemLock(new_salt()), KEY, SECRET, at=AT, label="Laptop")
    lock = TpmLock(new_salt(), bytes(48), bytes(160))
    tpm = wrap(file.vault_id, SlotKind.TPM, lock, KEY, SECRET, at=AT)
    return file.with_slot(system).with_slot(tpm)


def an_example_of_version_1() -> SlotFile:
    """A passphrase and a recovery code, as they were before slots had ids."""
    vault_id = bytes(range(16))

    def made(kind: SlotKind, secret: bytes) -> KeySlot:
        lock = costly_lock(FLOOR_COST)
        slot = KeySlot(
            id=first_version_id(kind, lock), kind=kind, sealed_label=b"", created_at=None, lock=lock,
            nonce=bytes(12), wrapped=b"", binding=1,
        )  # fmt: skip
        cipher = AESGCM(lock.cost.derive(secret, lock.salt))
        return replace(slot, wrapped=cipher.encrypt(slot.nonce, KEY.raw, slot.associated_data(vault_id)))

    slots = (made(SlotKind.PASSPHRASE, PASSPHRASE.encode()), made(SlotKind.RECOVERY, CODE.encode()))
    return SlotFile(vault_id=vault_id, slots=slots, version=1)


@dataclass(frozen=True)
class Examples:
    """Whole files, and the slots that may open: those that somebody wrapped."""

    files: tuple[bytes, ...]
    honest: frozenset[tuple[bytes, KeySlot]]

    @classmethod
    def of(cls, *files: SlotFile) -> Examples:
        honest = frozenset((file.vault_id, slot) for file in files for slot in file.slots)
        return cls(tuple(map(slot_file_bytes, files)), honest)


# -- changes


def made_now() -> Examples:
    """Files of both versions, of one vault that came from version 1, and of another vault."""
    first, second = an_example_of_version_1(), an_example()
    carried = first.with_slot(
        wrap_for_escrow(first.vault_id, IDENTITY.recipient, KEY, at=AT, label="Council")
    )
    return Examples.of(first, carried, second, an_example())


def committed() -> Examples:
    """The files that stand for every vault that was made with their versions."""
    files = (parse_slot_file((_VECTORS / f"slots-{version}.json").read_bytes()) for version in (1, 2))
    return Examples.of(*files)


def resealed(members: Any) -> bytes:
    """What somebody writes who knows how the checksum is made."""
    members.pop("checksum", None)
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({**members, "checksum": checksum}, indent=1).encode() + b"\n"


def changed_bytes(content: bytes, chance: random.Random) -> bytes:
    """`content` with bits flipped, a part cut, put twice or blanked."""
    if not content:
        return bytes([chance.randrange(256)])
    kind, start = chance.randrange(5), chance.randrange(len(content))
    end = min(len(content), start + chance.choice((1, 2, 16, 200, 5000)))
    if kind == 0:
        return content[:start]
    if kind == 1:
        return content[:start] + content[end:]
    if kind == 2:
        return content[:end] + content[start:end] * chance.choice((1, 1, 3, 200)) + content[end:]
    if kind == 3:
        return content[:start] + chance.randbytes(end - start) + content[end:]
    flipped = bytearray(content)
    for _flip in range(chance.choice((1, 1, 1, 2, 8))):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def changed_hex(text: Any, chance: random.Random) -> Any:
    """A hexadecimal text with some bits flipped, or longer, or shorter."""
    if not isinstance(text, str):
        return text
    try:
        content = bytes.fromhex(text)
    except ValueError:
        return text[:-1]
    return changed_bytes(content, chance).hex()


def change_slots(members: Any, chance: random.Random, other: Any) -> None:
    """Slots twice, swapped, cut, in another order, or from another vault."""
    slots, place = members["slots"], chance.randrange(len(members["slots"]))
    change = chance.randrange(7)
    if change == 0:
        slots.insert(chance.randrange(len(slots) + 1), copy.deepcopy(slots[place]))
    elif change == 1:
        chance.shuffle(slots)
    elif change == 2:
        del slots[place]
    elif change == 3:
        slots[place] = copy.deepcopy(chance.choice(other["slots"]))
    elif change == 4:
        slots.extend(copy.deepcopy(slots) * chance.choice((1, 4, 100)))
    elif change == 5:
        members["slots"] = odd(chance)
    else:
        slots[place] = odd(chance)


def change_member(members: Any, chance: random.Random, other: Any) -> None:
    """One member of one slot: another value, another slot's value, gone, or new."""
    slots = members.get("slots")
    slots = [slot for slot in slots if isinstance(slot, dict) and slot] if isinstance(slots, list) else []
    if not slots:
        return
    slot = chance.choice(slots)
    name = chance.choice(sorted(slot))
    change = chance.randrange(6)
    if change == 0:
        slot[name] = odd(chance)
    elif change == 1:
        slot[name] = copy.deepcopy(chance.choice([*slots, *other["slots"]]).get(name))
    elif change == 2:
        del slot[name]
    elif change == 3:
        slot[chance.choice(("extra", "binding", "public", name + "_"))] = odd(chance)
    elif change == 4 and any(cost in slot for cost in ("memory_kib", "passes", "lanes")):
        cost = chance.choice([cost for cost in ("memory_kib", "passes", "lanes") if cost in slot])
        powers = tuple(1 << power for power in range(14, 40))
        slot[cost] = chance.choice((odd(chance), chance.randrange(3, 17), chance.choice(powers)))
    else:
        slot[name] = changed_hex(slot[name], chance)


def change_within_bounds(members: Any, chance: random.Random, other: Any) -> None:
    """A change that the reading of the file takes: only the secrets can tell that nobody made it so."""
    slots = members["slots"]
    slot, change = chance.choice(slots), chance.randrange(6)
    if change == 0:
        name = chance.choice([name for name, value in slot.items() if _is_hex(value)])
        content = bytearray.fromhex(slot[name])
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        slot[name] = content.hex()
    elif change == 1 and "passes" in slot:
        slot["memory_kib"] = chance.choice((1 << 16, (1 << 16) + 1, 1 << 17, 1 << 19, 1 << 20))
        slot["passes"], slot["lanes"] = chance.randrange(3, 17), chance.randrange(4, 17)
    elif change == 2 and slot.get("created_at"):
        slot["created_at"] = f"20{chance.randrange(10, 99)}-01-02T03:04:05+00:00"
    elif change == 3:
        twin = chance.choice([*slots, *other["slots"]])
        for name in chance.sample(sorted(slot), 2):
            slot[name] = copy.deepcopy(twin.get(name, slot[name]))
    elif change == 4:
        chance.shuffle(slots)
    else:
        slots.remove(slot)


def _is_hex(value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    with contextlib.suppress(ValueError):
        return bool(bytes.fromhex(value))
    return False


def change_head(members: Any, chance: random.Random, other: Any) -> None:
    """Version, vault or format."""
    name = chance.choice(("version", "vault_id", "format", "extra"))
    values = (
        *[odd(chance) for _value in range(12)],
        other["vault_id"],
        changed_hex(members.get("vault_id"), chance),
    )
    members[name] = chance.choice(values)


def changed(examples: Examples, chance: random.Random) -> bytes:
    """One of the files, changed one to three times."""
    content = chance.choice(examples.files)
    if chance.random() < 0.2:
        for _change in range(chance.choice((1, 1, 2, 3))):
            content = changed_bytes(content, chance)
        return content
    members, other = json.loads(content), json.loads(chance.choice(examples.files))
    if chance.random() < 0.5:
        change_within_bounds(members, chance, other)
        return resealed(members)
    for _change in range(chance.choice((1, 1, 2, 3))):
        change: Callable[[Any, random.Random, Any], None] = chance.choices(
            (change_member, change_slots, change_head), (6, 3, 1)
        )[0]
        if change is not change_slots or (isinstance(members.get("slots"), list) and members["slots"]):
            change(members, chance, other)
    return resealed(members)


# -- what comes of it


def tries(folder: Path, file: SlotFile) -> Iterator[Callable[[], VaultKey]]:
    """Every secret, on `file`, which stands in `folder`."""
    yield lambda: open_with_passphrase(folder, PASSPHRASE, NoWaiting(folder)).key
    yield lambda: open_with_passphrase(folder, "not this one at all", NoWaiting(folder)).key
    yield lambda: key_slots.unlock_key_with_recovery(folder, CODE)
    yield lambda: key_slots.unlock_key_with_escrow(folder, IDENTITY)
    for slot in file.slots:
        if slot.kind in {SlotKind.SYSTEM, SlotKind.TPM}:
            yield lambda slot=slot: key_slots.unlock_key_with_secret(folder, slot.id, SECRET)  # type: ignore[misc]  # the slot of this round


@contextlib.contextmanager
def watching_openings() -> Iterator[list[tuple[bytes, KeySlot]]]:
    """Which slots opened, with the vault that the file said they are of."""
    opened: list[tuple[bytes, KeySlot]] = []

    def watch(work: Callable[..., VaultKey | None]) -> Callable[..., VaultKey | None]:
        def watched(vault_id: bytes, slot: KeySlot, secret: Any) -> VaultKey | None:
            key = work(vault_id, slot, secret)
            if key is not None:
                opened.append((vault_id, slot))
            return key

        return watched

    with (
        mock.patch.object(key_slots, "unwrap", watch(wrapping.unwrap)),
        mock.patch.object(key_slots, "unwrap_escrow", watch(wrapping.unwrap_escrow)),
    ):
        yield opened


def what_is_wrong(folder: Path, examples: Examples) -> str:
    """Why what came of the file in `folder` must not be; empty where it may."""
    try:
        return _what_is_wrong(folder, examples)
    except PreventDesktopError:
        return ""  # the file is refused, in words
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this looks for
        return f"{type(error).__name__}: {error}"


def _what_is_wrong(folder: Path, examples: Examples) -> str:
    file = read_slots(folder)
    once = mock.patch.object(key_slots, "read_slots", return_value=file)  # it comes out the same each time
    with watching_openings() as opened, once:
        for attempt in tries(folder, file):
            with contextlib.suppress(PreventDesktopError):
                if attempt() != KEY:
                    return "a wrong key was accepted"
    if any(each not in examples.honest for each in opened):
        return "a slot opened that nobody made so"
    if slot_file_bytes(file) != (folder / SLOTS_NAME).read_bytes():
        return "read otherwise than written"
    for slot in file.slots:
        label_of(slot, KEY)
    return ""


def failures(folder: Path, examples: Examples, runs: int, chance: random.Random) -> Iterator[str]:
    """Every run that came out as it must not, in words; with the stand-in for Argon2id."""
    watched = Watched()
    with watched.stand_in():
        for run in range(runs):
            (folder / SLOTS_NAME).write_bytes(changed(examples, chance))
            if wrong := what_is_wrong(folder, examples):
                yield f"run {run}: {wrong}"
            if watched.most > MOST_BYTES:
                yield f"run {run}: a derivation asked for {watched.most / (1 << 20):.0f} MiB"
                watched.most = 0


def real_failures(folder: Path, examples: Examples, runs: int, chance: random.Random) -> Iterator[str]:
    """The same with Argon2id itself, but for costs that take long; the caller limits the memory."""
    for run in range(runs):
        content = changed(examples, chance)
        (folder / SLOTS_NAME).write_bytes(content)
        try:
            slow = any(work > 4 for work in _works(folder))
        except PreventDesktopError:
            slow = False
        if not slow and (wrong := what_is_wrong(folder, examples)):
            yield f"real run {run}: {wrong}"


def _works(folder: Path) -> Iterator[float]:
    """How many times the work of the cheapest cost each slot asks for."""
    for slot in read_slots(folder).slots:
        cost = getattr(slot.lock, "cost", None)
        if cost is not None:
            yield cost.memory_kib * cost.passes / (FLOOR_COST.memory_kib * FLOOR_COST.passes)


# -- controls


def _unbound() -> Any:
    return mock.patch.object(KeySlot, "associated_data", return_value=b"")


def _without_bounds() -> Any:
    return mock.patch.object(Argon2Cost, "__post_init__", return_value=None)


def _any_key() -> Any:
    cipher = mock.Mock(**{"decrypt.return_value": bytes(32), "encrypt.return_value": bytes(48)})
    return mock.patch.object(wrapping, "AESGCM", return_value=cipher)


def is_caught(broken: Callable[[], Any], folder: Path, chance: random.Random, runs: int = 2000) -> bool:
    """Whether the same runs notice that something is broken."""
    watched = Watched()
    with broken(), watched.stand_in():
        examples = made_now()
    with broken():
        return any(True for _failure in failures(folder, examples, runs, chance))


@contextlib.contextmanager
def no_more_memory_than(count: int) -> Iterator[None]:
    """This process gets `count` bytes more than it has, and no more."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def the_highest_cost_fits() -> Iterator[str]:
    """The most that a file may ask for is derived within the limit."""
    try:
        Argon2Cost(1 << 20, 3, 4).derive(b"secret", bytes(16))
    except (MemoryError, VaultError) as error:
        yield f"the highest cost does not fit: {error!r}"


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="slot_file_fuzz", runs=5_000)
    chance, real = asked.chance, max(1, asked.runs // _ONE_IN)
    memory = _IN_MEMORY if Path(_IN_MEMORY).is_dir() else None  # no disk waits for 100,000 small files
    with tempfile.TemporaryDirectory(dir=memory) as name, no_more_memory_than(MOST_BYTES):
        folder = Path(name)
        with Watched().stand_in():
            quick = made_now()
        found = list(failures(folder, quick, asked.runs - real, chance))
        true = committed()
        found += real_failures(folder, true, real, chance)
        found += the_highest_cost_fits()
        controls = {
            "slots bound to nothing": is_caught(_unbound, folder, chance),
            "costs without bounds": is_caught(_without_bounds, folder, chance),
            "any key taken": is_caught(_any_key, folder, chance),
        }
    return asked.tell(found, controls=controls)
