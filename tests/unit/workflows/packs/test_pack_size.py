"""That attachments are too large for a pack is told before signing, with what to do about it."""

from __future__ import annotations

import hashlib

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.withholding import Withholding, place_of_file
from prevent_desktop.vault.attachment_files import StoredFile
from prevent_desktop.workflows.packs import prepare_pack
from prevent_desktop.workflows.packs.pack_size import size_lines
from prevent_desktop.workflows.packs.readiness import Readiness, ReadyLine
from tests.unit.workflows.conftest import Office, now


def _add_film(office: Office, size: int) -> str:
    """On record alone: nothing here reads it."""
    stored = StoredFile(id=new_id(), size=size, sha256=hashlib.sha256(b"").hexdigest())
    return office.vault.attachments.add_stored(
        stored, case_id=office.case.id, file_name="film.mp4", media_type="video/mp4", at=now()
    ).id


def _told(office: Office) -> list[ReadyLine]:
    lines = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).lines
    return [line for line in lines if "MB" in line.text]


def test_a_sum_that_fits_is_told_and_one_that_does_not_says_what_to_do() -> None:
    assert list(size_lines({"Police": 3_000_000})) == []
    fits, too_large = size_lines({"Front door": 90_000_001, "Police": 612_000_000, "Health": 90_000_001})
    assert (fits.state, fits.text) == (Readiness.READY, "Attachments: 91 MB of at most 500 MB")
    assert fits.whom == ("Front door", "Health")
    assert too_large.state is Readiness.MISSING
    assert too_large.text.startswith("The attachments are 612 MB, and a pack holds 500 MB: keep one back")


def test_a_mail_takes_less_and_that_is_told_before_anything_is_signed() -> None:
    told = list(size_lines({"By mail": 20_000_000, "Police": 20_000_000}, by_mail=["By mail"]))
    (line,) = told
    assert (line.state, line.whom) == (Readiness.MISSING, ("By mail",))
    assert line.text.startswith("The attachments are 20 MB, and an email takes 16 MB")
    assert list(size_lines({"By mail": 16_000_000}, by_mail=["By mail"])) == []
    both = list(size_lines({"By mail": 90_000_000, "Police": 90_000_000}, by_mail=["By mail"]))
    assert [(one.state, one.whom) for one in both] == [
        (Readiness.MISSING, ("By mail",)),
        (Readiness.READY, ("Police",)),
    ]


@pytest.mark.harms_vault("its files are told as larger than they are")
def test_nothing_is_signed_until_a_file_is_kept_back(office: Office) -> None:
    _add_film(office, 300_000_000)
    second = _add_film(office, 250_000_000)
    (line,) = _told(office)
    assert line.state is Readiness.MISSING
    for receiver in prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).choices:
        office.vault.withholdings.add(
            Withholding(
                id=new_id(), case_id=office.case.id, recipient_id=receiver.receiver.id, place=place_of_file(second),
                label="film.mp4", reason="In a pack of its own", decided_by="Sam", decided_at=now(),
            )
        )  # fmt: skip
    (line,) = _told(office)
    assert (line.state, line.text) == (Readiness.READY, "Attachments: 300 MB of at most 500 MB")
