from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import Signed

HEAVY = ("reportlab", "pikepdf", "pyhanko", "pypdfium2", "babel")


def test_a_time_of_signing_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        pack_content(signed_at=datetime(2026, 11, 23, 16, 40))  # noqa: DTZ001 - the naive time is the point


def test_signing_and_verifying_need_no_reportlab(signed: Signed, tmp_path: Path) -> None:
    (tmp_path / "pack.pdf").write_bytes(signed.pdf)
    (tmp_path / "authority.pem").write_bytes(signed.authority.certificate_pem)
    code = (
        "import sys, pathlib; from prevent_desktop.packs.opening import verify_pack\n"
        "verify_pack(*[pathlib.Path(sys.argv[1]).read_bytes(), [pathlib.Path(sys.argv[2]).read_bytes()]])\n"
        "print('reportlab' in sys.modules)"
    )
    files = [str(tmp_path / "pack.pdf"), str(tmp_path / "authority.pem")]
    done = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("module", ["content", "signing", "authority", "opening", "preview"])
def test_no_pdf_library_is_imported_before_it_is_needed(module: str) -> None:
    code = f"import sys, prevent_desktop.packs.{module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
