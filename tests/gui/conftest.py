"""A vault, an outbox and the demo cases for the tests of pages: made once, copied for each test."""

from __future__ import annotations

import functools
import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.data_files import forms, resources
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.ui.system.garbage import search_due
from prevent_desktop.ui.theme import Appearance, Theme, theme
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.demo.demo_vault import fill_demo_vault, read_cases
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.places import Places
from tests.gui.patience import PatientBot
from tests.gui.running_app import PASSPHRASE as PASSPHRASE  # noqa: PLC0414  # told on, to the tests of pages
from tests.gui.running_app import App
from tests.gui.screens import Screens, close
from tests.gui.team_made import make_team
from tests.made_vaults import copied_vault
from tests.read_forms import read_once


@dataclass(frozen=True)
class MadeScreens:
    """A closed vault and outbox."""

    folder: Path
    key: VaultKey
    organisation: DemoOrganisation | None = None


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The one of pytest-qt, which waits as long as a busy machine needs."""
    del qapp
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _garbage_on_this_thread() -> Iterator[None]:
    """As in the program: a search on a worker's thread took down objects of Qt, and each thread waited for the other for ever."""
    gc.disable()
    yield
    search_due()


@pytest.fixture(scope="session", autouse=True)
def _clipboard_empty_at_the_end() -> Iterator[None]:
    """Qt's clipboard without a screen outlives Python, and what Python had put there brought the process down at its exit."""
    yield
    if QGuiApplication.instance():
        QGuiApplication.clipboard().clear()


@pytest.fixture(scope="session", autouse=True)
def _forms_read_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _fonts_registered_once() -> Iterator[None]:
    """As in the program, which has one theme; Qt forgets all that it has laid out with each font that is added."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "load_fonts", functools.cache(theme.load_fonts))
        yield


@pytest.fixture(scope="session")
def form_library() -> FormLibrary:
    return FormLibrary(forms())


@pytest.fixture(scope="session")
def empty_screens_once(tmp_path_factory: pytest.TempPathFactory) -> MadeScreens:
    folder = tmp_path_factory.mktemp("empty")
    created = copied_vault(folder / "vault", PASSPHRASE)
    Spool.open(folder / "outbox").close()
    return MadeScreens(folder, created.key)


@pytest.fixture(scope="session")
def demo_screens_once(
    tmp_path_factory: pytest.TempPathFactory, empty_screens_once: MadeScreens, form_library: FormLibrary
) -> MadeScreens:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(empty_screens_once.folder / "vault", folder / "vault")
    organisation = open_demo_organisation(folder / "organisation")
    with (
        Vault.open(folder / "vault", empty_screens_once.key) as vault,
        Spool.open(folder / "outbox") as spool,
    ):
        cases = read_cases(resources())
        fill_demo_vault(vault, spool, form_library, organisation, cases, now=datetime.now(UTC))
    return MadeScreens(folder, empty_screens_once.key, organisation)


@pytest.fixture(scope="session")
def team_screens_once(
    tmp_path_factory: pytest.TempPathFactory, empty_screens_once: MadeScreens
) -> MadeScreens:
    folder = tmp_path_factory.mktemp("team")
    shutil.copytree(empty_screens_once.folder, folder, dirs_exist_ok=True)
    with Vault.open(folder / "vault", empty_screens_once.key) as vault:
        make_team(vault, folder / "mailbox")
    return MadeScreens(folder, empty_screens_once.key)


def _screens(made: MadeScreens, tmp_path: Path, qtbot: QtBot, library: FormLibrary) -> Screens:
    for name in ("vault", "outbox"):
        shutil.copytree(made.folder / name, tmp_path / name)
    spool = Spool.open(tmp_path / "outbox")
    return Screens(qtbot, tmp_path / "vault", made.key, library, spool)


@pytest.fixture
def dressed(qapp: QApplication) -> Theme:
    """The light theme at 100 %. What the test before left goes first: Qt would dress each widget of it anew, and again for a size."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    light = Theme(qapp, resources())
    light.choose(Appearance.LIGHT, 100)
    return light


@pytest.fixture
def screens(
    empty_screens_once: MadeScreens, tmp_path: Path, qtbot: QtBot, form_library: FormLibrary, dressed: Theme
) -> Iterator[Screens]:
    """The pages over an empty vault."""
    del dressed
    made = _screens(empty_screens_once, tmp_path, qtbot, form_library)
    yield made
    close(made)


@pytest.fixture
def demo(
    demo_screens_once: MadeScreens, tmp_path: Path, qtbot: QtBot, form_library: FormLibrary, dressed: Theme
) -> Iterator[Screens]:
    """The pages over the demo cases."""
    del dressed
    made = _screens(demo_screens_once, tmp_path, qtbot, form_library)
    yield made
    close(made)


@pytest.fixture
def lead(
    demo_screens_once: MadeScreens,
    empty_screens_once: MadeScreens,
    tmp_path: Path,
    qtbot: QtBot,
    form_library: FormLibrary,
) -> Iterator[Screens]:
    """The lead's own vault, in the same organisation."""
    shutil.copytree(empty_screens_once.folder / "vault", tmp_path / "lead" / "vault")
    spool = Spool.open(tmp_path / "lead" / "outbox")
    screens = Screens(qtbot, tmp_path / "lead" / "vault", empty_screens_once.key, form_library, spool)
    organisation = demo_screens_once.organisation
    assert organisation is not None
    owner = Practitioner(name="Pat Lead", role="Head teacher", organisation="Example Primary School")
    screens.read(lambda vault: join_demo_organisation(vault, organisation, owner))
    yield screens
    close(screens)


@pytest.fixture(scope="session")
def one_person_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("app")
    folder = Places.of(data).vaults / "a1b2c3"
    created = copied_vault(folder, PASSPHRASE)
    with Vault.open(folder, created.key) as vault:
        add_person(
            vault,
            forenames="Alex",
            surname="Brook",
            birth_date=None,
            approximate_age=14,
            now=datetime.now(UTC),
        )
    return data


@pytest.fixture
def one_person_data(one_person_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(one_person_once, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, one_person_data: Path) -> Iterator[App]:
    made = App(qapp, qtbot, one_person_data)
    yield made
    made.close()


@pytest.fixture
def led(
    team_screens_once: MadeScreens, tmp_path: Path, qtbot: QtBot, form_library: FormLibrary, dressed: Theme
) -> Iterator[Screens]:
    """The pages over an empty vault of a lead, with a team of four."""
    del dressed
    made = _screens(team_screens_once, tmp_path, qtbot, form_library)
    yield made
    close(made)
