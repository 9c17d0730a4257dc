"""The built wheel, installed in a clean environment, has all that it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, **environment: str) -> str:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True,
        check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    (built,) = folder.glob("*.whl")
    return built


def test_forms_and_resources_are_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "prevent_desktop/forms/screening-tool/1.0.0.json",
        "prevent_desktop/resources/fonts/Inter-Regular.ttf",
        "prevent_desktop/resources/guidance/en-GB/notice-check-share.md",
        "prevent_desktop/resources/theme/style.qss",
        "prevent_desktop/vault/schema.sql",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_the_same_source_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_doctor_works_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    lock = ROOT / "packaging" / "run.lock"
    run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock)
    run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)
    command = python.with_name("prevent-desktop")
    told = run(command, "doctor", HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert "BROKEN" not in told
    newest = max(
        (ROOT / "forms" / "screening-tool").glob("*.json"), key=lambda form: [*map(int, form.stem.split("."))]
    )
    assert f"screening-tool {newest.stem}" in told
