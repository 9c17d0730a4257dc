"""Packs for receivers without an age key, from the record to the folder: the password is kept nowhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.errors import NotSavedError, PackContentError
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.reader.questions import ByPassword
from prevent_desktop.workflows.forms.form_library import SCREENING, FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs import prepare_pack
from prevent_desktop.workflows.packs.keep_pack import save_to_folder
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.protect_pack import (
    ProtectedPack,
    close_again,
    may_be_closed_again,
    read_kept,
    save_again,
    sign_and_protect,
    why_not_closed,
)
from tests.faults.canaries import find_canaries
from tests.unit.packs.test_protection import certificate, pem, usage
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.made_office import MadeOffice, make_office


@pytest.fixture(scope="module")
def office_once(tmp_path_factory: pytest.TempPathFactory, library: FormLibrary) -> MadeOffice:
    return make_office(tmp_path_factory.mktemp("office"), library, lambda office: finished(office, SCREENING))


@pytest.fixture
def ready(office_once: MadeOffice, tmp_path: Path, library: FormLibrary) -> Iterator[Office]:
    with office_once.opened(tmp_path, library) as office:
        yield office


@pytest.fixture
def by_phone(ready: Office, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """A receiver who has no key and gets packs under a password."""
    before = settings.receivers(ready.vault)
    desk = replace(before[0], way=SealingWay.PASSWORD, seal_to=())
    monkeypatch.setattr(settings, "receivers", lambda _vault: (desk, *before[1:]))
    return desk


def made(office: Office, receiver: Receiver) -> ProtectedPack:
    choices = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).choices
    choice = replace(next(each for each in choices if each.receiver.id == receiver.id), receiver=receiver)
    content = content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id=new_pack_id(), now=now()
    )
    return sign_and_protect(
        content, receiver, signing_key(office.vault), trusted_certificates(office.vault), now=now()
    )


def saved(office: Office, pack: ProtectedPack, folder: Path) -> tuple[PackRecord, Path]:
    folder.mkdir(exist_ok=True)
    return save_to_folder(office.vault, pack.signed, folder, case_id=office.case.id, now=now())


def test_a_pack_under_a_password_is_saved_and_opens_with_what_is_told_by_phone(
    ready: Office, by_phone: Receiver, tmp_path: Path
) -> None:
    pack = made(ready, by_phone)
    record, path = saved(ready, pack, tmp_path / "stick")
    assert path.name == f"{record.id}.pdf"
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    opened = verify_pack(
        path.read_bytes(), trusted_certificates(ready.vault), unlock=ByPassword(pack.password)
    )
    assert opened.pack_id == record.id
    assert record.status is PackStatus.SAVED
    assert ready.vault.audit.has("pack.protected", record.id)
    assert not ready.vault.audit.has("pack.sealed", record.id)
    kept = ready.vault.attachments.read(record.attachment_id)
    assert verify_pack(kept, trusted_certificates(ready.vault)).pack_id == record.id
    pages = [pypdfium2.PdfDocument(path.read_bytes(), password=pack.password), pypdfium2.PdfDocument(kept)]
    assert len(pages[0]) == len(pages[1]) == record.page_count


def test_the_password_is_in_no_file_record_or_log(
    ready: Office, by_phone: Receiver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pack = made(ready, by_phone)
    saved(ready, pack, tmp_path / "stick")
    words = [pack.password, pack.password.replace(" ", "")]
    assert pack.password not in repr(pack)
    assert pack.password not in caplog.text
    assert find_canaries([tmp_path], words) == []
    held = "\n".join(str(tuple(row)) for table in _tables(ready) for row in ready.vault.database.rows(f"SELECT * FROM {table}"))  # noqa: S608 - the schema's own names  # fmt: skip
    assert len(held) > 1000
    assert pack.password not in held
    control = tmp_path / "control.txt"
    control.write_text(f"told {pack.password}", "utf-8")
    assert [found.path for found in find_canaries([tmp_path], words[:1])] == [control]


def _tables(office: Office) -> list[str]:
    rows = office.vault.database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%index%'"
    )
    return [row["name"] for row in rows]


def test_a_lost_password_is_made_good_by_the_same_pack_under_a_new_one(
    ready: Office, by_phone: Receiver, tmp_path: Path
) -> None:
    first = made(ready, by_phone)
    record, path = saved(ready, first, tmp_path / "stick")
    assert may_be_closed_again(ready.vault, record.id)
    kept = read_kept(ready.vault, record.id)
    key, trusted = signing_key(ready.vault), trusted_certificates(ready.vault)
    again = close_again(kept, key, trusted, now=now())
    assert again.password != first.password
    second = save_again(ready.vault, again, path.parent)
    assert second.name == f"{record.id} (2).pdf"
    opened = verify_pack(second.read_bytes(), trusted, unlock=ByPassword(again.password))
    assert opened.pack_id == record.id
    assert ready.vault.audit.has("pack.protected-again", record.id)
    with pytest.raises(NotSavedError, match="could not be saved"):
        save_again(ready.vault, again, tmp_path / "no such folder")


def test_a_pack_is_encrypted_to_a_certificate_and_one_that_ran_out_is_refused_in_words(
    ready: Office, tmp_path: Path
) -> None:
    good = pem(certificate(ec.generate_private_key(ec.SECP256R1()), usage=usage(agree=True)))
    desk = replace(settings.receivers(ready.vault)[0], way=SealingWay.CERTIFICATE, encrypt_to=good)
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    assert why_not_closed(ready.vault, desk, now=moment) == ""
    pack = made(ready, desk)
    assert pack.password == ""
    _record, path = saved(ready, pack, tmp_path / "stick")
    assert b"/Adobe.PubSec" in path.read_bytes()
    assert "ran out on" in why_not_closed(ready.vault, desk, now=moment + timedelta(days=400))
    assert "cannot be read" in why_not_closed(ready.vault, replace(desk, encrypt_to="nothing"), now=moment)


def test_a_profile_that_forbids_passwords_is_heard(ready: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = replace(settings.receivers(ready.vault)[0], way=SealingWay.PASSWORD)
    assert why_not_closed(ready.vault, desk, now=now()) == ""
    monkeypatch.setattr(terms, "password_packs_allowed", lambda _vault: False)
    assert "does not allow" in why_not_closed(ready.vault, desk, now=now())
    assert "no key" in why_not_closed(ready.vault, replace(desk, way=SealingWay.AGE, seal_to=()), now=now())


def test_a_pack_that_is_too_large_for_a_password_says_so_and_leaves_nothing(
    ready: Office, by_phone: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prevent_desktop.packs.protection.MOST_MEGABYTES", 0)
    with pytest.raises(PackContentError, match="at most 0 MB"):
        made(ready, by_phone)
    assert ready.vault.packs.of_case(ready.case.id) == ()
