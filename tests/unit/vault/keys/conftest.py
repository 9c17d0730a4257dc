from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.vault.keys.keepers import secret_service, software_tpm, why_no_secret_service, why_no_tpm


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A socket's path has room for 107 letters."""
    with tempfile.TemporaryDirectory(prefix="pd-") as name:
        yield Path(name)


@pytest.fixture
def service(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the bus with a real secret service on it."""
    if reason := why_no_secret_service():
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(dir=short_folder) as name, secret_service(Path(name)) as reached:
        for variable, value in reached.items():
            monkeypatch.setenv(variable, value)
        yield reached["DBUS_SESSION_BUS_ADDRESS"]


@pytest.fixture
def tcti(short_folder: Path) -> Iterator[str]:
    """How the tools reach a real TPM in software."""
    if reason := why_no_tpm():
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(dir=short_folder) as name, software_tpm(Path(name)) as reached:
        yield reached
