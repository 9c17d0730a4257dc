"""Sealed files tampered with at random: none may be opened, and none may release a byte (fault 14).

Each is opened as a whole, and read through as a file that can be read from any place.

    python -m tests.faults sealing_tamper --runs 100000 [--seed 1] [--control CONTROL]

The same harness runs over openers that are broken on purpose (`--control`: over one of them only), and must catch
each: one that
releases each block before the rest has verified, one that never looks at the header's MAC, and one that is
content with what it could read.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from prevent_desktop.errors import NotForUsError, SealBrokenError, SealFormatError
from prevent_desktop.sealing import Identity, generate_identity, open_sealed, seal_bytes, sealed_reader
from prevent_desktop.sealing.files import _cipher_of, _unwrap
from prevent_desktop.sealing.header import read_header
from prevent_desktop.sealing.payload import NONCE_SIZE, opened_blocks, payload_cipher
from tests.faults.harness import ask

Opener = Callable[[BinaryIO, BinaryIO, Sequence[Identity]], None]

_SEALED_CHUNK = 64 * 1024 + 16
_SIZES = (0, 1, 65_535, 65_536, 65_537, 3 * 65_536, 10 * 65_536 + 5)  # the last needs more than one block
_REFUSALS = (SealFormatError, NotForUsError, SealBrokenError)


@dataclass(frozen=True)
class Sample:
    """A sealed file and where its parts begin."""

    sealed: bytes
    identity: Identity

    @property
    def payload_at(self) -> int:
        return self.sealed.index(b"\n", self.sealed.index(b"\n--- ") + 1) + 1

    @property
    def header(self) -> bytes:
        return self.sealed[: self.payload_at]

    @property
    def nonce(self) -> bytes:
        return self.sealed[self.payload_at : self.payload_at + NONCE_SIZE]

    @property
    def chunks(self) -> list[bytes]:
        start = self.payload_at + NONCE_SIZE
        return [self.sealed[at : at + _SEALED_CHUNK] for at in range(start, len(self.sealed), _SEALED_CHUNK)]

    @property
    def stanzas(self) -> list[bytes]:
        """The header's stanzas, each from its arrow on; the version line is left out."""
        return [b"-> " + stanza for stanza in self.header.split(b"\n--- ")[0].split(b"-> ")[1:]]


@dataclass
class Outcome:
    """What happened to all tampered files; anything but refusals is a finding."""

    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    released: Counter[str] = field(default_factory=Counter)
    crashed: Counter[str] = field(default_factory=Counter)

    @property
    def findings(self) -> int:
        return self.accepted.total() + self.released.total() + self.crashed.total()


def make_samples() -> list[Sample]:
    """Files of several sizes, hybrid and classic, for one recipient and for three."""
    samples = []
    for hybrid in (True, False):
        identity = generate_identity(hybrid=hybrid)
        others = [generate_identity(hybrid=hybrid).recipient for _other in range(2)]
        for size in _SIZES:
            plain = random.Random(size).randbytes(size)
            samples.append(Sample(seal_bytes(plain, [identity.recipient]), identity))
            samples.append(Sample(seal_bytes(plain, [others[0], identity.recipient, others[1]]), identity))
    return samples


def open_both_ways(sealed: BinaryIO, plain: BinaryIO, identities: Sequence[Identity]) -> None:
    """As a whole, and as a file that is read from any place: what either of them takes for whole is accepted."""
    start = sealed.tell()
    with suppress(*_REFUSALS):
        open_sealed(sealed, plain, identities)
        return
    if plain.tell():
        raise SealBrokenError("", "", "")  # a byte was released, which the caller counts
    sealed.seek(start)
    with sealed_reader(sealed, identities) as reader:
        plain.write(reader.read())


def tamper_at_random(runs: int, seed: int, opener: Opener = open_both_ways) -> Outcome:
    """Tampers `runs` times, in ways that `seed` decides, and lets `opener` try each result."""
    chance = random.Random(seed)
    samples = make_samples()
    outcome = Outcome()
    while outcome.refused.total() + outcome.findings < runs:
        sample, other = chance.sample(samples, 2)
        tampering = chance.choice(_TAMPERINGS)
        tampered = tampering(chance, sample, other)
        if tampered != sample.sealed:
            _try(opener, tampered, sample.identity, tampering.__name__.strip("_"), outcome)
    return outcome


def _try(opener: Opener, tampered: bytes, identity: Identity, way: str, outcome: Outcome) -> None:
    plain = io.BytesIO()
    try:
        opener(io.BytesIO(tampered), plain, [identity])
    except _REFUSALS as refusal:
        if plain.tell():
            outcome.released[way] += 1
        else:
            outcome.refused[way, type(refusal).__name__] += 1
    except Exception as crash:  # noqa: BLE001 - whatever else comes out is a finding, and is counted as one
        outcome.crashed[f"{way}: {crash!r}"] += 1
    else:
        outcome.accepted[way] += 1


def _flip_any_bit(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    return _flipped(sample.sealed, chance.randrange(len(sample.sealed)), chance)


def _flip_header_bit(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    return _flipped(sample.sealed, chance.randrange(sample.payload_at), chance)


def _flip_bit_near_a_chunks_end(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    end = sample.payload_at + NONCE_SIZE + _SEALED_CHUNK * chance.randrange(len(sample.chunks) + 1)
    position = min(max(end + chance.randrange(-17, 17), 0), len(sample.sealed) - 1)
    return _flipped(sample.sealed, position, chance)


def _flipped(sealed: bytes, position: int, chance: random.Random) -> bytes:
    changed = sealed[position] ^ 1 << chance.randrange(8)
    return sealed[:position] + bytes([changed]) + sealed[position + 1 :]


def _truncate(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    return sample.sealed[: chance.randrange(len(sample.sealed))]


def _truncate_after_a_chunk(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    kept = chance.randrange(len(sample.chunks))
    return sample.sealed[: sample.payload_at + NONCE_SIZE + kept * _SEALED_CHUNK]


def _append(chance: random.Random, sample: Sample, other: Sample) -> bytes:
    return sample.sealed + chance.choice(
        [chance.randbytes(chance.randrange(1, 40)), other.sealed, *sample.chunks]
    )


def _insert(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    at = chance.randrange(len(sample.sealed))
    return sample.sealed[:at] + chance.randbytes(chance.randrange(1, 20)) + sample.sealed[at:]


def _cut_out(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    at = chance.randrange(len(sample.sealed))
    return sample.sealed[:at] + sample.sealed[at + chance.randrange(1, 20) :]


def _swap_chunks(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    chunks = sample.chunks
    first, second = chance.randrange(len(chunks)), chance.randrange(len(chunks))
    chunks[first], chunks[second] = chunks[second], chunks[first]
    return sample.header + sample.nonce + b"".join(chunks)


def _repeat_a_chunk(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    chunks = sample.chunks
    chunks.insert(chance.randrange(len(chunks) + 1), chance.choice(chunks))
    return sample.header + sample.nonce + b"".join(chunks)


def _drop_a_chunk(chance: random.Random, sample: Sample, _other: Sample) -> bytes:
    chunks = sample.chunks
    del chunks[chance.randrange(len(chunks))]
    return sample.header + sample.nonce + b"".join(chunks)


def _take_a_foreign_chunk(chance: random.Random, sample: Sample, other: Sample) -> bytes:
    chunks = sample.chunks
    chunks[chance.randrange(len(chunks))] = chance.choice(other.chunks)
    return sample.header + sample.nonce + b"".join(chunks)


def _take_a_foreign_part(chance: random.Random, sample: Sample, other: Sample) -> bytes:
    parts = [[whose.header, whose.nonce, b"".join(whose.chunks)] for whose in (sample, other)]
    mixed = parts[0]
    at = chance.randrange(3)
    mixed[at] = parts[1][at]
    return b"".join(mixed)


def _rearrange_stanzas(chance: random.Random, sample: Sample, other: Sample) -> bytes:
    stanzas = [*sample.stanzas, chance.choice(other.stanzas), chance.choice(sample.stanzas)]
    chosen = chance.sample(stanzas, chance.randrange(1, len(stanzas) + 1))
    version, mac_line = sample.header.split(b"\n", 1)[0], sample.header.split(b"\n--- ")[1]
    lines = b"".join(stanza.rstrip(b"\n") + b"\n" for stanza in chosen)
    return version + b"\n" + lines + b"--- " + mac_line + sample.sealed[sample.payload_at :]


_TAMPERINGS = (
    _flip_any_bit,
    _flip_header_bit,
    _flip_bit_near_a_chunks_end,
    _truncate,
    _truncate_after_a_chunk,
    _append,
    _insert,
    _cut_out,
    _swap_chunks,
    _repeat_a_chunk,
    _drop_a_chunk,
    _take_a_foreign_chunk,
    _take_a_foreign_part,
    _rearrange_stanzas,
)


def open_in_one_pass(sealed: BinaryIO, plain: BinaryIO, identities: Sequence[Identity]) -> None:
    """Broken on purpose: releases each block before the rest has verified."""
    cipher = _cipher_of(read_header(sealed), sealed, identities)
    plain.writelines(opened_blocks(cipher, sealed, _rest(sealed)))


def open_without_header_mac(sealed: BinaryIO, plain: BinaryIO, identities: Sequence[Identity]) -> None:
    """Broken on purpose: believes any header that gives a file key."""
    file_key = _unwrap(read_header(sealed), identities)
    cipher = payload_cipher(file_key, sealed.read(NONCE_SIZE))
    plain.writelines([bytes(block) for block in opened_blocks(cipher, sealed, _rest(sealed))])


def open_what_can_be_read(sealed: BinaryIO, plain: BinaryIO, identities: Sequence[Identity]) -> None:
    """Broken on purpose: a payload that breaks off is taken for whole."""
    cipher = _cipher_of(read_header(sealed), sealed, identities)
    blocks = opened_blocks(cipher, sealed, _rest(sealed))
    try:
        plain.writelines(blocks)
    except SealBrokenError:
        return


CONTROLS: dict[str, Opener] = {
    "one-pass": open_in_one_pass,
    "no-header-mac": open_without_header_mac,
    "what-can-be-read": open_what_can_be_read,
}


def _rest(sealed: BinaryIO) -> int:
    start = sealed.tell()
    size = sealed.seek(0, io.SEEK_END) - start
    sealed.seek(start)
    return size


def main(arguments: Sequence[str]) -> int:
    """Prints what became of each way of tampering; the exit code is 1 where anything was found."""
    asked = ask(arguments, __doc__, name="sealing_tamper", runs=5_000, more=_more)
    outcome = tamper_at_random(asked.runs, asked.seed, CONTROLS.get(asked.options.control, open_both_ways))
    for (way, error), times in sorted(outcome.refused.items()):
        print(f"{way:28}{error:18}{times:8}")
    found = [
        f"{name}: {way} {times}"
        for name in ("accepted", "released", "crashed")
        for way, times in sorted(getattr(outcome, name).items())
    ]
    print(f"{outcome.refused.total()} refused with no byte released, {outcome.findings} findings")
    broken = {name: tamper_at_random(500, asked.seed, opener) for name, opener in CONTROLS.items()}
    caught = {
        name: f"{control.accepted.total() + control.released.total()} of 500"
        for name, control in broken.items()
        if control.accepted or control.released
    }
    return asked.tell(found, controls={name: caught.get(name, "") for name in CONTROLS})


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--control", choices=sorted(CONTROLS), help="an opener that must be caught")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
