"""uv brings the packages where it goes where pip would go: whoever tells pip of an index of their own gets pip."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging"))
import bringing

LOCKS = Path(bringing.__file__).parent
PYTHON = Path(sys.executable)


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ("[global]\ncert = /etc/ours.pem\n[install]\nfind-links = /opt/a\n  /opt/b\n", True),
        ("[global]\ncert = /etc/ours.pem\nindex-url = https://packages.example/simple\n", False),
        ("[global]\nproxy = http://proxy.example:3128\n", False),
    ],
)
def test_an_index_of_ones_own_is_seen_in_pips_own_settings(tmp_path: Path, told: str, same: bool) -> None:
    settings = tmp_path / "pip.conf"
    settings.write_text(told)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    found = bringing.told_to_pip(PYTHON, {**plain, "PIP_CONFIG_FILE": str(settings)})
    assert found["cert" if "cert" in told else "proxy"] in told
    assert (found.keys() <= bringing.SAME_FOR_UV) is same


def test_an_index_in_a_variable_is_seen_too() -> None:
    found = bringing.told_to_pip(PYTHON, {**os.environ, "PIP_INDEX_URL": "https://packages.example/simple"})
    assert not found.keys() <= bringing.SAME_FOR_UV


def test_a_certificate_in_a_variable_comes_before_that_of_a_file(tmp_path: Path) -> None:
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\ncert = /etc/of-the-file.pem\n")
    variables = {"PIP_CONFIG_FILE": str(settings), "PIP_CERT": "/etc/of-the-variable.pem"}
    assert bringing.told_to_pip(PYTHON, {**os.environ, **variables})["cert"] == "/etc/of-the-variable.pem"


def test_what_the_lock_says_of_uv_is_all_of_it() -> None:
    whole = (LOCKS / "test.lock").read_text()
    lines = bringing.lines_of_uv(LOCKS / "test.lock")
    after = whole.partition(lines)[2].splitlines()
    assert lines.startswith("uv==")
    assert lines.count("--hash=sha256:") > 1
    assert not after[0].strip().startswith("--hash")
    assert bringing.lines_of_uv(LOCKS / "run.lock") == ""
