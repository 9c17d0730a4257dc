"""Files that were added before their words went into the search are read once, whatever they are."""

from __future__ import annotations

from io import BytesIO

import pytest

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.workflows.record import attachments
from prevent_desktop.workflows.record.old_file_words import keep_words, read_words, unread_files
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.record.test_attachment_words import CPOMS, case_file, found


def add_as_before(office: Office, name: str, data: bytes, description: str = "") -> Attachment:
    """As it was added before: nobody read its words."""
    return office.vault.attachments.add(
        BytesIO(data),
        case_id=office.case.id,
        file_name=name,
        media_type="x/y",
        description=description,
        at=now(),
    )


def read_all(office: Office) -> int:
    """Read all that is unread; how many there were."""
    unread = unread_files(office.vault)
    for each in () if unread is None else unread.attachments:
        assert unread is not None
        keep_words(office.vault, each.id, read_words(unread.files, each))
    return 0 if unread is None else len(unread.attachments)


def test_they_are_found_by_their_words_afterwards_and_read_once(office: Office) -> None:
    table = add_as_before(office, "export.csv", CPOMS.encode(), "From the last school")
    letter = add_as_before(office, "case.pdf", case_file("A zeppelin over the yard"))
    add_as_before(office, "photo.jpg", b"\xff\xd8\xff no words in it")
    assert found(office, "zeppelin") == []
    assert read_all(office) == 3
    assert set(found(office, "zeppelin")) == {table.id, letter.id}
    assert found(office, "last school") == [table.id]
    assert read_all(office) == 0


def test_what_was_added_since_is_not_read_again_and_a_description_changes_nothing(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("in") / "scan.pdf"
    path.write_bytes(case_file(""))
    files = attachments.sealed_files(office.vault)
    taken = attachments.seal_file(files, path)
    kept = attachments.keep_attachment(office.vault, files, taken, case_id=office.case.id, now=now())
    attachments.describe(office.vault, kept.id, "A scan")
    old = add_as_before(office, "export.csv", CPOMS.encode())
    attachments.describe(office.vault, old.id, "Described before it was read")
    assert read_all(office) == 1
    assert found(office, "zeppelin") == [old.id]


@pytest.mark.harms_vault("a file is damaged")
def test_a_damaged_file_holds_nothing_up(office: Office) -> None:
    damaged = add_as_before(office, "case.pdf", case_file("A zeppelin"))
    office.vault.attachments.files.path(damaged.id).write_bytes(b"age-encryption.org/v1\nno more")
    add_as_before(office, "export.csv", CPOMS.encode())
    assert read_all(office) == 2
    assert read_all(office) == 0


def test_one_that_is_disposed_of_meanwhile_is_passed_over(office: Office) -> None:
    keep_words(office.vault, "gone", "words")
