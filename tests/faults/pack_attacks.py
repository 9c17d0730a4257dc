"""Attacks on signed packs (FAULTS 12 and 30): none may be accepted, and none may end in anything but a refusal in words.

    python -m tests.faults pack_attacks --runs 10000 [--seed 1]

Each run takes one attack by chance: damage (bits, runs of bytes, cuts, additions), incremental updates that change
what a reader sees, a wrapping attack that keeps the signed bytes, another signer, and files that are hostile to the
parser; on countersigned packs and timestamps those of `later_attacks`, and with keys that are trusted those of `trusted_attacks`.
The control judges the same attacks by a verifier that looks only at the signed bytes, as `pdfsig` does unless
one reads "Total document signed" too: it must be fooled by some, or this harness would prove nothing.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic as untyped_generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator.context import ValidationContext

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from tests.faults.harness import ask
from tests.faults.later_attacks import Later, Told, later_attacks, make_later, nothing_but_refusal
from tests.faults.trusted_attacks import TRUSTED, Trusted, attack_trusted, careful_of
from tests.unit.packs.making import ISSUED_AT, Signed, make_key, make_signed, sign_pack

Attack = Callable[["Target", random.Random], bytes]
Verifier = Callable[[bytes], VerifiedPack | None]
SLOWEST = 10.0
"""Seconds of the processor, so that a busy machine fails nothing."""
HIDDEN, SHOWN = 2, 4  # flags of an annotation (ISO 32000-1, table 165)
generic: Any = untyped_generic  # pyHanko's objects have constructors without types


@dataclass(frozen=True)
class Target:
    """A signed pack, and where the gap for the signature is: from `gap` to `after`."""

    signed: Signed
    gap: int
    after: int

    @property
    def pdf(self) -> bytes:
        return self.signed.pdf

    def signed_place(self, chance: random.Random) -> int:
        """Any byte that is signed."""
        place = chance.randrange(len(self.pdf) - (self.after - self.gap))
        return place if place < self.gap else place + (self.after - self.gap)


def target(signed: Signed) -> Target:
    found = re.search(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+) ?\]", signed.pdf)
    assert found is not None
    return Target(signed, int(found[1]), int(found[2]))


def flip_a_bit(aim: Target, chance: random.Random) -> bytes:
    changed = bytearray(aim.pdf)
    changed[aim.signed_place(chance)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwrite(aim: Target, chance: random.Random) -> bytes:
    place = aim.signed_place(chance)
    noise = chance.randbytes(chance.randint(1, 64))
    noise = bytes([noise[0] ^ (1 if noise[0] == aim.pdf[place] else 0)]) + noise[1:]
    return aim.pdf[:place] + noise + aim.pdf[place + len(noise) :]


def truncate(aim: Target, chance: random.Random) -> bytes:
    return aim.pdf[: chance.randrange(len(aim.pdf))]


def cut_out(aim: Target, chance: random.Random) -> bytes:
    place = chance.randrange(len(aim.pdf) - 200)
    return aim.pdf[:place] + aim.pdf[place + chance.randint(1, 200) :]


def append(aim: Target, chance: random.Random) -> bytes:
    return aim.pdf + chance.choice([b"\n", b" ", b"%%EOF\n", b"\0" * 10, chance.randbytes(50), aim.pdf])


def insert(aim: Target, chance: random.Random) -> bytes:
    place = chance.randrange(len(aim.pdf))
    return aim.pdf[:place] + chance.randbytes(chance.randint(1, 50)) + aim.pdf[place:]


def edit_in_place(aim: Target, chance: random.Random) -> bytes:
    """The keys of the signature itself, changed without moving a byte."""
    pairs = [
        (b"/ByteRange", b"/ByteRangf"), (b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached"), (b"/DocMDP", b"/DocMDQ"),
        (b"/Contents <30", b"/Contents <00"), (b"/ByteRange [0 ", b"/ByteRange [1 "), (b"/Perms", b"/Permt"),
        (b"/M (D:2026", b"/M (D:2016"), (b"/P 2", b"/P 3"), (b"/V ", b"/W "), (b"/FT /Sig", b"/FT /Btn"),
    ]  # fmt: skip
    old, new = chance.choice([pair for pair in pairs if pair[0] in aim.pdf])
    return aim.pdf.replace(old, new, 1)


def update(aim: Target, chance: random.Random) -> bytes:
    """An incremental update that changes what a reader sees or does, and leaves the signed bytes alone."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(aim.pdf))
    chance.choice(UPDATES)(writer)
    return _written(writer)


def _written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: Any, number: int = 1) -> Any:
    return writer.root["/Pages"]["/Kids"][number]


def _replace_text(writer: Any) -> None:
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def _cover_text(writer: Any) -> None:
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800))),
            generic.pdf_name("/Contents"): generic.TextStringObject("Withdrawn"),
        }
    )
    page = _page(writer)
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def _drop_a_page(writer: Any) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject(list(pages["/Kids"])[:-1])
    pages["/Count"] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def _replace_a_file(writer: Any) -> None:
    specification = writer.root["/AF"][0]
    specification["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=b"{}"))
    writer.update_container(specification)


def _run_a_script(writer: Any) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.update_root()


def _rename(writer: Any) -> None:
    writer.set_info(
        generic.DictionaryObject({generic.pdf_name("/PackId"): generic.TextStringObject("P-OTHER")})
    )


def _forget_the_certification(writer: Any) -> None:
    del writer.root["/Perms"]
    writer.update_root()


def _nothing_at_all(writer: Any) -> None:
    writer.update_root()


UPDATES = (
    _replace_text, _cover_text, _drop_a_page, _replace_a_file, _run_a_script, _rename, _forget_the_certification,
    _nothing_at_all,
)  # fmt: skip


def wrap(aim: Target, chance: random.Random) -> bytes:
    """The signature wrapping attack: the signed bytes stay, but a forged cross-reference table is read instead.

    The second signed part moves to the end of the file; where the last ``startxref`` points, a forged table names a
    copy of the signature whose byte range fits, and a page without text.
    """
    pdf, gap, after = aim.pdf, aim.gap, aim.after
    table_at = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    trailer = pdf[pdf.index(b"trailer", table_at) : pdf.index(b"startxref", table_at)]
    entries = _entries(pdf[table_at : pdf.index(b"trailer", table_at)])
    signature = max(
        (number for number, place in entries.items() if place < gap), key=lambda number: entries[number]
    )
    body_end = pdf.index(b"endobj", after) + len(b"endobj")
    original = pdf[entries[signature] : body_end]
    room = len(pdf) + chance.randint(0, 500)
    moved = after + room
    forged = re.sub(
        rb"/ByteRange ?\[[^\]]*\]", b"/ByteRange [0 %d %d %d]" % (gap, moved, len(pdf) - after), original
    )
    content_place = after
    content = b"99999 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n"
    signature_place = table_at + 4000
    entries = {n: (p if p < gap else p + room) for n, p in entries.items()} | {
        signature: signature_place, 99999: content_place,
    }  # fmt: skip
    table = _table(entries) + trailer
    injected = bytearray(b" " * room)
    _lay(injected, content_place - after, content)
    _lay(injected, table_at - after, table + b"startxref\n%d\n%%%%EOF\n" % table_at)
    _lay(injected, signature_place - after, forged)
    return pdf[:after] + bytes(injected) + pdf[after:]


def _lay(ground: bytearray, place: int, piece: bytes) -> None:
    ground[place : place + len(piece)] = piece


def _entries(table: bytes) -> dict[int, int]:
    """The objects in use of a cross-reference table, with their offsets."""
    found: dict[int, int] = {}
    number = 0
    for line in table.splitlines()[1:]:
        parts = line.split()
        if len(parts) == 2:
            number = int(parts[0])
        elif len(parts) == 3:
            if parts[2] == b"n":
                found[number] = int(parts[0])
            number += 1
    return found


def _table(entries: dict[int, int]) -> bytes:
    lines = [b"xref"]
    for number, place in sorted(entries.items()):
        lines += [b"%d 1" % number, b"%010d 00000 n " % place]
    return b"\n".join(lines) + b"\n"


def shadow(aim: Target, _chance: random.Random) -> bytes:
    """The shadow attack: a note over the whole page is in the file, hidden, when it is signed; an update shows it."""
    first: Any = IncrementalPdfFileWriter(BytesIO(aim.signed.unsigned))
    _cover_text(first)
    note = _page(first)["/Annots"][0]
    note["/F"] = generic.NumberObject(HIDDEN)
    signed = sign_pack(_written(first), aim.signed.key)
    second: Any = IncrementalPdfFileWriter(BytesIO(signed))
    note = _page(second)["/Annots"][0]
    note["/F"] = generic.NumberObject(SHOWN)
    second.update_container(note)
    return _written(second)


def another_signer(aim: Target, _chance: random.Random) -> bytes:
    """A perfect pack, by an authority of the same name that nobody trusts."""
    authority = Authority.create("Example demonstration authority", now=ISSUED_AT)
    return sign_pack(aim.signed.unsigned, make_key(authority))


def unsigned(aim: Target, _chance: random.Random) -> bytes:
    return aim.signed.unsigned


def hostile(aim: Target, chance: random.Random) -> bytes:
    """Files that are made to break a parser."""
    head, tail = b"%PDF-1.7\n", b"\nstartxref\n9\n%%EOF\n"
    catalog = b"1 0 obj\n<< /Type /Catalog /Pages 1 0 R /AcroForm << /Fields [1 0 R] >> >>\nendobj\n"
    return chance.choice(
        [
            b"", b"%PDF-1.7", chance.randbytes(chance.randint(1, 5000)), head + b"[" * 100_000 + tail,
            head + b"<<" * 50_000 + tail, head + b"xref\n0 1\ntrailer << /Prev 9 /Size 1 /Root 1 0 R >>" + tail,
            head + b"xref\n0 99999999999\ntrailer << /Size 99999999999 /Root 1 0 R >>" + tail,
            head + catalog + b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer << /Size 2 /Root 1 0 R >>\n"
            + b"startxref\n%d\n%%%%EOF\n" % (len(head) + len(catalog)),
            aim.pdf[: aim.gap] + b"<" + b"0" * (aim.after - aim.gap - 2) + b">" + aim.pdf[aim.after :],
            aim.pdf[: aim.gap] + b"<" + b"f" * (aim.after - aim.gap - 2) + b">" + aim.pdf[aim.after :],
            aim.pdf[: aim.gap] + b"(" + b"\\" * (aim.after - aim.gap - 2) + b")" + aim.pdf[aim.after :],
        ]
    )  # fmt: skip


ATTACKS: dict[str, Attack] = {
    "bit flip": flip_a_bit, "overwriting": overwrite, "truncation": truncate, "cutting out": cut_out,
    "appending": append, "inserting": insert, "editing in place": edit_in_place, "incremental update": update,
    "wrapping": wrap, "shadow": shadow, "another signer": another_signer, "no signature": unsigned, "hostile file": hostile,
}  # fmt: skip


def careless(signed: Signed) -> Verifier:
    """The control: it looks at the digest and the signature, and not at what they cover."""
    del signed

    def verify(untrusted_pdf: bytes) -> None:
        try:
            found = PdfFileReader(BytesIO(untrusted_pdf), strict=False).embedded_regular_signatures
            told = [
                validate_pdf_signature(one, ValidationContext(trust_roots=[]), skip_diff=True)
                for one in found
            ]
            good = bool(told) and all(status.intact and status.valid for status in told)
        except Exception as error:
            raise PackVerificationError("", "", "") from error
        if not good:
            raise PackVerificationError("", "", "")

    return verify


def careful(signed: Signed, time_root: bytes = b"") -> Verifier:
    """Our own verifier."""
    known = VerificationContext(timestamp_roots=(time_root,) if time_root else ())
    return lambda untrusted_pdf: verify_pack(untrusted_pdf, signed.trusted, known)


@dataclass
class Outcome:
    """What became of the attacks, by kind."""

    tried: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    crashed: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, other: Outcome) -> None:
        """What became of others, too."""
        self.tried += other.tried
        self.accepted += other.accepted
        self.crashed += other.crashed
        self.slowest = max(self.slowest, other.slowest)

    def judge(self, verify: Verifier, kind: str, forged: bytes, told: Told, which: str) -> None:
        """Have one forgery judged; accepted is what verifies and is told as what it is not."""
        self.tried[kind] += 1
        started = time.process_time()
        try:
            pack = verify(forged)
        except PackVerificationError:
            pass
        except BaseException as error:  # noqa: BLE001 - whatever else comes out is the fault that is looked for
            self.crashed.append(f"{kind} ({which}): {type(error).__name__}")
        else:
            self.accepted[kind] += pack is None or not told(pack)
        self.slowest = max(self.slowest, time.process_time() - started)


def attack(verify: Verifier, aim: Target, *, runs: int, seed: int) -> Outcome:
    """Try that many attacks, each kind in turn."""
    outcome = Outcome()
    kinds = list(ATTACKS)
    for run in range(runs):
        kind = kinds[run % len(kinds)]
        forged = ATTACKS[kind](aim, random.Random(f"{seed}/{run}"))
        if forged != aim.pdf:
            outcome.judge(verify, kind, forged, nothing_but_refusal, f"run {run}, seed {seed}")
    return outcome


def attack_later(verify: Verifier, aim: Later, *, runs: int, seed: int) -> Outcome:
    """Try that many attacks on the countersigned pack and on timestamps, each kind in turn."""
    outcome = Outcome()
    attacks = later_attacks(aim)
    kinds = list(attacks)
    for run in range(runs):
        kind = kinds[run % len(kinds)]
        forged, told = attacks[kind](aim, random.Random(f"{seed}/later/{run}"))
        if forged not in {aim.both, aim.stamped}:
            outcome.judge(verify, kind, forged, told, f"later run {run}, seed {seed}")
    return outcome


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="pack_attacks", runs=600)
    aim, later, trusted = target(make_signed()), make_later(), Trusted.make()
    kinds = (*ATTACKS, *later_attacks(later), *TRUSTED)
    each = -(-asked.runs // len(kinds))
    many = {
        "first": each * len(ATTACKS),
        "later": each * len(later_attacks(later)),
        "trusted": each * len(TRUSTED),
    }
    ours = attack(careful(aim.signed), aim, runs=many["first"], seed=asked.seed)
    ours.add(
        attack_later(careful(later.awaiting, later.time_root), later, runs=many["later"], seed=asked.seed)
    )
    attack_trusted(careful_of(trusted), trusted, ours, runs=many["trusted"], seed=asked.seed)
    control = attack(careless(aim.signed), aim, runs=min(many["first"], 300), seed=asked.seed)
    control.add(attack_later(careless(later.awaiting), later, runs=min(many["later"], 200), seed=asked.seed))
    fooled_by = careless(aim.signed)
    attack_trusted(
        lambda forged: fooled_by(forged.pdf),
        trusted,
        control,
        runs=min(many["trusted"], 140),
        seed=asked.seed,
    )
    print(f"{'attack':20} {'tried':>7} {'accepted':>9} {'control':>9}")
    for kind in kinds:
        print(f"{kind:20} {ours.tried[kind]:7} {ours.accepted[kind]:9} {control.accepted[kind]:9}")
    print(f"slowest {ours.slowest:.2f} s")
    failures = [
        *(f"accepted: {kind}" for kind, count in ours.accepted.items() if count),
        *(f"crashed: {how}" for how in ours.crashed),
    ]
    if ours.slowest >= SLOWEST:
        failures.append(f"one took {ours.slowest:.1f} s")
    fooled = control.accepted.total()
    return asked.tell(
        failures,
        runs=ours.tried.total(),
        controls={
            "looks only at the signed bytes": fooled and f"fooled {fooled} times of {control.tried.total()}"
        },
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
