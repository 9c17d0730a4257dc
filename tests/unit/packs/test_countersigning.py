from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pikepdf import Pdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from prevent_desktop.errors import PackContentError, PackVerificationError, SigningKeyError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.document.countersignature import signed_look
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.preview import page_text
from prevent_desktop.packs.protection import protect_with_password
from prevent_desktop.packs.signing_keys import KeyRequest
from tests.unit.packs.examples import SENDER, SIGNED_AT, pack_content
from tests.unit.packs.making import (
    ISSUED_AT,
    LEAD,
    Signed,
    countersign_pack,
    make_awaiting,
    make_key,
    make_key_for,
    make_lead_key,
)


@pytest.fixture(scope="module")
def awaiting() -> Signed:
    return make_awaiting()


@pytest.fixture(scope="module")
def countersigned(awaiting: Signed) -> bytes:
    return countersign_pack(awaiting.pdf, make_lead_key(awaiting.authority))


def test_a_pack_says_that_it_waits_for_the_countersignature(awaiting: Signed, signed: Signed) -> None:
    assert verify_pack(awaiting.pdf, awaiting.trusted).awaits_countersignature
    assert not verify_pack(signed.pdf, signed.trusted).awaits_countersignature


def test_both_signatures_verify_and_each_names_its_signer_and_time(
    awaiting: Signed, countersigned: bytes
) -> None:
    pack = verify_pack(countersigned, awaiting.trusted)
    assert pack.signer_name == SENDER.name
    assert pack.claimed_time == SIGNED_AT
    assert not pack.covers_whole_document
    assert not pack.awaits_countersignature
    (lead,) = pack.later_signers
    assert (lead.name, lead.organisation) == (LEAD, SENDER.organisation)
    assert lead.claimed_time == SIGNED_AT + timedelta(hours=1)
    assert lead.trusted_time is None
    assert lead.time_in_words == "Claimed, by the clock of the device that signed"


def test_the_countersignature_only_adds_to_the_file(awaiting: Signed, countersigned: bytes) -> None:
    assert countersigned.startswith(awaiting.pdf)


def test_the_same_input_gives_the_same_bytes(awaiting: Signed) -> None:
    key = make_lead_key(awaiting.authority)
    assert countersign_pack(awaiting.pdf, key) == countersign_pack(awaiting.pdf, key)


def test_page_one_shows_who_countersigned_and_when(awaiting: Signed, countersigned: bytes) -> None:
    before, after = page_text(awaiting.pdf, 0), page_text(countersigned, 0)
    assert "Countersignature of Pat Lead, head teacher" in before
    with Pdf.open(BytesIO(countersigned)) as pdf:
        (field,) = [one for one in pdf.Root.AcroForm.Fields if str(one.T) == "Countersignature"]
        shown = field.AP.N
        fonts = next(iter(shown.Resources.XObject.values())).Resources.Font
        assert all(
            "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            for font in fonts.values()
            if "/DescendantFonts" in font
        )
    assert "Countersignature of Pat Lead, head teacher" in after


def test_a_long_office_gives_way_so_that_name_and_time_stay_on_two_lines(awaiting: Signed) -> None:
    request = KeyRequest.create(
        name="Pat Lead", role="Deputy head teacher and designated safeguarding lead for the upper school",
        organisation="Federation of Saint Example and Saint Sample Schools",
    )  # fmt: skip
    key = request.with_certificate(awaiting.authority.issue(request.request_pem, now=ISSUED_AT))
    assert verify_pack(countersign_pack(awaiting.pdf, key), awaiting.trusted).later_signers
    look = signed_look((key.name, key.role, key.organisation), "Claimed time", (500.0, 90.0))
    words = page_text(look, 0)
    assert "Countersigned by Pat Lead, Federation of" in words
    assert "Deputy" not in words


def test_the_waiting_field_is_tagged_and_says_what_it_is(awaiting: Signed) -> None:
    with Pdf.open(BytesIO(awaiting.pdf)) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == ["Signature", "Countersignature"]
        assert str(fields[1].TU) == "Countersignature"
        assert "/V" not in fields[1]
        keys = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[0::2]
        assert int(fields[1].StructParent) in [int(key) for key in keys]


def test_a_pack_without_a_waiting_field_is_not_countersigned(
    signed: Signed, awaiting: Signed, countersigned: bytes
) -> None:
    for pdf in (signed.pdf, countersigned, b"no PDF"):
        with pytest.raises(PackContentError, match="No field for a countersignature waits"):
            countersign_pack(pdf, make_lead_key(awaiting.authority))


def test_a_lead_whose_certificate_is_not_valid_then_does_not_countersign(awaiting: Signed) -> None:
    with pytest.raises(SigningKeyError, match="expired"):
        countersign_pack(awaiting.pdf, make_lead_key(awaiting.authority), after=timedelta(days=2000))


def test_a_lead_whom_nobody_vouches_for_is_named_as_the_reason(awaiting: Signed) -> None:
    stranger = Authority.create("Stranger", now=ISSUED_AT)
    pdf = countersign_pack(awaiting.pdf, make_lead_key(stranger))
    with pytest.raises(PackVerificationError, match="The certificate of Pat Lead was not issued") as caught:
        verify_pack(pdf, awaiting.trusted)
    assert caught.value.verdict == "untrusted"


def test_what_is_changed_between_the_two_signatures_is_refused(awaiting: Signed) -> None:
    writer: Any = IncrementalPdfFileWriter(BytesIO(awaiting.pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    del page["/Contents"]
    writer.update_container(page)
    changed = BytesIO()
    writer.write(changed)
    laundered = countersign_pack(changed.getvalue(), make_lead_key(awaiting.authority))
    with pytest.raises(PackVerificationError, match="does not allow") as caught:
        verify_pack(laundered, awaiting.trusted)
    assert caught.value.verdict == "not-allowed-change"


def test_a_pack_whose_countersignature_was_taken_off_waits_again(
    awaiting: Signed, countersigned: bytes
) -> None:
    """Whoever takes it off gets the pack as it was before; it says that it waits, and passes for nothing else."""
    cut = countersigned[: len(awaiting.pdf)]
    assert verify_pack(cut, awaiting.trusted).awaits_countersignature


def test_the_author_is_not_the_one_who_countersigns(awaiting: Signed) -> None:
    for key in (awaiting.key, make_key(awaiting.authority)):
        with pytest.raises(PackVerificationError, match="Somebody else has to countersign"):
            verify_pack(countersign_pack(awaiting.pdf, key), awaiting.trusted)


def test_anybody_else_may_countersign_where_the_author_named_nobody(awaiting: Signed) -> None:
    free = make_awaiting(named=False)
    other = make_key_for(free.authority, name="Kim Deputy")
    pack = verify_pack(countersign_pack(free.pdf, other), free.trusted)
    assert [later.name for later in pack.later_signers] == ["Kim Deputy"]
    assert verify_pack(awaiting.pdf, awaiting.trusted).named_lead == LEAD


def test_page_one_says_where_a_trusted_time_would_stand_only_where_one_is_asked_for() -> None:
    asked = build_document(replace(pack_content(), asks_for_timestamp=True))
    assert "a trusted one, where a timestamp came, is in the signature" in page_text(asked, 0)
    assert "trusted" not in page_text(build_document(pack_content()), 0)


def test_what_the_field_shows_is_no_header_of_a_page() -> None:
    """It belongs to the field; a screen reader leaves out what repeats on each page."""
    look = signed_look(("Pat Lead", "Head teacher", "Example School"), "Claimed time", (500.0, 90.0))
    with Pdf.open(BytesIO(look)) as pdf:
        assert b"/Artifact" not in pdf.pages[0].Contents.read_bytes()


def test_the_parent_tree_stands_before_the_kids_whatever_wrote_the_file(awaiting: Signed) -> None:
    """So that a reader that compares revisions meets the waiting field where a signature may fill it (see `structure`)."""
    protected = protect_with_password(awaiting.unsigned, "six words").pdf
    for pdf in (awaiting.unsigned, protected):
        root = re.search(rb"<< [^<>]*/Type /StructTreeRoot >>", pdf)
        assert root is not None
        assert root[0].index(b"/ParentTree ") < root[0].index(b"/K ")


def test_a_signature_changes_no_version_and_no_box_of_the_field(
    awaiting: Signed, countersigned: bytes
) -> None:
    def field(pdf: bytes) -> tuple[str, str, str]:
        with Pdf.open(BytesIO(pdf)) as opened:
            assert "/Version" not in opened.Root
            assert list(opened.Root.get("/Extensions", {})) in ([], ["/ESIC"])
            look = opened.Root.AcroForm.Fields[1].AP.N
            return str(look.get("/Filter")), repr([float(corner) for corner in look.BBox]), opened.pdf_version

    assert field(countersigned) == field(awaiting.pdf) == field(awaiting.unsigned)
