"""Answers of a receiver, changed in every way on their way back: none may be taken but the true one (FAULTS 12 and 14 for answers).

    python -m tests.faults answer_tamper --runs 10000 [--seed 1]

What is tried: the sealed file harmed or sealed to another; the signed words harmed, their parts exchanged between answers,
signed by somebody else, under another algorithm, as another kind of words; and words that the receiver itself signed, but
for another pack, another sealing, another place, or against the rules of the format. The same runs over openers that are
broken on purpose, and each must be caught.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from prevent_desktop.casework.answer import Answer, AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.delivery.signed import answers
from prevent_desktop.delivery.signed.answers import sign_answer, verify_answer
from prevent_desktop.delivery.signed.signed_words import open_signed, sign_as
from prevent_desktop.errors import AnswerError, SealingError
from prevent_desktop.sealing import Identity, generate_identity, open_bytes, seal_bytes
from tests.faults.harness import ask
from tests.unit.delivery.receivers import Receiver

PACK, OTHER_PACK = "P-7QF2ABCDEFGH", "P-7QF3ABCDEFGH"
DIGEST, OTHER_DIGEST = "ab" * 32, "cd" * 32
KIND = "prevent-answer+jws"
AT = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)

Opener = Callable[[bytes, "Correspondence"], object]


@dataclass(frozen=True)
class Correspondence:
    """A sender's identity, the receiver and a stranger with the same name, and true answers to the pack by their numbers."""

    identity: Identity
    receiver: Receiver
    stranger: Receiver
    true: tuple[Answer, ...]
    number: int = 1

    @classmethod
    def make(cls) -> Correspondence:
        said = (
            Answer(
                kind=AnswerKind.QUESTION, number=1, at=AT, text="Which school?", answer_by=date(2026, 12, 1)
            ),
            Answer(
                kind=AnswerKind.DECISION,
                number=2,
                at=AT,
                outcome=Outcome.SIGNPOSTED,
                reason="Near.",
                text="Bye",
            ),
            Answer(kind=AnswerKind.FEEDBACK, number=3, at=AT, text="Thank you. " * 40),
        )
        return cls(generate_identity(), Receiver.make("Front door"), Receiver.make("Front door"), said)

    def signed(
        self, answer: Answer, by: Receiver | None = None, pack: str = PACK, digest: str = DIGEST
    ) -> str:
        by = by or self.receiver
        key, certificate = by.key_pem.encode(), by.certificate_pem.encode()
        return sign_answer(answer, key, certificate, pack_id=pack, sealed_digest=digest)

    def sealed(self, words: bytes | str) -> bytes:
        return seal_bytes(words.encode() if isinstance(words, str) else words, [self.identity.recipient])

    def payload(self, answer: Answer) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(open_signed(KIND, self.signed(answer))[0])
        return fields


@dataclass
class Found:
    """What became of all that was tried; anything but refusals is a finding."""

    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def the_openers_way(sealed: bytes, at: Correspondence) -> object:
    """As the program takes an answer."""
    words = open_bytes(sealed, [at.identity])
    certificates = [at.receiver.certificate_pem]
    return verify_answer(words, certificates, pack_id=PACK, sealed_digest=DIGEST, number=at.number)


def tamper(runs: int, chance: random.Random, opener: Opener = the_openers_way) -> Found:
    """Try so many, each in a way that `chance` chooses."""
    made, found = Correspondence.make(), Found()
    sealed = [made.sealed(made.signed(answer)) for answer in made.true]
    for true, content in zip(made.true, sealed, strict=True):
        opener(
            content, replace(made, number=true.number)
        )  # the true ones pass, or nothing here proves anything
    while found.refused.total() + len(found.failures) < runs:
        place = chance.randrange(len(made.true))
        at = replace(made, number=made.true[place].number)
        way = chance.choice(_WAYS)
        tampered = way(chance, at, made.true[place], sealed[place])
        if tampered == sealed[place]:
            continue
        _try(opener, tampered, at, way.__name__.strip("_"), found)
    return found


def _try(opener: Opener, tampered: bytes, at: Correspondence, way: str, found: Found) -> None:
    try:
        opener(tampered, at)
    except (AnswerError, SealingError):
        found.refused[way] += 1
    except Exception as crash:  # noqa: BLE001 - whatever else comes out is a finding
        found.failures.append(f"{way}: {type(crash).__name__}: {crash}")
    else:
        found.failures.append(f"{way}: taken")


# -- the sealed file


def _harm_sealed(chance: random.Random, _at: Correspondence, _true: Answer, sealed: bytes) -> bytes:
    return _harmed(chance, sealed)


def _seal_to_another(_chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    return seal_bytes(at.signed(true).encode(), [generate_identity().recipient])


def _seal_something_else(chance: random.Random, at: Correspondence, _true: Answer, _sealed: bytes) -> bytes:
    return at.sealed(chance.randbytes(chance.randrange(400)))


# -- the signed words


def _harm_words(chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    words = at.signed(true).encode()
    harmed = words
    while _parts(harmed) == _parts(words):  # the last letter of a part has bits that say nothing
        harmed = _harmed(chance, words)
    return at.sealed(harmed)


def _exchange_parts(chance: random.Random, at: Correspondence, true: Answer, sealed: bytes) -> bytes:
    others = [at.signed(each, pack=OTHER_PACK) for each in at.true] + [at.signed(true, by=at.stranger)]
    mine, other = at.signed(true).split("."), chance.choice(others).split(".")
    which = chance.choice([(0,), (1,), (2,), (0, 1), (1, 2), (0, 2)])
    exchanged = [other[place] if place in which else mine[place] for place in range(3)]
    return (
        sealed if exchanged == mine else at.sealed(".".join(exchanged))
    )  # all of the receiver's have one header


def _sign_by_stranger(_chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    return at.sealed(at.signed(true, by=at.stranger))


def _strangers_key_under_the_receivers_certificate(
    chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes
) -> bytes:
    """The header names the receiver; the signature is the stranger's."""
    header, payload, _signature = at.signed(true).split(".")
    other = at.signed(true, by=at.stranger).split(".")
    return at.sealed(".".join(chance.choice([(header, payload, other[2]), (header, other[1], other[2])])))


def _other_algorithm(chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    header, payload, _signature = at.signed(true).split(".")
    fields = json.loads(_decoded(header))
    fields["alg"] = chance.choice(["none", "HS256", "ES384", "RS256", "", None])
    if chance.random() < 0.3:
        fields["jwk"] = {"kty": "oct", "k": _encoded(b"key")}
    head = _encoded(json.dumps(fields).encode())
    secret = base64.b64decode(fields["x5c"][0])
    made = hmac.digest(secret, f"{head}.{payload}".encode(), hashlib.sha256)
    return at.sealed(f"{head}.{payload}.{chance.choice([_encoded(made), 'AA', ''])}")


def _other_kind(chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    payload = json.dumps(at.payload(true)).encode()
    kind = chance.choice(["prevent-receipt+jws", "profile", "forms", "JWT", "prevent-answer"])
    return at.sealed(_signed(at, payload, kind))


# -- what the receiver itself signed, but not for this place, or against the rules


def _for_another_place(chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    number = chance.choice([n for n in (1, 2, 3, 4, 999) if n != true.number])
    pack, digest = chance.choice([(OTHER_PACK, DIGEST), (PACK, OTHER_DIGEST), (PACK, DIGEST)])
    said = replace(true, number=number) if (pack, digest) == (PACK, DIGEST) else true
    return at.sealed(at.signed(said, pack=pack, digest=digest))


def _out_of_its_time(chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    days = chance.choice([-400, -31, 3651, 10_000])
    return at.sealed(at.signed(replace(true, at=true.at + timedelta(days=days))))


def _against_the_rules(chance: random.Random, at: Correspondence, true: Answer, _sealed: bytes) -> bytes:
    fields = at.payload(true)
    name = chance.choice(sorted(fields))
    breaking = chance.randrange(3)
    if breaking == 0:
        del fields[name]
    elif breaking == 1:
        fields[name] = chance.choice(
            [None, True, [], {}, 1.5, [fields[name]], "\u202e", "a\x00b", "x" * 20_000]
        )
    else:
        text = json.dumps(fields)
        return at.sealed(_signed(at, f"{text[:-1]},{json.dumps(name)}:{json.dumps(fields[name])}}}".encode()))
    return at.sealed(_signed(at, json.dumps(fields).encode()))


def _no_words_at_all(chance: random.Random, at: Correspondence, _true: Answer, _sealed: bytes) -> bytes:
    return at.sealed(_signed(at, chance.choice([b"", b"[]", b"null", b"0", b"{", b"\xff\xfe", b"[" * 4000])))


_WAYS: Sequence[Callable[[random.Random, Correspondence, Answer, bytes], bytes]] = (
    _harm_sealed, _seal_to_another, _seal_something_else, _harm_words, _exchange_parts, _sign_by_stranger,
    _strangers_key_under_the_receivers_certificate, _other_algorithm, _other_kind, _for_another_place, _out_of_its_time,
    _against_the_rules, _no_words_at_all,
)  # fmt: skip


def _signed(at: Correspondence, payload: bytes, kind: str = KIND) -> str:
    return sign_as(kind, payload, at.receiver.key_pem.encode(), at.receiver.certificate_pem.encode())


def _harmed(chance: random.Random, content: bytes) -> bytes:
    harmed, place = bytearray(content), chance.randrange(len(content))
    match chance.randrange(4):
        case 0:
            harmed[place] ^= 1 << chance.randrange(8)
        case 1:
            del harmed[place : place + chance.randrange(1, 40)]
        case 2:
            harmed[place:place] = chance.randbytes(chance.randrange(1, 20))
        case _:
            del harmed[place:]
    return bytes(harmed)


def _parts(words: bytes) -> list[bytes] | None:
    try:
        return [_decoded(part) for part in words.decode("ascii").split(".")]
    except ValueError:
        return None


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


# -- openers that are broken on purpose


def _believes_any_signer(sealed: bytes, at: Correspondence) -> object:
    words = open_bytes(sealed, [at.identity])
    pinned = [at.receiver.certificate_pem, at.stranger.certificate_pem]
    return verify_answer(words, pinned, pack_id=PACK, sealed_digest=DIGEST, number=at.number)


def _looks_at_no_place(sealed: bytes, at: Correspondence) -> object:
    words = open_bytes(sealed, [at.identity])
    said = answers.read_own(words.decode("ascii", "replace"))
    return verify_answer(
        words, [at.receiver.certificate_pem], pack_id=said.pack_id, sealed_digest=said.sealed_digest,
        number=said.answer.number,
    )  # fmt: skip


def _takes_unknown_fields(sealed: bytes, at: Correspondence) -> object:
    words = open_bytes(sealed, [at.identity]).decode("ascii", "replace")
    try:
        payload, (signer, *_others) = open_signed(KIND, words)
        fields = json.loads(payload)
        place = (fields["pack_id"], fields["number"], fields["text"])[:2]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AnswerError("", "", "") from error
    key = load_pem_private_key(at.receiver.key_pem.encode(), None).public_key()
    if signer.public_key() != key or place != (PACK, at.number):
        raise AnswerError("", "", "")
    return fields


CONTROLS: dict[str, Opener] = {
    "believes any signer": _believes_any_signer,
    "looks at no place": _looks_at_no_place,
    "takes unknown fields": _takes_unknown_fields,
}


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="answer_tamper", runs=2_000)
    found = tamper(asked.runs, asked.chance)
    for way, count in sorted(found.refused.items()):
        print(f"  {way}: {count} refused")
    caught = {name: len(tamper(400, asked.chance, opener).failures) for name, opener in CONTROLS.items()}
    return asked.tell(found.failures, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
