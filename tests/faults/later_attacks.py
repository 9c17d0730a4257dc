"""Attacks around the countersignature and the timestamp of a pack, for `pack_attacks`.

Each gives forged bytes, and says what a verifier may tell of them without being fooled: taking the second signature off
gives back the pack as it was before, and a timestamp that is stripped leaves the time claimed. Neither is a forgery as
long as the verifier says so.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import cms  # type: ignore[import-untyped]  # it ships no types
from pyhanko.pdf_utils import generic as untyped_generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.stamping import Stamping
from prevent_desktop.packs.statement import Statement
from prevent_desktop.packs.verified_pack import VerifiedPack
from tests.interop.timestamp_authority import OpensslAuthority
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.making import ISSUED_AT, Signed, countersign_pack, make_awaiting, make_lead_key

generic: Any = untyped_generic  # pyHanko's objects have constructors without types
Told = Callable[[VerifiedPack], bool]
_GAP = re.compile(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+) ?\]")


@dataclass(frozen=True)
class Later:
    """A pack that waits, the same countersigned, another one countersigned, and (with OpenSSL) two with timestamps."""

    awaiting: Signed
    both: bytes
    other: bytes
    stamped: bytes = b""
    other_stamped: bytes = b""
    time_root: bytes = b""

    @property
    def trusted(self) -> list[bytes]:
        return self.awaiting.trusted

    @cached_property
    def honest(self) -> VerifiedPack:
        """What is told of the countersigned pack as it is."""
        return verify_pack(self.both, self.trusted)


def make_later() -> Later:
    awaiting = make_awaiting()
    lead = make_lead_key(awaiting.authority)
    stranger = make_awaiting()
    made = Later(
        awaiting,
        countersign_pack(awaiting.pdf, lead),
        countersign_pack(stranger.pdf, make_lead_key(stranger.authority)),
    )
    return _with_timestamps(made) if shutil.which("openssl") else made


def _with_timestamps(made: Later) -> Later:
    with tempfile.TemporaryDirectory() as folder:
        authority = OpensslAuthority.make(Path(folder))
        stamped, other = (_stamped(made.awaiting, authority, reason) for reason in ("One", "Two"))
    return replace(made, stamped=stamped, other_stamped=other, time_root=authority.root)


def _stamped(awaiting: Signed, authority: OpensslAuthority, reason: str) -> bytes:
    stamping = Stamping(authority.reply)
    pdf = sign(
        awaiting.unsigned,
        awaiting.key,
        Statement(reason=reason, location="", claimed_time=SIGNED_AT, stamping=stamping),
    )
    assert not stamping.problem
    return pdf


def gaps(pdf: bytes) -> list[tuple[int, int]]:
    """From where to where each signature's value stands, the first signature's first."""
    return [(int(found[1]), int(found[2])) for found in _GAP.finditer(pdf)]


def nothing_but_refusal(_pack: VerifiedPack) -> bool:
    return False


def waits_again(pack: VerifiedPack) -> bool:
    """The pack as it was before the lead signed: told as such, it fools nobody."""
    return pack.awaits_countersignature and not pack.later_signers


def only_claimed(pack: VerifiedPack) -> bool:
    return pack.author.trusted_time is None


def second_removed(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    """Cut off, and cut off with what a careless program leaves behind."""
    cut = aim.both[: len(aim.awaiting.pdf)]
    if chance.random() < 0.5:
        return cut, waits_again
    return cut + aim.both[len(cut) : len(cut) + chance.randint(1, 5000)], nothing_but_refusal


def second_emptied(aim: Later, _chance: random.Random) -> tuple[bytes, Told]:
    """An update takes the value out of the field."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(aim.both))
    field = writer.root["/AcroForm"]["/Fields"][1]
    del field["/V"]
    writer.update_container(field)
    return _written(writer), nothing_but_refusal


def second_swapped(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    """The countersignature of another pack: its whole update, or its value alone."""
    first = len(aim.awaiting.pdf)
    if chance.random() < 0.5:
        other = aim.other[_end_of_first(aim.other) :]
        return aim.both[:first] + other, nothing_but_refusal
    (start, end), (theirs, their_end) = gaps(aim.both)[1], gaps(aim.other)[1]
    value = aim.other[theirs:their_end]
    return _filled(aim.both, start, end, value), nothing_but_refusal


def _end_of_first(pdf: bytes) -> int:
    return int(_GAP.findall(pdf)[0][1]) + int(_GAP.findall(pdf)[0][2])


def _filled(pdf: bytes, start: int, end: int, value: bytes) -> bytes:
    inside = value.strip(b"<>")[: end - start - 2].ljust(end - start - 2, b"0")
    return pdf[:start] + b"<" + inside + b">" + pdf[end:]


def first_in_place_of_second(aim: Later, _chance: random.Random) -> tuple[bytes, Told]:
    """The author's signature value in the lead's field."""
    (theirs, their_end), (start, end) = gaps(aim.both)
    return _filled(aim.both, start, end, aim.both[theirs:their_end]), nothing_but_refusal


def bits_of_both(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    """A bit anywhere but inside the two values (whose padding is not signed, and judged by another attack)."""
    while True:
        place = chance.randrange(len(aim.both))
        if not any(start <= place < end for start, end in gaps(aim.both)):
            break
    changed = bytearray(aim.both)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed), nothing_but_refusal


def bits_of_a_value(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    """A digit of either signature's value. What no signature covers there says nothing that is told (RFC 5652, 5.1)."""
    start, end = chance.choice(gaps(aim.both))
    place = chance.randrange(start + 1, end - 1)
    digit = b"%x" % (int(aim.both[place : place + 1], 16) ^ 1 << chance.randrange(4))
    return aim.both[:place] + digit + aim.both[place + 1 :], lambda pack: pack == aim.honest


def waiting_field_shown(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    """The shadow attack by the waiting field: an update gives it a look, another place or name, without a signature."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(aim.awaiting.pdf))
    chance.choice(_FIELD_CHANGES)(writer, writer.root["/AcroForm"]["/Fields"][1])
    return _written(writer), nothing_but_refusal


def waiting_field_prepared(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    """The same before a lead who does not look signs: the lead's program must not make it pass."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(aim.awaiting.pdf))
    chance.choice(_BEFORE_THE_LEAD)(writer, writer.root["/AcroForm"]["/Fields"][1])
    forged = _written(writer)
    try:
        return countersign_pack(forged, make_lead_key(aim.awaiting.authority)), nothing_but_refusal
    except PackContentError:  # the lead's program refused it
        return forged, nothing_but_refusal


def a_strangers_countersignature(aim: Later, _chance: random.Random) -> tuple[bytes, Told]:
    stranger = Authority.create("Example demonstration authority", now=ISSUED_AT)
    return countersign_pack(aim.awaiting.pdf, make_lead_key(stranger)), nothing_but_refusal


def both_wrapped(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    """The signature wrapping attack on the second signature, and bytes pushed in behind either value, told as signed."""
    if chance.random() < 0.5:
        from tests.faults.pack_attacks import Target, wrap

        gap, after = gaps(aim.both)[1]
        return wrap(Target(replace(aim.awaiting, pdf=aim.both), gap, after), chance), nothing_but_refusal
    at = chance.randrange(2)
    (start, after) = gaps(aim.both)[at]
    found = list(_GAP.finditer(aim.both))[at]
    room = chance.randint(200, 3000)
    told = b"/ByteRange [0 %d %d %d]" % (start, after + room, int(found[3]))
    width = found.end() - found.start()
    forged = bytearray(aim.both[:after] + b"\n% Withdrawn\n".ljust(room) + aim.both[after:])
    forged[found.start() : found.end()] = told.ljust(width)[:width]
    return bytes(forged), nothing_but_refusal


def timestamp_stripped(aim: Later, _chance: random.Random) -> tuple[bytes, Told]:
    return _with_token(aim.stamped, lambda _token: None), only_claimed


def timestamp_swapped(aim: Later, _chance: random.Random) -> tuple[bytes, Told]:
    """The timestamp of another signature, which may be older."""
    other = _signer_info(_value(aim.other_stamped))["unsigned_attrs"][0]["values"][0]
    return _with_token(aim.stamped, lambda _token: other), only_claimed


def timestamp_flipped(aim: Later, chance: random.Random) -> tuple[bytes, Told]:
    def flip(token: Any) -> Any:
        changed = bytearray(token.dump())
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        try:
            return cms.ContentInfo.load(bytes(changed))
        except ValueError:
            return None

    untouched = _value(aim.stamped)

    def says_the_same(pack: VerifiedPack) -> bool:
        time = _signer_info(untouched)["unsigned_attrs"][0]["values"][0]["content"]["encap_content_info"][
            "content"
        ]
        return pack.author.trusted_time in {None, time.parsed["gen_time"].native}

    return _with_token(aim.stamped, flip), says_the_same


def _value(pdf: bytes) -> Any:
    start, end = gaps(pdf)[0]
    return cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode()))


def _signer_info(value: Any) -> Any:
    return value["content"]["signer_infos"][0]


def _with_token(pdf: bytes, change: Callable[[Any], Any]) -> bytes:
    value = _value(pdf)
    signer = _signer_info(value)
    token = change(signer["unsigned_attrs"][0]["values"][0])
    if token is None:
        del signer["unsigned_attrs"]
    else:
        signer["unsigned_attrs"] = cms.CMSAttributes(
            [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})]
        )
    start, end = gaps(pdf)[0]
    try:
        written = value.dump().hex().encode()
    except (ValueError, TypeError):
        return pdf[:start] + b"<" + b"0" * (end - start - 2) + b">" + pdf[end:]
    return _filled(pdf, start, end, written)


def _look(writer: Any, field: Any, words: bytes = b"0 0 600 800 re f") -> None:
    look = generic.StreamObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
            generic.pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800))),
        },
        stream_data=words,
    )
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): writer.add_object(look)})
    writer.update_container(field)


def _place(writer: Any, field: Any) -> None:
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800)))
    writer.update_container(field)


def _name(writer: Any, field: Any) -> None:
    field["/T"] = generic.TextStringObject("Signed by everybody")
    writer.update_container(field)


def _plain_text(writer: Any, field: Any) -> None:
    field["/FT"] = generic.pdf_name("/Tx")
    field["/V"] = generic.TextStringObject("Countersigned")
    writer.update_container(field)


def _false_value(writer: Any, field: Any) -> None:
    field["/V"] = writer.root["/AcroForm"]["/Fields"][0].raw_get("/V")
    writer.update_container(field)


def _gone(writer: Any, _field: Any) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    del fields[1]
    writer.update_container(fields)


def _another_field(writer: Any, field: Any) -> None:
    twin = generic.DictionaryObject({key: field.raw_get(key) for key in field})
    twin["/T"] = generic.TextStringObject("Another")
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(twin))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


_FIELD_CHANGES = (_look, _place, _name, _plain_text, _false_value, _gone, _another_field)
_BEFORE_THE_LEAD = (_place, _name, _plain_text, _gone, _another_field)


def _written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


LaterAttack = Callable[[Later, random.Random], tuple[bytes, Told]]
COUNTERSIGNATURE: dict[str, LaterAttack] = {
    "second removed": second_removed, "second emptied": second_emptied, "second swapped": second_swapped,
    "first as second": first_in_place_of_second, "bits of both": bits_of_both, "bits of a value": bits_of_a_value,
    "waiting field": waiting_field_shown, "field before lead": waiting_field_prepared,
    "a stranger as lead": a_strangers_countersignature, "wrapping both": both_wrapped,
}  # fmt: skip
TIMESTAMP: dict[str, LaterAttack] = {
    "time stripped": timestamp_stripped, "time swapped": timestamp_swapped, "time flipped": timestamp_flipped,
}  # fmt: skip


def later_attacks(aim: Later) -> dict[str, LaterAttack]:
    """All that this machine can make: those on timestamps need OpenSSL."""
    return COUNTERSIGNATURE | (TIMESTAMP if aim.stamped else {})
