"""Organisation profiles are changed in every way, also by people who can sign; none that nobody may sign is ever taken.

    python -m tests.faults profile_fuzz [--runs 10000] [--seed 1]

A vault holds version 5 of a profile, another one none yet. Each run changes a signed profile: its bytes, its header, its
words; or changes the words and signs them anew, as a stranger with an authority of their own, with a key that is meant for
packs or forms, with a certificate that has expired, or as the administrator. What may come of it is a ProfileError; or an
offer whose very words the administrator signed, of a newer version, that reads back as it was written. Nothing else, no
other error, and nothing in the vault changes. The controls: signatures that are not checked, purposes that are not, and
versions that are not; each must be caught.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from prevent_desktop.delivery.signed import profile_signatures, signed_words
from prevent_desktop.delivery.signed.form_signatures import FORM_PUBLISHING
from prevent_desktop.delivery.signed.signed_words import payload_of, sign_as
from prevent_desktop.errors import ProfileError
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import taking
from prevent_desktop.workflows.organisation.profile.reading import profile_text, read_profile
from prevent_desktop.workflows.organisation.profile.taking import (
    OfferedProfile,
    look_at_profile,
    take_profile,
)
from prevent_desktop.workflows.vault_admin import unlock
from tests.faults.harness import ask, memory_folder
from tests.profiles import Administrator, a_profile, a_receiver

KIND = "organisation-profile+jws"
NOW = datetime.now(UTC)
_ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, 2, 5, 6, 7, -1, 1.0, 10**30, 1e308, float("inf"), "", " ", "x", "\ud800", "a\nb", "\u202e", "é" * 300,
    "age1", "age1pq1", "https://", "file:///etc/passwd", "javascript:1", "2027-12-31", "0001-01-01", "9999-12-31",
    "2026-11-26T09:30:00Z", [], {}, [[]], [{}], {"a": 1}, ["x"] * 200, "-----BEGIN CERTIFICATE-----", "x" * 5000,
)  # fmt: skip


@dataclass
class World:
    """Two vaults, an administrator, and others who want to be one."""

    ada: Administrator
    strangers: tuple[Administrator, ...]
    with_one: Vault
    with_none: Vault
    signed: tuple[str, ...]
    honest: set[str] = field(default_factory=set)

    def sign(self, by: Administrator, payload: bytes, kind: str = KIND) -> bytes:
        """Whatever it says, past all our own refusals."""
        if by is self.ada and kind == KIND:
            self.honest.add(hashlib.sha256(payload).hexdigest())
        return sign_as(kind, payload, by.key.key_pem, by.key.certificates_pem, largest=1 << 20).encode()


def make(folder: Path) -> World:
    """A vault with version 5 of a profile, one with none, and newer and older profiles that are signed as they should be."""
    ada = Administrator.create()
    expired = replace(
        Administrator.under(ada.authority, now=NOW - timedelta(days=1200)), authority=ada.authority
    )
    strangers = (
        Administrator.create(),
        Administrator.under(ada.authority, purpose=FORM_PUBLISHING),
        Administrator.under(ada.authority, purpose=""),
        expired,
    )
    vaults = []
    for name in ("one", "none"):
        created = unlock.create(folder / name, "violet tractor lamp seventeen", cost=FLOOR_COST)
        vaults.append(Vault.open(folder / name, created.key))
    full = a_profile(
        recipients=(a_receiver(), a_receiver("police")), trust=(ada.authority.certificate_pem.decode(),)
    )
    signed = tuple(ada.sign(replace(full, version=version)).decode() for version in (3, 5, 6, 7))
    take_profile(vaults[0], signed[1].encode(), now=NOW, compared=ada.words)
    world = World(ada, strangers, vaults[0], vaults[1], signed)
    world.honest = {hashlib.sha256(payload_of(one)).hexdigest() for one in signed}
    return world


# -- changes


def changed_bytes(content: bytes, chance: random.Random) -> bytes:
    """Bits, cuts, doublings and strange bytes."""
    at = chance.randrange(len(content))
    match chance.randrange(6):
        case 0:
            return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        case 1:
            return content[:at]
        case 2:
            return content[:at] + content[at + chance.randrange(1, 40) :]
        case 3:
            return content[:at] + content[at:] * 2
        case 4:
            return content[:at] + chance.randbytes(chance.randrange(1, 9)) + content[at:]
        case _:
            parts = content.split(b".")
            chance.shuffle(parts)
            return b".".join(parts)


def changed_parts(parts: Any, chance: random.Random) -> Any:
    """One place in the JSON, whichever: replaced, taken out, doubled, swapped with another."""
    parts = copy.deepcopy(parts)
    places = list(_places(parts))
    holder, name = chance.choice(places)
    match chance.randrange(6):
        case 0 | 1:
            holder[name] = copy.deepcopy(chance.choice(_ODD))
        case 2:
            del holder[name]
        case 3:
            other, elsewhere = chance.choice(places)
            value = copy.deepcopy(holder[name])
            if isinstance(other, dict) or elsewhere < len(other):
                other[elsewhere] = value
        case 4 if isinstance(holder[name], str) and holder[name]:
            at = chance.randrange(len(holder[name]))
            holder[name] = holder[name][:at] + chance.choice("aZ0-\n\u202e\u0000é") + holder[name][at + 1 :]
        case _ if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[name]))
        case _:
            holder[chance.choice(("colour", "version", "issued", "kind", "authority", "\ud800"))] = copy.deepcopy(chance.choice(_ODD))  # fmt: skip
    return parts


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    names = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in names:
        yield value, name
        yield from _places(value[name])


def changed_words(world: World, chance: random.Random) -> bytes:
    """The words of one of the profiles, changed up to three times, as JSON or as bytes."""
    payload = payload_of(chance.choice(world.signed))
    if chance.random() < 0.15:
        return changed_bytes(payload, chance)
    parts = json.loads(payload)
    parts["version"] = chance.choice((parts["version"], 1, 5, 6, 8, 900))
    for _change in range(chance.choice((0, 1, 1, 2, 3))):
        parts = changed_parts(parts, chance)
    text = json.dumps(parts)
    if chance.random() < 0.05:
        text = text.replace('"version":', '"version": 9, "version":', 1)
    return text.encode()


def changed(world: World, chance: random.Random) -> bytes:
    """A file that somebody might hand over."""
    kind = chance.random()
    text = chance.choice(world.signed)
    if kind < 0.25:
        return changed_bytes(text.encode(), chance)
    header, payload, signature = text.split(".")
    if kind < 0.35:
        return f"{header}.{_b64(changed_words(world, chance))}.{signature}".encode()
    if kind < 0.45:
        parts = json.loads(base64.urlsafe_b64decode(header + "=="))
        other = _b64(json.dumps(changed_parts(parts, chance)).encode())
        return f"{other}.{payload}.{signature}".encode()
    if kind < 0.75:
        return world.sign(chance.choice(world.strangers), changed_words(world, chance))
    if kind < 0.8:
        return world.sign(
            world.ada, changed_words(world, chance), chance.choice(("answer", "prevent-forms+jws"))
        )
    return world.sign(world.ada, changed_words(world, chance))


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


# -- what comes of it


def what_is_wrong(world: World, vault: Vault, untrusted: bytes) -> str:
    """Why what came of a file must not be; empty where it may."""
    before = vault.audit.head
    try:
        offered = look_at_profile(vault, untrusted, now=NOW)
    except ProfileError as error:
        return "" if error.what_happened and error.next_step else "refused without words"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this looks for
        return f"{type(error).__name__}: {error}"
    if vault.audit.head != before:
        return "looking changed the vault"
    return _what_is_wrong_with(world, vault, offered)


def _what_is_wrong_with(world: World, vault: Vault, offered: OfferedProfile) -> str:
    kept, honest = vault.profiles.newest(), offered.record.digest in world.honest
    wrong = {
        "words that the administrator never signed": not honest and kept is not None,
        "an older version, or the same with other words": offered.is_news
        and kept is not None
        and offered.profile.version <= kept.version,
        "read otherwise than written": read_profile(profile_text(offered.profile)) != offered.profile,
        # A first profile may name any authority: the words that a person compares must then be another's.
        "a stranger's profile bears the administrator's words": not honest
        and offered.authority_words == world.ada.words,
    }
    return next((words for words, is_so in wrong.items() if is_so), "")


def failures(world: World, runs: int, chance: random.Random) -> Iterator[str]:
    """Every run that came out as it must not, in words."""
    for run in range(runs):
        vault = world.with_one if chance.random() < 0.7 else world.with_none
        untrusted = changed(world, chance)
        if wrong := what_is_wrong(world, vault, untrusted):
            yield f"run {run}: {wrong}"


# -- controls


def _unsigned() -> AbstractContextManager[object]:
    """Whatever stands in the words counts, once the header can be read."""
    real = signed_words.open_signed

    def open_without(kind: str, untrusted: str, *, largest: int) -> Any:
        try:
            return real(kind, untrusted, largest=largest)
        except ValueError as error:
            try:
                header, _payload, _signature = untrusted.split(".")
                listed = json.loads(base64.urlsafe_b64decode(header + "==="))["x5c"]
                return payload_of(untrusted), signed_words._chain(listed)
            except Exception:  # noqa: BLE001 - what cannot be read at all is refused as before
                raise error from None

    return mock.patch.object(profile_signatures, "open_signed", open_without)


def _any_purpose() -> AbstractContextManager[object]:
    return mock.patch.object(profile_signatures, "is_meant_for", return_value=True)


def _any_version() -> AbstractContextManager[object]:
    return mock.patch.object(taking, "_require_goes_on", return_value=None)


def is_caught(
    broken: Callable[[], AbstractContextManager[object]], world: World, chance: random.Random
) -> bool:
    """Whether the same runs notice that something is broken."""
    with broken():
        return any(True for _failure in failures(world, 3000, chance))


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="profile_fuzz", runs=2_000)
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        world = make(Path(name))
        found = list(failures(world, asked.runs, asked.chance))
        controls = {
            "signatures not checked": is_caught(_unsigned, world, asked.chance),
            "any purpose taken": is_caught(_any_purpose, world, asked.chance),
            "any version taken": is_caught(_any_version, world, asked.chance),
        }
        for vault in (world.with_one, world.with_none):
            vault.close()
    return asked.tell(found, controls=controls)
