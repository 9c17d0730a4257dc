"""A passphrase in the environment, for tests that run several commands in one process: each of them takes it out."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from prevent_desktop.cli import reading
from prevent_desktop.confined.spawn import PASSPHRASE_VARIABLE


class _There:
    """An environment that forgets nothing."""

    @staticmethod
    def pop(name: str, default: str | None) -> str | None:
        return os.environ.get(name, default)


def give_passphrase(monkeypatch: pytest.MonkeyPatch, passphrase: str) -> None:
    """As if each command were begun with it."""
    monkeypatch.setenv(PASSPHRASE_VARIABLE, passphrase)
    monkeypatch.setattr(reading, "os", SimpleNamespace(environ=_There()))
