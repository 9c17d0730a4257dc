"""Attacks on packs by people whose keys are trusted (FAULTS 30), for `pack_attacks`.

Each forgery is perfect as far as cryptography goes. It has to be refused with its own reason, or, where somebody signs
another's pack as their own, told with a warning.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from typing import Any, Protocol

from pikepdf import Pdf, Stream
from pyhanko.pdf_utils import generic as untyped_generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper

from prevent_desktop.delivery.signed.form_signatures import FORM_PUBLISHING
from prevent_desktop.delivery.signed.profile_signatures import PROFILE_SIGNING
from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pades import _KeySigner, certify
from prevent_desktop.packs.protection import protect_with_password
from prevent_desktop.packs.purposes import PURPOSES_ARE_ASKED_FOR, RECEIPT_SIGNING
from prevent_desktop.packs.reader.questions import Unlock
from prevent_desktop.packs.signing_keys import CertifiedKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.statement import Statement
from prevent_desktop.packs.verdicts import Verdict
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from tests.faults.unplain_packs import ACTING, LYING_OVER, SHOWING, Change, saved
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.making import (
    Signed,
    countersign_pack,
    make_awaiting,
    make_key_for,
    make_lead_key,
    make_sub_authority,
)
from tests.unit.packs.time_authority import time_authority

generic: Any = untyped_generic  # pyHanko's objects have constructors without types
DAY = timedelta(days=1)
NOW = SIGNED_AT + 10 * DAY
PASSWORD = "otter bridge candle meadow violin kettle"
OTHER_PURPOSES: dict[str, tuple[str, ...] | None] = {
    "forms": (FORM_PUBLISHING,), "profiles": (PROFILE_SIGNING,), "receipts": (RECEIPT_SIGNING,),
    "web server": ("1.3.6.1.5.5.7.3.1",), "server and sign-in": ("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"),
    "code": ("1.3.6.1.5.5.7.3.3",), "sign-in": ("1.3.6.1.5.5.7.3.2",), "timestamps": ("1.3.6.1.5.5.7.3.8",),
    "any": ("2.5.29.37.0",), "email and code": ("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.3"),
}  # fmt: skip
"""What certificates below a trusted authority may be for that is not signing documents."""


@dataclass(frozen=True, kw_only=True)
class Forged:
    """What an attacker with a trusted key hands over; the verdicts of which one is due, none where a warning is."""

    pdf: bytes
    due: frozenset[Verdict] = frozenset()
    unlock: Unlock | None = None


@dataclass(frozen=True)
class Trusted:
    """Who is trusted, and the packs that they start from: made once, and shared by all attacks."""

    awaiting: Signed
    free: Signed
    """It waits for a countersignature, and names nobody for it."""

    @classmethod
    def make(cls) -> Trusted:
        awaiting = make_awaiting()
        return cls(awaiting, replace(awaiting, unsigned=make_awaiting(named=False).unsigned, pdf=b""))

    @property
    def authority(self) -> Authority:
        return self.awaiting.authority

    @cached_property
    def lead(self) -> CertifiedKey:
        return make_lead_key(self.authority)

    @cached_property
    def mallory(self) -> CertifiedKey:
        """Trusted as all others are, and named by nobody."""
        return make_key_for(self.authority, name="Mallory Example", organisation="Other School")

    @cached_property
    def author_again(self) -> CertifiedKey:
        """The author with a second certificate."""
        return make_key_for(self.authority)

    @cached_property
    def wrong(self) -> dict[str, CertifiedKey]:
        wrong: dict[str, CertifiedKey] = {
            name: make_key_for(self.authority, usages) for name, usages in OTHER_PURPOSES.items()
        }
        late = PURPOSES_ARE_ASKED_FOR
        return wrong | {"new, without any": make_key_for(self.authority, None, start=late)}

    @cached_property
    def below(self) -> CertifiedKey:
        """Under an authority that the trusted one may not have."""
        sub = make_sub_authority(self.authority)
        return replace(make_key_for(sub), chain=(sub.certificate,))

    @cached_property
    def both(self) -> bytes:
        return countersign_pack(self.awaiting.pdf, self.lead)


def signed_by(
    pdf: bytes, key: CertifiedKey, *, at: timedelta = timedelta(), unlock: Unlock | None = None
) -> bytes:
    """As the author, without asking whether one should."""
    return certify(Pieces((pdf,)), key, _said(at), unlock).read()


def _said(at: timedelta) -> Statement:
    return Statement(reason="Referral", location="", claimed_time=SIGNED_AT + at)


def wrong_purpose(aim: Trusted, chance: random.Random) -> Forged:
    kind = chance.choice(list(aim.wrong))
    key, due = aim.wrong[kind], frozenset({Verdict.OTHER_PURPOSE})
    begun = max(timedelta(), key.certificate.not_valid_before_utc - SIGNED_AT + DAY)
    if chance.random() < 0.5 or begun:
        return Forged(pdf=signed_by(aim.awaiting.unsigned, key, at=begun), due=due)
    return Forged(pdf=countersign_pack(aim.awaiting.pdf, key), due=due)


def authority_below(aim: Trusted, chance: random.Random) -> Forged:
    if chance.random() < 0.5:
        pdf = signed_by(aim.awaiting.unsigned, aim.below)
    else:
        pdf = countersign_pack(aim.awaiting.pdf, aim.below)
    return Forged(pdf=pdf, due=frozenset({Verdict.UNTRUSTED}))


def another_lead(aim: Trusted, _chance: random.Random) -> Forged:
    """Somebody whom the author did not name."""
    return Forged(pdf=countersign_pack(aim.awaiting.pdf, aim.mallory), due=frozenset({Verdict.OTHER_LEAD}))


def own_lead(aim: Trusted, chance: random.Random) -> Forged:
    """The author countersigns, with the same certificate or another."""
    key = chance.choice([aim.awaiting.key, aim.author_again])
    signed = signed_by(aim.free.unsigned, aim.awaiting.key)
    return Forged(pdf=countersign_pack(signed, key), due=frozenset({Verdict.SAME_PERSON}))


def another_order(aim: Trusted, chance: random.Random) -> Forged:
    """The countersignature is claimed to be older, or the lead signs as the author and the author as the lead."""
    if chance.random() < 0.7:
        before = -timedelta(days=chance.randint(2, 20))
        pdf = countersign_pack(aim.awaiting.pdf, aim.lead, after=before)
        return Forged(pdf=pdf, due=frozenset({Verdict.BEFORE_AUTHOR}))
    pdf = countersign_pack(signed_by(aim.awaiting.unsigned, aim.lead), aim.awaiting.key)
    return Forged(pdf=pdf, due=frozenset({Verdict.OTHER_LEAD}))


def another_field(aim: Trusted, chance: random.Random) -> Forged:
    """A trusted person signs in a field of their own, seen or unseen, on a pack with one signature or two."""
    pdf = chance.choice([aim.awaiting.pdf, aim.both])
    box = chance.choice([None, (0, 0, 300, 100)])
    name = chance.choice(["Receiver", "Countersignature2", "Signature2"])
    field = SigFieldSpec(name, box=box)
    metadata = PdfSignatureMetadata(field_name=name, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    signer = PdfSigner(metadata, _KeySigner(aim.mallory), new_field_spec=field)
    due = frozenset({Verdict.OTHER_FIELD, Verdict.NOT_ALLOWED_CHANGE})
    return Forged(pdf=signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue(), due=due)


def later_facts(aim: Trusted, chance: random.Random) -> Forged:
    """The update before the lead's signature changes what the pack says of itself, or brings something along."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(aim.awaiting.pdf))
    chance.choice(_LATER_FACTS)(writer, chance)
    pdf = countersign_pack(_written(writer), aim.lead)
    return Forged(pdf=pdf, due=frozenset({Verdict.NOT_ALLOWED_CHANGE}))


def _information(writer: Any, chance: random.Random) -> None:
    name, value = chance.choice(
        [("AnswerBy", "2027-03-01"), ("Corrects", "P-0000"), ("MadeFor", "Somebody else"), ("Title", "Withdrawn"),
         ("PackId", "P-OTHER"), ("MayCountersign", "Mallory Example")]
    )  # fmt: skip
    information = writer.trailer["/Info"]
    information[generic.pdf_name(f"/{name}")] = generic.TextStringObject(value)
    writer.mark_update(writer.trailer.raw_get("/Info"))


def _metadata(writer: Any, _chance: random.Random) -> None:
    stream = generic.StreamObject(
        {generic.pdf_name("/Type"): generic.pdf_name("/Metadata")}, stream_data=b"<x/>"
    )
    writer.root["/Metadata"] = writer.add_object(stream)
    writer.update_root()


def _orphan(writer: Any, chance: random.Random) -> None:
    writer.add_object(generic.StreamObject(stream_data=chance.randbytes(chance.randint(1, 100_000))))


def _appearance(writer: Any, _chance: random.Random) -> None:
    field = writer.root["/AcroForm"]["/Fields"][1]
    field["/TU"] = generic.TextStringObject("Signed by everybody")
    writer.update_container(field)


_LATER_FACTS: tuple[Callable[[Any, random.Random], None], ...] = (
    _information,
    _metadata,
    _orphan,
    _appearance,
)


def long_term(aim: Trusted, chance: random.Random) -> Forged:
    """Data for the long term with anything in it, or a document timestamp, behind the last signature."""
    pdf, due = chance.choice([aim.awaiting.pdf, aim.both]), frozenset({Verdict.LONG_TERM})
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    if chance.random() < 0.3:
        stamped = PdfTimeStamper(time_authority().stamper(NOW)).timestamp_pdf(writer, "sha256")
        return Forged(pdf=stamped.getvalue(), due=due)
    junk = writer.add_object(generic.StreamObject(stream_data=chance.randbytes(chance.randint(1, 100_000))))
    store = generic.DictionaryObject({generic.pdf_name("/CRLs"): generic.ArrayObject([junk])})
    writer.root["/DSS"] = writer.add_object(store)
    writer.update_root()
    return Forged(pdf=_written(writer), due=due)


def signed_again(aim: Trusted, chance: random.Random) -> Forged:
    """A genuine pack with page one painted over, signed by somebody else under the same number."""
    with Pdf.open(BytesIO(aim.awaiting.unsigned)) as pdf:
        words = b"1 1 1 rg 0 0 600 %d re f" % chance.randint(100, 800)
        pdf.pages[0].contents_add(Stream(pdf, words))
        return Forged(pdf=signed_by(saved(pdf), aim.mallory))


def false_time(aim: Trusted, chance: random.Random) -> Forged:
    """Claimed in the future, by the author or the lead, or long after the signature's own timestamp."""
    ahead = timedelta(days=chance.randint(12, 800))
    kind = chance.randrange(3)
    if kind == 0:
        return Forged(
            pdf=signed_by(aim.awaiting.unsigned, aim.awaiting.key, at=ahead),
            due=frozenset({Verdict.IN_THE_FUTURE}),
        )
    if kind == 1:
        return Forged(
            pdf=countersign_pack(aim.awaiting.pdf, aim.lead, after=ahead),
            due=frozenset({Verdict.IN_THE_FUTURE}),
        )
    later = timedelta(days=chance.randint(2, 10))
    said = replace(_said(later), stamping=time_authority().stamping(SIGNED_AT))
    pdf = certify(Pieces((aim.awaiting.unsigned,)), aim.awaiting.key, said).read()
    return Forged(pdf=pdf, due=frozenset({Verdict.AFTER_TIMESTAMP}))


def raw_gap(aim: Trusted, chance: random.Random) -> Forged:
    """No key at all: one byte that nobody signed, at either end of a signature's value or in its padding."""
    pdf = chance.choice([aim.awaiting.pdf, aim.both])
    end = pdf.rindex(b"0>\n/ByteRange")
    place = chance.choice([end, end - 1, end - chance.randint(2, 40)])
    odd = chance.choice([b" ", b"%", b"\0", b"\n", b"\t", b"\r", b"\x0c", b"g", b"<", b">", b"("])
    due = frozenset({Verdict.CHANGED, Verdict.UNREADABLE})
    return Forged(pdf=pdf[:place] + odd + pdf[place + 1 :], due=due)


def active_content(aim: Trusted, chance: random.Random) -> Forged:
    return _drawn_otherwise(aim, chance, ACTING, Verdict.ACTIVE_CONTENT)


def layers(aim: Trusted, chance: random.Random) -> Forged:
    return _drawn_otherwise(aim, chance, SHOWING, Verdict.LAYERS)


def laid_over(aim: Trusted, chance: random.Random) -> Forged:
    return _drawn_otherwise(aim, chance, LYING_OVER, Verdict.LAID_OVER)


def _drawn_otherwise(
    aim: Trusted, chance: random.Random, changes: tuple[Change, ...], verdict: Verdict
) -> Forged:
    """The author's own program made it so; in the open, or under a password."""
    with Pdf.open(BytesIO(aim.awaiting.unsigned)) as pdf:
        chance.choice(changes)(pdf, chance)
        made = saved(pdf)
    due = frozenset({verdict})
    if chance.random() < 0.9:
        return Forged(pdf=signed_by(made, aim.awaiting.key), due=due)
    hidden = protect_with_password(made, PASSWORD)
    pdf_bytes = signed_by(hidden.pdf, aim.awaiting.key, unlock=hidden.unlock)
    return Forged(pdf=pdf_bytes, due=due, unlock=hidden.unlock)


def _written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


TrustedAttack = Callable[[Trusted, random.Random], Forged]
TRUSTED: dict[str, TrustedAttack] = {
    "wrong purpose": wrong_purpose, "authority below": authority_below, "another lead": another_lead,
    "own lead": own_lead, "another order": another_order, "another field": another_field,
    "later facts": later_facts, "long term": long_term, "signed again": signed_again, "false time": false_time,
    "raw gap": raw_gap, "active content": active_content, "layers": layers, "laid over": laid_over,
}  # fmt: skip


class Judged(Protocol):
    """What takes down what became of each attack (`pack_attacks.Outcome`)."""

    tried: Any
    accepted: Any
    crashed: list[str]
    slowest: float


def careful_of(aim: Trusted) -> Callable[[Forged], VerifiedPack]:
    """Our own verifier, on the day NOW."""
    known = VerificationContext(now=NOW, timestamp_roots=(time_authority().root,))
    return lambda forged: verify_pack(forged.pdf, aim.awaiting.trusted, known, unlock=forged.unlock)


def attack_trusted(
    verify: Callable[[Forged], VerifiedPack | None], aim: Trusted, outcome: Judged, *, runs: int, seed: int
) -> None:
    """Try that many, each kind in turn; one that is refused for another reason than its own counts as a crash."""
    kinds = list(TRUSTED)
    for run in range(runs):
        kind = kinds[run % len(kinds)]
        forged = TRUSTED[kind](aim, random.Random(f"{seed}/trusted/{run}"))
        outcome.tried[kind] += 1
        which, started = f"{kind} (trusted run {run}, seed {seed})", time.process_time()
        try:
            pack = verify(forged)
        except PackVerificationError as error:
            if error.verdict and error.verdict not in forged.due:
                outcome.crashed.append(f"{which}: {error.verdict} instead of {', '.join(sorted(forged.due))}")
        except BaseException as error:  # noqa: BLE001 - whatever else comes out is the fault that is looked for
            outcome.crashed.append(f"{which}: {type(error).__name__}")
        else:
            outcome.accepted[kind] += pack is None or bool(forged.due) or not pack.name_warning
        outcome.slowest = max(outcome.slowest, time.process_time() - started)
