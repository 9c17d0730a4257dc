"""The first start with an invitation to a team: file and code, by keyboard, and what is told where they do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import generate_identity
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.first_run.file_card import FileCard
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys, new_code
from prevent_desktop.workflows.team.joining.invitation_file import (
    InvitationFile,
    InvitationHead,
    Invited,
    close_entry,
)

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

CODE = new_code()


@pytest.fixture
def invitation(tmp_path: Path) -> Path:
    now = datetime.now(UTC)
    head = InvitationHead(
        id=new_id(), organisation="Example School", by="Sam Field", team=new_id(), mailbox=tmp_path.as_uri(),
        authority=Authority.create("Example School").certificate_pem.decode(), seal_to=str(generate_identity().recipient),
        made_at=now, expires_at=now + timedelta(days=30),
    )  # fmt: skip
    keys = CodeKeys.of(CODE)
    who = Invited(member=new_id(), name="Ash Moor", role=Role.REPORTER)
    path = tmp_path / "example-school.pdteam"
    path.write_bytes(InvitationFile(head=head, entries={keys.entry: close_entry(head, keys, who)}).content)
    return path


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[FileCard]:
    failures: list[PreventDesktopError] = []
    tasks = Tasks(failures.append)
    made = FileCard(tasks)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    tasks.close()
    assert not failures


def chosen(qtbot: QtBot, card: FileCard, path: Path) -> None:
    card.invitation_part.take_file(path)
    qtbot.waitUntil(card.invitation_part.file.isVisible)


def test_file_and_code_say_as_whom_one_is_invited_and_then_it_goes_on(
    qtbot: QtBot, card: FileCard, invitation: Path
) -> None:
    done: list[bool] = []
    card.done.connect(lambda: done.append(True))
    chosen(qtbot, card, invitation)
    assert card.invited.isChecked()
    assert QApplication.focusWidget() is card.invitation_part.code
    QTest.keyClicks(card.invitation_part.code, CODE.lower().replace("-", ""))
    QTest.keyClick(card.invitation_part.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: card.invitation is not None)
    told = card.invitation_part.found.text()
    assert told.startswith(
        "Ash Moor, reporter in the team of Example School. You report concerns to Sam Field"
    )
    assert QApplication.focusWidget() is card.go_on
    assert not done, "what stands there is read first"
    card.go_on.click()
    assert done
    assert card.told == "Done: invited by Example School"


def test_what_does_not_fit_stands_at_the_code_with_what_to_do(
    qtbot: QtBot, card: FileCard, invitation: Path
) -> None:
    part = card.invitation_part
    chosen(qtbot, card, invitation)
    for typed, words in (("K7Q", "typing mistake"), (new_code(), "does not belong to this file")):
        part.code.setText(typed)
        card.go_on.click()
        qtbot.waitUntil(lambda words=words: words in part.field.error.text())  # type: ignore[misc]
        assert card.invitation is None
        assert QApplication.focusWidget() is part.code


def test_without_a_file_the_code_alone_does_nothing(card: FileCard) -> None:
    card.invited.click()
    card.invitation_part.code.setText(CODE)
    card.go_on.click()
    assert card.invitation_part.field.error.text() == "Choose the file of the invitation first"


def test_another_file_is_told_as_none(qtbot: QtBot, card: FileCard, tmp_path: Path) -> None:
    (tmp_path / "letter.pdteam").write_text("Dear all")
    card.invitation_part.take_file(tmp_path / "letter.pdteam")
    qtbot.waitUntil(lambda: "not an invitation" in card.invitation_part.field.error.text())


def test_an_invitation_is_forgotten_when_another_choice_is_made(
    qtbot: QtBot, card: FileCard, invitation: Path
) -> None:
    chosen(qtbot, card, invitation)
    card.invitation_part.code.setText(CODE)
    card.go_on.click()
    qtbot.waitUntil(lambda: card.invitation is not None)
    card.none.click()
    assert card.invitation is None
    assert not card.invitation_part.isVisible()
