"""The screens that the journeys run on: one in memory without X, and a real window under Xvfb."""

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


@pytest.fixture(params=["offscreen", pytest.param("window", marks=pytest.mark.window)])
def screen(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The part of the environment that names the screen; each test that asks for it runs on both."""
    if request.param == "offscreen":
        return {"QT_QPA_PLATFORM": "offscreen"}
    server: Xvfb = request.getfixturevalue("xvfb")
    return {"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
