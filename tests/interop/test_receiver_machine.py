"""A whole machine, with systemd as its first process, is set up as the runbook says: a pack goes in, all is lost, all comes back."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.interop.receiver_parts import ROOT, why_no_bucket, why_no_receiver
from tests.unit.workflows.receiving.packs_in import CORRECTION, PACK

_SCRIPT = Path(__file__).with_name("receiver_machine.sh")
_TOOLS = ("systemd-nspawn", "unshare", "logrotate", "age", "curl", "systemd-tmpfiles")
_SERVICE = """\
[Unit]
After=basic.target
[Service]
Type=oneshot
Environment=HOME=/root PYTHONPATH=/opt/checkout:/opt/site LD_LIBRARY_PATH=/opt/python/lib
ExecStart=/opt/python/bin/python3.{minor} -m tests.interop.receiver_machine
WorkingDirectory=/opt/checkout
ExecStopPost=/bin/systemctl poweroff --force --no-block
StandardOutput=file:/trial/said.log
StandardError=inherit
"""


def why_no_machine() -> str:
    """Why no machine can be booted here; empty where it can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "only root of Linux can boot a machine"
    if missing := [tool for tool in _TOOLS if shutil.which(tool) is None]:
        return f"not installed: {', '.join(missing)}"
    known = Path("/proc/filesystems").read_text()
    if "overlay" not in known or "cgroup2" not in known:
        return "the kernel knows no overlay or no cgroup2"
    return why_no_receiver()


pytestmark = pytest.mark.skipif(bool(why_no_machine()), reason=why_no_machine() or "-")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was seen inside."""
    folder = tmp_path_factory.mktemp("machine")
    trial = folder / "trial"
    trial.mkdir()
    (trial / "trial.service").write_text(_SERVICE.format(minor=sys.version_info.minor))
    command = [
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "/bin/sh",
        str(_SCRIPT),
        str(folder),
        str(ROOT),
    ]
    ended = subprocess.run(
        [*command, sys.base_prefix, site.getsitepackages()[0], "1200"],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if not (trial / "facts.json").exists():
        said = (trial / "said.log").read_text() if (trial / "said.log").exists() else ""
        if not said:
            pytest.skip(f"no machine boots here: {ended.stderr[-300:].strip()}")
        raise AssertionError(
            f"nothing came of the machine: {said}{ended.stdout[-3000:]}{ended.stderr[-3000:]}"
        )
    found: dict[str, Any] = json.loads((trial / "facts.json").read_text())
    assert "error" not in found, found["error"]
    return found


def test_packs_go_in_before_and_after_everything_was_lost(facts: dict[str, Any]) -> None:
    assert (facts["first"], facts["kept"]) == ("delivered", True)
    assert (facts["second"], facts["back"]) == ("delivered", True)
    assert facts["receipt of the first"].count(".") == 2


def test_the_same_machine_moves_to_a_bucket(facts: dict[str, Any]) -> None:
    if why_no_bucket():
        pytest.skip(why_no_bucket())
    assert (facts["in a bucket"], facts["in the store"]) == ("delivered", [])


def test_each_part_runs_as_its_own_user_and_none_has_failed(facts: dict[str, Any]) -> None:
    who = {line.split(maxsplit=1)[1]: line.split()[0] for line in facts["users"].splitlines()}
    runs = [(user, line) for line, user in who.items()]
    for user, part in (
        ("prevent-tus", "receiver.mjs"),
        ("prevent-inbox", "inbox run"),
        ("www-data", "nginx: worker"),
    ):
        assert {name for name, line in runs if part in line} == {user}
    failed = [line for line in facts["failed"].splitlines() if "prevent-desktop" in line or "nginx" in line]
    assert failed == []


def test_neither_the_journal_nor_a_log_names_anybody(facts: dict[str, Any]) -> None:
    assert "receiver: ready" in facts["journal"]
    assert {"receiver-access.log", "receiver-access.log.1"} <= facts["logs"].keys()
    both = facts["logs"]["receiver-access.log.1"] + facts["logs"]["receiver-access.log"]
    assert "GET receipt 200" in both
    assert "PATCH upload 204" in both
    for said in (facts["journal"], *facts["logs"].values()):
        for name in (PACK, CORRECTION, "Sam", "127.0.0.1"):
            assert name not in said
