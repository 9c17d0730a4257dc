"""An office that is made once for many tests: each opens a copy of its own, which takes milliseconds instead of a second."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.unit.workflows.conftest import PASSPHRASE, Office, now


@dataclass(frozen=True)
class MadeOffice:
    """A closed vault and outbox, and what stands in them."""

    folder: Path
    key: VaultKey
    organisation: DemoOrganisation
    person_id: str
    case_id: str

    @contextmanager
    def opened(self, folder: Path, library: FormLibrary) -> Iterator[Office]:
        """A copy of it in `folder`, open."""
        for name in ("vault", "outbox"):
            shutil.copytree(self.folder / name, folder / name)
        with (
            unlock.open_vault(folder / "vault", self.key) as vault,
            Spool.open(folder / "outbox") as spool,
        ):
            person, case = vault.people.get(self.person_id), vault.cases.get(self.case_id)
            yield Office(vault, spool, library, self.organisation, person, case)


def make_office(folder: Path, library: FormLibrary, fill: Callable[[Office], object]) -> MadeOffice:
    """The office of the tests' own fixture, with whatever `fill` adds to it."""
    organisation = open_demo_organisation(folder / "organisation")
    created = copied_vault(folder / "vault", PASSPHRASE)
    with (
        unlock.open_vault(folder / "vault", created.key) as vault,
        Spool.open(folder / "outbox") as spool,
    ):
        owner = Practitioner(name="Sam Field", role="Lead", organisation="Example School")
        join_demo_organisation(vault, organisation, owner)
        person, case = people.add_person(
            vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now()
        )
        fill(Office(vault, spool, library, organisation, person, case))
    return MadeOffice(folder, created.key, organisation, person.id, case.id)
