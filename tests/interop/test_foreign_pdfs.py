"""Other people's PDFs and hostile ones: none crashes the verifier, none is a false "valid", each gets its reason.

The committed list names the PDFs of pyHanko's source distribution 0.38.0 with the verdict of each. To run it, unpack that:

    pip download --no-binary :all: --no-deps pyhanko==0.38.0 -d FOLDER && tar -xzf FOLDER/pyhanko-0.38.0.tar.gz -C FOLDER
    FOREIGN_PDFS=FOLDER python -m pytest tests/interop/test_foreign_pdfs.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.verdicts import Verdict
from tests.interop.foreign_pdfs import LOCKED, Tally, pdfs_in
from tests.interop.hostile_pdfs import honest, hostile_files

LIST = Path(__file__).with_name("foreign_pdfs.txt")
NAMES = sorted(hostile_files())
ENDLESS = "fields in a circle"


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_refused_with_its_reason_and_within_its_limits(name: str) -> None:
    untrusted = hostile_files()[name]()
    with pytest.raises(PackVerificationError) as caught:
        verify_pack(untrusted, honest().trusted)
    assert caught.value.verdict in set(Verdict)
    assert (caught.value.verdict == Verdict.TOO_COSTLY) == (name == ENDLESS)
    assert caught.value.what_happened
    assert caught.value.next_step


def test_what_they_are_made_of_verifies() -> None:
    assert verify_pack(honest().pdf, honest().trusted).covers_whole_document


def _expected() -> dict[str, tuple[str, str]]:
    lines = (line.split("\t") for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {name: (ours, theirs) for name, ours, theirs in lines}


def test_the_list_names_only_verdicts_that_there_are() -> None:
    known = {*map(str, Verdict), LOCKED}
    assert all({ours, theirs} <= known for ours, theirs in _expected().values())
    assert len(_expected()) > 100


def test_other_peoples_pdfs_get_the_verdicts_of_the_list() -> None:
    folder = os.environ.get("FOREIGN_PDFS")
    if not folder:
        pytest.skip("FOREIGN_PDFS names no folder with pyHanko's source distribution")
    expected, tally = _expected(), Tally()
    for path in pdfs_in([Path(folder)]):
        if path.name in expected:
            tally.judge(path)
    assert tally.wrong == []
    assert tally.by_file == expected
