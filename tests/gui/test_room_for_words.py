"""At twice the size on a small screen, no text has less room than its words, nothing stands over its neighbour or out of its page, and Tab comes to all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.theme import Appearance, Theme
from tests.e2e.manners import Manner
from tests.e2e.screen_pictures import (
    Camera,
    demo_camera,
    picture_first_screens,
    picture_palette,
    picture_screens,
    picture_work,
    unlock,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Measure(Camera):
    """Measures each screen in the place of taking its picture."""

    def _keep(self, widget: QWidget, name: str) -> None:
        self.measure(widget, name)


@pytest.fixture
def _dressed_again(dressed: Theme) -> Iterator[None]:
    """The tests after this one find the size that they began with."""
    yield
    dressed.choose(Appearance.LIGHT, 100)


@pytest.mark.usefixtures("_dressed_again")
def test_on_a_small_screen_at_twice_the_size_each_text_has_room(tmp_path: Path) -> None:
    manner = Manner(size=(1024, 700), scale=200, theme=Appearance.LIGHT)
    with demo_camera(tmp_path, manner, Measure) as camera:
        picture_first_screens(camera)
        pages = unlock(camera.desktop)
        picture_screens(camera, pages)
        picture_palette(camera, pages)
        picture_work(camera, pages)
    assert len(camera.measured) > 50
    assert not camera.cut_off, "\n".join(camera.cut_off)
