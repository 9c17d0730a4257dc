from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pades import _KeySigner, certify
from prevent_desktop.packs.signing_keys import CertifiedKey, KeyRequest
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.statement import Statement
from tests.faults.pack_attacks import target
from tests.unit.packs.examples import HEAD, SIGNED_AT
from tests.unit.packs.making import ISSUED_AT, Signed, make_key, sign_pack


def test_a_whole_pack_says_who_signed_it_when_and_which_pack_it_is(signed: Signed) -> None:
    pack = verify_pack(signed.pdf, signed.trusted)
    assert pack.signer_name == "Sam Example"
    assert pack.organisation == "Example Primary School"
    assert pack.claimed_time == SIGNED_AT
    assert pack.pack_id == "P-7QF2K8M4T9XW"
    assert pack.audit_head == HEAD
    assert pack.covers_whole_document
    assert pack.later_signers == ()
    assert pack.fingerprint == signed.key.fingerprint
    assert "Later signatures" in pack.certification


def test_one_trusted_authority_among_others_is_enough(signed: Signed) -> None:
    other = Authority.create("Another", now=ISSUED_AT).certificate_pem
    assert verify_pack(signed.pdf, [other, *signed.trusted]).signer_name == "Sam Example"
    assert verify_pack(signed.pdf, [other + signed.trusted[0]]).signer_name == "Sam Example"


def test_a_pack_is_verified_from_a_file_as_from_memory(signed: Signed, tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(signed.pdf)
    with path.open("rb") as file:
        assert verify_pack(file, signed.trusted) == verify_pack(signed.pdf, signed.trusted)
    path.write_bytes(signed.pdf + b" ")
    with path.open("rb") as file, pytest.raises(PackVerificationError, match="added to the file"):
        verify_pack(file, signed.trusted)


def test_an_authority_that_nobody_trusts_is_named_as_the_reason(signed: Signed) -> None:
    other = Authority.create("Example demonstration authority", now=ISSUED_AT)
    with pytest.raises(PackVerificationError, match="not issued by an authority that you trust"):
        verify_pack(signed.pdf, [other.certificate_pem])


def test_nobody_is_trusted_while_no_certificate_is(signed: Signed) -> None:
    with pytest.raises(PackVerificationError, match="No certificate is trusted yet"):
        verify_pack(signed.pdf, [])
    with pytest.raises(PackVerificationError, match="cannot be read"):
        verify_pack(signed.pdf, [b"nonsense"])


def test_an_unsigned_pack_is_refused(signed: Signed) -> None:
    with pytest.raises(PackVerificationError, match="not signed"):
        verify_pack(signed.unsigned, signed.trusted)


def test_a_changed_byte_is_refused(signed: Signed) -> None:
    changed = signed.pdf.replace(b"/Lang (en-GB)", b"/Lang (en-GX)", 1)
    assert changed != signed.pdf
    with pytest.raises(PackVerificationError, match="changed or damaged"):
        verify_pack(changed, signed.trusted)


@pytest.mark.parametrize("untrusted", [b"", b"hello", b"%PDF-1.7\n", bytes(10_000)])
def test_what_is_no_pdf_is_refused_in_words(untrusted: bytes, signed: Signed) -> None:
    with pytest.raises(PackVerificationError) as caught:
        verify_pack(untrusted, signed.trusted)
    assert "cannot be read" in caught.value.what_happened
    assert caught.value.next_step.startswith("Ask the sender")


def test_a_signature_claimed_outside_the_certificates_life_is_refused(signed: Signed) -> None:
    late = Authority.create("Late", now=datetime(2026, 11, 1, tzinfo=UTC))
    key = make_key(late)
    pdf = sign_pack(signed.unsigned, key)
    reissued = Authority(late.private_key, late.certificate)
    request = KeyRequest.create(name="Sam Example", organisation="Example Primary School")
    future = request.with_certificate(reissued.issue(request.request_pem, now=SIGNED_AT + timedelta(days=30)))
    with pytest.raises(PackVerificationError, match="not valid at the time"):
        verify_pack(_signed_in_spite(signed.unsigned, future), [late.certificate_pem])
    assert verify_pack(pdf, [late.certificate_pem]).signer_name == "Sam Example"


def _signed_in_spite(unsigned: bytes, key: CertifiedKey) -> bytes:
    """Signs without asking whether the certificate is valid then, as a hostile program would."""
    statement = Statement(reason="", location="", claimed_time=SIGNED_AT)
    return certify(Pieces((unsigned,)), key, statement).read()


def _signed_again(pdf: bytes, authority: Authority, *, certify: bool = False) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name="Receiver", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", certify=certify
    )
    signer = PdfSigner(metadata, _KeySigner(make_key(authority)), new_field_spec=SigFieldSpec("Receiver"))
    return bytes(signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue())


def test_nobody_signs_after_the_author_but_in_the_field_for_the_countersignature(signed: Signed) -> None:
    with pytest.raises(PackVerificationError, match="not in the place for the countersignature") as caught:
        verify_pack(_signed_again(signed.pdf, signed.authority), signed.trusted)
    assert caught.value.verdict == "other-field"


def test_a_later_signature_of_a_stranger_is_refused(signed: Signed) -> None:
    stranger = Authority.create("Stranger", now=ISSUED_AT)
    with pytest.raises(PackVerificationError, match="not issued by an authority"):
        verify_pack(_signed_again(signed.pdf, stranger), signed.trusted)


def test_what_follows_the_last_signature_is_refused(signed: Signed) -> None:
    with pytest.raises(PackVerificationError, match="added to the file after"):
        verify_pack(signed.pdf + b"\n", signed.trusted)


def test_a_later_signature_does_not_launder_a_change(signed: Signed) -> None:
    writer: Any = IncrementalPdfFileWriter(BytesIO(signed.pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    del page["/Contents"]
    writer.update_container(page)
    changed = BytesIO()
    writer.write(changed)
    with pytest.raises(PackVerificationError, match="does not allow"):
        verify_pack(_signed_again(changed.getvalue(), signed.authority), signed.trusted)


def test_a_first_signature_that_does_not_certify_is_refused(signed: Signed) -> None:
    only_approved = _signed_again(signed.unsigned, signed.authority)
    with pytest.raises(PackVerificationError, match="does not certify"):
        verify_pack(only_approved, signed.trusted)


def test_damage_inside_the_gap_is_refused_or_changes_nothing(signed: Signed) -> None:
    aim, whole = target(signed), verify_pack(signed.pdf, signed.trusted)
    chance = random.Random(3)
    refused = 0
    for _run in range(60):
        changed = bytearray(signed.pdf)
        changed[chance.randrange(aim.gap, aim.after)] ^= 1 << chance.randrange(8)
        try:
            assert verify_pack(bytes(changed), signed.trusted) == whole
        except PackVerificationError:
            refused += 1
    assert refused > 30
