"""The id of a form may have come from somebody else: it leads to no file but the program's own forms."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from prevent_desktop import data_files
from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary


@pytest.mark.parametrize(
    "form_id",
    ["../outside", "./outside/../../outside", "//server/share/outside", "\\\\server\\share\\outside", "", ".", "*", "a" * 5_000, "a\0b"],
)  # fmt: skip
def test_an_id_that_no_form_can_have_is_looked_for_nowhere(tmp_path: Path, form_id: str) -> None:
    """On Windows to look below another computer's name is to tell it who is signed in here."""
    shutil.copytree(data_files.forms() / CONCERN, tmp_path / "outside")
    (tmp_path / "forms").mkdir()
    library = FormLibrary(tmp_path / "forms")
    with pytest.raises(QuestionnaireError):
        library.newest(form_id)
    with pytest.raises(QuestionnaireError):
        library.version(form_id, "1.0.0")
    assert library.known_version(form_id) is None
    assert not library.is_own(form_id, "1.0.0")


def test_the_programs_own_version_is_told_from_what_only_reads_like_one() -> None:
    library = FormLibrary(data_files.forms())
    version = library.newest(CONCERN).version
    assert library.is_own(CONCERN, version)
    assert not library.is_own(CONCERN, f"../{CONCERN}/{version}")
