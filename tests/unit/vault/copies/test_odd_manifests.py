"""What others may write where backups stand: a description that says nonsense stands aside, and the other backups go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.errors import BackupError
from prevent_desktop.vault.copies.backup_place import FoundBackup, find_backups
from prevent_desktop.vault.copies.manifest import FILE_LIST_NAME, MANIFEST_NAME, Manifest, Part, read_manifest

ODD = Manifest(
    vault_id="ab" * 16, made_at=datetime(2026, 11, 30, tzinfo=UTC), automatic=True, schema=1, head="x", attachments=1,
    attachment_bytes=1, parts={FILE_LIST_NAME: Part.of_bytes(b"")},
)  # fmt: skip


def placed(folder: Path, manifest: Manifest, listed: bytes = b"") -> Path:
    folder.mkdir()
    (folder / MANIFEST_NAME).write_bytes(manifest.content("aa"))
    (folder / FILE_LIST_NAME).write_bytes(listed)
    return folder


@pytest.mark.parametrize(
    "listed",
    [
        Part(10**15, "aa"),
        Part(10**30, "aa"),
        Part(-7, "aa"),
        Part.of_bytes(b"\xff\xfe 1\n"),
    ],
)  # fmt: skip
def test_a_list_of_files_that_is_none_is_not_trusted(tmp_path: Path, listed: Part) -> None:
    folder = placed(tmp_path / "one", replace(ODD, parts={FILE_LIST_NAME: listed}), b"\xff\xfe 1\n")
    with pytest.raises(BackupError):
        FoundBackup(folder, read_manifest(folder)).attachment_ids()


@pytest.mark.parametrize("made_at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_a_backup_of_a_day_that_no_calendar_here_has_is_none(tmp_path: Path, made_at: datetime) -> None:
    placed(tmp_path / "odd", replace(ODD, made_at=made_at))
    good = placed(tmp_path / "good", ODD)
    assert [one.folder for one in find_backups(tmp_path)] == [good]
