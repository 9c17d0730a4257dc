"""The screen that the walks run on: a real window under Xvfb, where that is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e.driving import Home, Xvfb, why_no_window


@pytest.fixture(scope="session")
def xvfb() -> Iterator[Xvfb]:
    if why_no_window():
        pytest.skip(why_no_window())
    server = Xvfb()
    yield server
    server.close()


@pytest.fixture
def screen(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The part of the environment that names the screen: a real window, or one in memory where there is no Xvfb."""
    if why_no_window():
        return {"QT_QPA_PLATFORM": "offscreen"}
    server: Xvfb = request.getfixturevalue("xvfb")
    return {"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
