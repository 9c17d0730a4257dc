from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import outloud

from prevent_desktop.packs.document.sheet import build_recovery_sheet
from tests.unit.packs.reading import page_texts, structure

CODE = "7Q2M4-ABCDE-FGHJK-MNPQR-STVWX-Y0123"
MADE_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_the_sheet_is_one_page_with_every_group_of_the_code() -> None:
    (text,) = page_texts(build_recovery_sheet(CODE, MADE_AT))
    assert [group for group in text.split() if group in CODE.split("-")] == CODE.split("-")
    assert "24 November 2026" in text
    assert "locked away" in text


def test_the_sheet_is_tagged_and_the_same_each_time(tmp_path: Path) -> None:
    sheet = build_recovery_sheet(CODE, MADE_AT)
    assert sheet == build_recovery_sheet(CODE, MADE_AT)
    assert [element.role for element in structure(sheet).walk()][:2] == ["Document", "H1"]
    (tmp_path / "sheet.pdf").write_bytes(sheet)
    assert outloud.check(str(tmp_path / "sheet.pdf")).errors == 0


def test_the_code_is_nowhere_but_on_the_page() -> None:
    assert b"7Q2M4" not in build_recovery_sheet(CODE, MADE_AT), "the page itself is compressed"
