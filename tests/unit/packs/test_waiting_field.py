"""Behind the author's revision lies one update that signs the field that waited, and nothing else: asked of real files.

`tests/faults/pack_attacks` asks the same through the confined process, with forgeries whose signatures hold.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic as untyped_generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from prevent_desktop.packs import pades, policy
from prevent_desktop.packs.signing_keys import COUNTERSIGNATURE_FIELD
from tests.unit.packs.making import Signed, countersign_pack, make_awaiting, make_lead_key

generic: Any = untyped_generic  # pyHanko's objects have constructors without types
Change = Callable[[Any], None]
VALUE, LOOK, OTHER = (generic.IndirectObject(number, 0, None) for number in (7, 8, 9))


@pytest.fixture(scope="module")
def awaiting() -> Signed:
    return make_awaiting()


@pytest.fixture(scope="module")
def both(awaiting: Signed) -> bytes:
    return countersign_pack(awaiting.pdf, make_lead_key(awaiting.authority))


def is_plain(pdf: bytes) -> bool:
    reader = PdfFileReader(BytesIO(pdf))
    author, lead = sorted(reader.embedded_regular_signatures, key=lambda each: each.signed_revision)
    return policy.only_signs_the_waiting_field(reader, author, lead)


@pytest.fixture
def signed_with(awaiting: Signed, monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], bytes]:
    """The lead signs the field that waited, in one update with something else."""

    def signed(change: Change, pdf: bytes = awaiting.pdf) -> bytes:
        class Update(pades._Update):
            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                change(self)

        monkeypatch.setattr(pades, "_Update", Update)
        return countersign_pack(pdf, make_lead_key(awaiting.authority))

    return signed


def updated(pdf: bytes, change: Change) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    target = BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]  # pyHanko has no types there
    return target.getvalue()


def a_new_object(writer: Any) -> None:
    """One that nothing leads to: it is the lead's own."""
    writer.add_object(generic.TextStringObject("more"))


def another_title(writer: Any) -> None:
    writer.trailer["/Info"][generic.pdf_name("/Title")] = generic.TextStringObject("Withdrawn")
    writer.mark_update(writer.trailer.raw_get("/Info"))


def other_information(writer: Any) -> None:
    """A new object in the place of what the trailer named."""
    told = generic.DictionaryObject({generic.pdf_name("/Title"): generic.TextStringObject("Withdrawn")})
    writer.set_info(writer.add_object(told))


def another_look_on_paper(writer: Any) -> None:
    field = next(
        found for name, _value, found in enumerate_sig_fields(writer) if name == COUNTERSIGNATURE_FIELD
    )
    field.get_object()[generic.pdf_name("/TU")] = generic.TextStringObject("Read by the board")
    writer.mark_update(field)


def test_the_leads_own_update_is_plain(both: bytes) -> None:
    assert is_plain(both)


def test_new_objects_of_the_update_are_the_leads(signed_with: Callable[[Change], bytes]) -> None:
    assert is_plain(signed_with(a_new_object))


@pytest.mark.parametrize("change", [another_title, other_information, another_look_on_paper])
def test_nothing_else_is_changed_in_the_update_that_signs(
    change: Change, signed_with: Callable[[Change], bytes]
) -> None:
    assert not is_plain(signed_with(change))


def test_no_update_lies_between_the_two_or_behind_them(awaiting: Signed, both: bytes) -> None:
    lead = make_lead_key(awaiting.authority)
    assert not is_plain(countersign_pack(updated(awaiting.pdf, a_new_object), lead))
    assert not is_plain(updated(both, a_new_object))


def test_an_object_that_is_taken_away_is_told(signed_with: Callable[[Change], bytes]) -> None:
    """The update's table calls an object free that nothing leads to."""
    pdf = signed_with(a_new_object)
    begins = pdf.rindex(b"\n", 0, pdf.rindex(b" 0 obj", 0, pdf.rindex(b"(more)"))) + 1
    entry = b"%010d 00000 n" % begins
    assert pdf.count(entry) == 1
    assert not is_plain(pdf.replace(entry, b"0000000000 00001 f"))


def test_one_field_waits_under_its_name(awaiting: Signed, both: bytes) -> None:
    reader = PdfFileReader(BytesIO(both))
    author, lead = sorted(reader.embedded_regular_signatures, key=lambda each: each.signed_revision)
    waiting = policy._waiting_field(reader.get_historical_resolver(author.signed_revision))
    assert waiting is not None
    assert waiting == lead.sig_field.container_ref
    assert policy._waiting_field(reader.get_historical_resolver(lead.signed_revision)) is None, "it is signed"
    unsigned = PdfFileReader(BytesIO(awaiting.unsigned)).get_historical_resolver(0)
    assert policy._waiting_field(unsigned) == waiting, "the author's own field waits there too"


def field(**parts: Any) -> Any:
    return generic.DictionaryObject({generic.pdf_name(f"/{name}"): value for name, value in parts.items()})


WAITING = {"T": generic.TextStringObject(COUNTERSIGNATURE_FIELD), "AP": field(N=OTHER)}


@pytest.mark.parametrize(
    ("new", "is_signed"),
    [
        (field(**WAITING, V=VALUE), True),
        (field(**(WAITING | {"AP": field(N=LOOK)}), V=VALUE), True),
        (field(T=WAITING["T"], V=VALUE), True),
        (field(**(WAITING | {"AP": field()}), V=VALUE), True),
        (field(**(WAITING | {"AP": field(N=LOOK, D=OTHER)}), V=VALUE), False),
        (field(**(WAITING | {"AP": field(D=OTHER)}), V=VALUE), False),
        (field(**WAITING, V=field(Type=generic.pdf_name("/Sig"))), False),
        (field(**WAITING, V=VALUE, TU=generic.TextStringObject("more")), False),
        (field(**(WAITING | {"T": generic.TextStringObject("Other")}), V=VALUE), False),
        (field(AP=WAITING["AP"], V=VALUE), False),
        (generic.TextStringObject("none"), False),
    ],
)
def test_a_signed_field_is_the_same_but_for_its_value_and_its_one_look(new: Any, is_signed: bool) -> None:
    assert policy._is_signed(field(**WAITING), new) is is_signed


def test_what_was_no_field_is_none_when_signed() -> None:
    assert not policy._is_signed(generic.NullObject(), field(**WAITING, V=VALUE))
