"""The same input gives the same bytes, whatever the process, its hash seed, its time zone, its language and its folder."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from prevent_desktop.packs.document import build_document
from tests.unit.packs.examples import pack_content
from tests.unit.packs.sized import dozen

SCRIPTS = "سلام دنیا hello 世界 नमस्ते বাংলা தமிழ் አማርኛ ŵ 😂"
ROOT = Path(__file__).parents[3]
PRINT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from tests.unit.packs.test_repeatable import digests; print(*digests())"
)
SURROUNDINGS = (
    {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANGUAGE": "de"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1"},
)


def digests() -> list[str]:
    """Of a long pack with every manner of answer, and of one in many scripts."""
    packs = (dozen(), pack_content(ask=SCRIPTS, in_short=SCRIPTS))
    return [hashlib.sha256(build_document(pack)).hexdigest() for pack in packs]


def test_the_same_content_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT, str(ROOT)],
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, **surroundings},
        )
        for surroundings in SURROUNDINGS
    ]
    here = digests()
    assert digests() == here
    for process in started:
        said, _errors = process.communicate(timeout=120)
        assert process.returncode == 0
        assert said.decode().split() == here


def test_another_word_gives_other_bytes() -> None:
    assert build_document(pack_content(ask="An initial assessment.")) != build_document(pack_content())
