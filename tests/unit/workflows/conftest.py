"""A real vault, spool and demo organisation for each test."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import (
    PROFILE,
    DemoOrganisation,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.read_forms import read_once
from tests.whole_vaults import Closed

PASSPHRASE = "seven quiet otters under bridges"
_CLOSED = Closed()


@pytest.fixture(scope="session", autouse=True)
def _closed_vaults_are_noted() -> Iterator[None]:
    with _CLOSED.watching():
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Vaults that a test of another folder left since the last one of this are no matter here, whatever order tests run in."""
    _CLOSED.forget()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Whatever a test did, its vaults are left whole; unless it harms them, which its mark `harms_vault` says with the reason."""
    yield
    wrong = _CLOSED.wrong()
    if item.get_closest_marker("harms_vault") is None:
        assert not wrong, wrong


@pytest.fixture(scope="session", autouse=True)
def _forms_read_once() -> Iterator[None]:
    with read_once():
        yield


def now() -> datetime:
    """The device clock: keys and certificates are made by it too."""
    return datetime.now(UTC)


@dataclass
class Office:
    """A practitioner's desk: all that the workflows take."""

    vault: Vault
    spool: Spool
    library: FormLibrary
    organisation: DemoOrganisation
    person: Person
    case: Case


@pytest.fixture(scope="session")
def library() -> FormLibrary:
    return FormLibrary(data_files.forms())


@pytest.fixture(scope="session")
def keys_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VaultKey]:
    """A folder with an empty vault and the demo organisation's keys, and the vault's key: what costs most is made once."""
    folder = tmp_path_factory.mktemp("keys")
    open_demo_organisation(folder / "organisation")
    (folder / "organisation" / PROFILE).unlink()  # each test's names that test's own mailboxes
    return folder, copied_vault(folder / "vault", PASSPHRASE).key


@pytest.fixture
def office(tmp_path: Path, library: FormLibrary, keys_once: tuple[Path, VaultKey]) -> Iterator[Office]:
    made, key = keys_once
    for name in ("organisation", "vault"):
        shutil.copytree(made / name, tmp_path / name)
    organisation = open_demo_organisation(tmp_path / "organisation")
    with (
        unlock.open_vault(tmp_path / "vault", key) as vault,
        Spool.open(tmp_path / "outbox") as spool,
    ):
        join_demo_organisation(
            vault, organisation, Practitioner(name="Sam Field", role="Lead", organisation="Example School")
        )
        person, case = people.add_person(
            vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now()
        )
        yield Office(vault, spool, library, organisation, person, case)


@pytest.fixture
def household() -> tuple[HouseholdMember, ...]:
    return (
        HouseholdMember(name="Dana Brook", relationship="Mother"),
        HouseholdMember(name="Charlie Brook", relationship="Brother", birth_date=PartialDate(2010, 2)),
    )
