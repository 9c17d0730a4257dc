"""What a profile does to packs: who is asked first, and that nothing is signed by one that has run out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.profile import RouteKind, Routes
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import ProfileError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import SCREENING, FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs import keep_pack, prepare_pack
from prevent_desktop.workflows.packs.readiness import SETTINGS, Readiness
from prevent_desktop.workflows.people import people
from tests.profiles import change_profile
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.packs.test_packs import signed

FRONT_DOOR, POLICE = "front-door", "police-prevent"


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> DemoOrganisation:
    return open_demo_organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def office(vault: Vault, organisation: DemoOrganisation, tmp_path: Path) -> Iterator[Office]:
    with Spool.open(tmp_path / "outbox") as spool:
        join_demo_organisation(
            vault, organisation, Practitioner(name="Sam", role="Lead", organisation="School")
        )
        person, case = people.add_person(vault, forenames="A", surname="B", birth_date=None, now=now())
        yield Office(vault, spool, FormLibrary(data_files.forms()), organisation, person, case)


def waits(office: Office) -> dict[str, tuple[str, ...]]:
    prepared = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now())
    return {choice.receiver.id: choice.waits_for for choice in prepared.choices}


def sent(office: Office, recipient_id: str) -> PackRecord:
    file = office.vault.attachments.add(
        io.BytesIO(recipient_id.encode()), case_id=office.case.id, file_name="p", media_type="x/y", at=now()
    )  # fmt: skip
    pack = PackRecord(
        id="P-0123456789AB", case_id=office.case.id, recipient_id=recipient_id, recipient_name="", attachment_id=file.id,
        page_count=1, pdf_digest="", sealed_digest="", status=PackStatus.DELIVERED, signed_at=now(),
    )  # fmt: skip
    office.vault.packs.add(pack)
    return pack


def answered(office: Office, pack: PackRecord, number: int, kind: AnswerKind) -> None:
    decided: dict[str, Any] = (
        {"outcome": Outcome.NO_FURTHER_ACTION, "reason": "So it is."} if kind.settles else {}
    )
    answer = Answer(number=number, kind=kind, at=now(), text="So it is.", **decided)
    record = AnswerRecord(
        case_id=office.case.id, pack_id=pack.id, direction=Direction.RECEIVED, answer=answer, jws="", recorded_at=now()
    )  # fmt: skip
    office.vault.answers.add(record)


def test_without_a_route_nobody_waits(office: Office) -> None:
    assert waits(office) == {FRONT_DOOR: (), POLICE: ()}


def test_the_others_wait_until_whoever_is_asked_first_has_decided(office: Office) -> None:
    change_profile(office.vault, routes=Routes(kind=RouteKind.FRONT_DOOR_FIRST, first=(FRONT_DOOR,)))
    assert waits(office) == {FRONT_DOOR: (), POLICE: ("Children’s front door",)}
    pack = sent(office, FRONT_DOOR)
    answered(office, pack, 1, AnswerKind.QUESTION)
    assert waits(office)[POLICE] == ("Children’s front door",)
    answered(office, pack, 2, AnswerKind.DECISION)
    assert waits(office) == {FRONT_DOOR: (), POLICE: ()}


def test_whoever_is_asked_first_comes_first(office: Office) -> None:
    change_profile(office.vault, routes=Routes(kind=RouteKind.POLICE_FIRST, first=(POLICE,)))
    assert list(waits(office)) == [POLICE, FRONT_DOOR]
    assert waits(office)[FRONT_DOOR] == ("Police Prevent team",)


def test_once_the_profile_ran_out_nothing_is_kept_or_queued_and_drafts_go_on(office: Office) -> None:
    for form_id in (SCREENING,):
        finished(office, form_id)
    pack = signed(office, FRONT_DOOR)
    profile = settings.profile(office.vault)
    assert profile is not None
    change_profile(office.vault, expires=(datetime.now(UTC) - timedelta(days=2)).date())
    lines = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).lines
    missing = next(line for line in lines if "has run out" in line.text)
    assert (missing.state, missing.go_to) == (Readiness.MISSING, SETTINGS)
    head = office.vault.audit.head
    with pytest.raises(ProfileError, match="has run out"):
        keep_pack.keep_and_queue(office.vault, office.spool, pack, case_id=office.case.id, now=now())
    assert office.vault.audit.head == head
    assert (office.vault.packs.all(), office.spool.items()) == ((), ())
    start_form(office.vault, office.library, form_id=SCREENING, case_id=office.case.id, now=now())
    change_profile(office.vault, expires=profile.expires)
    keep_pack.keep_and_queue(office.vault, office.spool, pack, case_id=office.case.id, now=now())
    assert len(office.spool.items()) == 1
