from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import outloud

from prevent_desktop.packs.document.slips import Slip, SlipsOf, build_slips
from tests.unit.packs.reading import page_texts, structure

OF = SlipsOf(
    organisation="Example School",
    by="Sam Field",
    file_name="example-school.pdteam",
    made_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    expires_at=datetime(2026, 12, 24, 12, 0, tzinfo=UTC),
)
SLIPS = [Slip(name=f"Jo Lowe {n}", role="Reporter", code="K7Q-F2M-9XW-T4C-8HJ-3PD") for n in range(3)]


def test_each_person_has_one_slip_with_the_code_and_how_to_begin() -> None:
    first, second = page_texts(build_slips(SLIPS, OF))
    assert first.count("K7Q") == 2
    assert second.count("K7Q") == 1
    assert "Jo Lowe 2" in second
    assert "I have an invitation" in second
    assert "example-school.pdteam" in second
    assert "24 December 2026" in second
    assert len(page_texts(build_slips(SLIPS, OF, on_a_page=1))) == 3


def test_the_slips_are_tagged_and_no_slip_runs_into_the_next(tmp_path: Path) -> None:
    slips = build_slips(SLIPS, OF)
    assert [one.role for one in structure(slips).walk()][:3] == ["Document", "Sect", "H1"]
    (tmp_path / "slips.pdf").write_bytes(slips)
    assert outloud.check(str(tmp_path / "slips.pdf")).errors == 0
