"""A machine that IT has set up: in this process, or for a process of its own with an /etc of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from prevent_desktop.policies import in_force
from prevent_desktop.policies.in_force import Policies, judged_policies
from prevent_desktop.policies.sources import Found

_OWN_ETC = """
set -e
mount -t tmpfs none "$1"; mkdir "$1/upper" "$1/work"; cp -a "$2/." "$1/upper"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/upper,workdir=$1/work" /etc
shift 2; exec "$@"
"""


@contextmanager
def managed(
    locked: Mapping[str, object] | None = None, preset: Mapping[str, object] | None = None
) -> Iterator[Policies]:
    """These are set while the block runs."""
    before = in_force.in_force()
    policies = judged_policies(Found(place="a test", locked=locked or {}, preset=preset or {}))
    assert not policies.problems
    in_force.use(policies)
    try:
        yield policies
    finally:
        in_force.use(before)


def use_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let `folder` be the home of whoever runs this, with the usual data folder in it, on each system."""
    monkeypatch.delenv("PREVENT_DESKTOP_DATA", raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(folder / "share"))


def why_no_own_etc() -> str:
    """Why no process can be given an /etc of its own here; empty where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root of Linux can give a process an /etc of its own"
    tried = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)  # noqa: S607
    return "" if tried.returncode == 0 else "this machine allows no mount namespaces"


def run_managed(
    words: Sequence[str],
    content: object,
    folder: Path,
    *,
    mode: int = 0o644,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the real command line where ``/etc/prevent-desktop/policies.json`` holds `content` (a text as it is, else as JSON)."""
    (folder / "mount").mkdir(parents=True)
    file = folder / "etc" / "prevent-desktop" / "policies.json"
    file.parent.mkdir(parents=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    file.chmod(mode)
    command = [sys.executable, "-m", "prevent_desktop", *words]
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", _OWN_ETC, "sh", str(folder / "mount"), str(folder / "etc"), *command],  # noqa: S607
        capture_output=True, text=True, check=False, env={**os.environ, "LANG": "en_GB.UTF-8", **(environment or {})},
    )  # fmt: skip
