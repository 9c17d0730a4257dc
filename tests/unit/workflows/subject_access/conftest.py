"""A person with all that a record can hold, and other people in it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Agency, HouseholdMember
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.workflows.demo.demo_organisation import join_demo_organisation, open_demo_organisation
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, FormLibrary
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.subject_access.export import OpenCopy, open_copy
from prevent_desktop.workflows.subject_access.review import Ground, Review, Ruling, What
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.unit.workflows.conftest import PASSPHRASE, Office, now
from tests.unit.workflows.examples import finished

NOTE = "ZOË Kowalska rang. Dana said that Alex Brook was calm. Nothing from Dania or the Brook family."
KEPT_APART = "equality-monitoring"


@dataclass
class Asked:
    """A person who asks, and the copy as it is before anybody looked at it."""

    office: Office
    copy: OpenCopy

    def decide(self, **by_name: str) -> Review:
        """Keep everything but what stands under these names (``Dana_Brook="remove-name"``)."""
        review = Review()
        found = self.copy.places(review)
        kept = review.ruled(found, Ruling(what=What.KEEP, reason="Known to the person."))
        for name, what in by_name.items():
            theirs = [place for place in found if place.name == name.replace("_", " ")]
            assert theirs, name
            ruling = Ruling(what=What(what), reason="Has not agreed.", ground=Ground.OTHER_PERSON)
            kept = kept.ruled(theirs, ruling)
        return kept


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory, library: FormLibrary) -> tuple[Path, VaultKey, str]:
    """The folder of a filled vault and outbox, the key, and the person's id: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("asked")
    organisation = open_demo_organisation(folder / "organisation")
    created = copied_vault(folder / "vault", PASSPHRASE)
    with unlock.open_vault(folder / "vault", created.key) as vault, Spool.open(folder / "outbox") as spool:
        join_demo_organisation(
            vault, organisation, Practitioner(name="Sam Field", role="Lead", organisation="Example School")
        )
        person, case = people.add_person(
            vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now()
        )
        fill(Office(vault, spool, library, organisation, person, case))
    return folder, created.key, person.id


@pytest.fixture
def asked(filled_once: tuple[Path, VaultKey, str], library: FormLibrary, tmp_path: Path) -> Iterator[Asked]:
    folder, key, person_id = filled_once
    made = tmp_path / "made"
    shutil.copytree(folder, made)
    with unlock.open_vault(made / "vault", key) as vault, Spool.open(made / "outbox") as spool:
        office = Office(
            vault, spool, library, open_demo_organisation(made / "organisation"), vault.people.get(person_id),
            vault.cases.of_person(person_id)[0],
        )  # fmt: skip
        yield Asked(office, open_copy(vault, library, person_id, now=now()))


def fill(office: Office) -> None:
    """A note, an event, decisions, a form, a form kept apart, a file, a change, and another person in the vault."""
    vault, case_id = office.vault, office.case.id
    household = (HouseholdMember(name="Dana Brook", relationship="Mother", note="Works nights"),)
    agencies = (Agency(name="Example Clinic", worker="Zoe Kowalska", phone="01632 960 777"),)
    changed = replace(office.person, household=household, agencies=agencies, address="1 Example Street")
    people.change_person(vault, changed, now=now())
    people.add_person(vault, forenames="Sam", surname="Öz", birth_date=None, now=now())
    vault.notes.add(
        Note(id=new_id(), case_id=case_id, text=NOTE, source=Source.TOLD, source_detail="Ms Kowalska", author="Sam Field", written_at=now())
    )  # fmt: skip
    vault.events.add(
        Event(
            id=new_id(), case_id=case_id, label="Remark", what="A remark, and Sam Oz laughed.", when=PartialDate(2026, 11, 19),
            own_words="They are right", source=Source.DIRECT, author="Sam Field", written_at=now(), who_else="Two pupils",
        )
    )  # fmt: skip
    vault.decisions.add(
        Decision(id=new_id(), case_id=case_id, kind=DecisionKind.LEAD_CHECK, choice="Refer", reason="It fits.", decided_by="Kim Lead", decided_at=now())
    )  # fmt: skip
    vault.attachments.add(
        io.BytesIO(b"a letter"), case_id=case_id, file_name="letter from Dana.txt", media_type="text/plain", at=now()
    )  # fmt: skip
    finished(office, LEAD_CHECK)
    start_form(vault, office.library, form_id=KEPT_APART, case_id=case_id, now=now())
