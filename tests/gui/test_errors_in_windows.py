"""What the camera of errors provokes is told in the window as it should be, at its smallest size; the pictures are for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.ui.theme import Appearance, Theme
from tests.e2e import error_pictures
from tests.e2e.error_pictures import ANYWHERE, CAN_STAND_IN, ON_SMALL_DISKS, Bench, Scene
from tests.e2e.manners import Manner
from tests.gui.test_room_for_words import Measure
from tests.unit.vault.disks import CAN_MOUNT

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("pictures")
    with error_pictures.bench_of(folder, Manner(size=(1024, 700)), Measure) as made:
        yield made


@pytest.fixture(autouse=True)
def _dressed_again(dressed: Theme) -> Iterator[None]:
    """The tests after these find the look that they began with."""
    yield
    dressed.choose(Appearance.LIGHT, 100)


@pytest.mark.parametrize("scene", ANYWHERE, ids=lambda scene: scene.__name__)
def test_it_is_told(bench: Bench, scene: Scene) -> None:
    scene(bench)


@pytest.mark.skipif(not CAN_MOUNT, reason="only root on Linux can mount a small disk")
@pytest.mark.parametrize("scene", ON_SMALL_DISKS, ids=lambda scene: scene.__name__)
def test_it_is_told_of_a_disk(bench: Bench, scene: Scene) -> None:
    scene(bench)


@pytest.mark.skipif(
    not CAN_STAND_IN, reason="the stand-in for the print service is made by a C compiler, on Linux"
)
def test_it_is_told_of_a_print_service_that_is_silent_or_refuses(tmp_path: Path) -> None:
    """The fault: the whole program stood still with it, F9 and the lock too; and what it refused was told as printed."""
    assert error_pictures.take_with_print_service(tmp_path, Manner(size=(1024, 700))) == 0
    assert {path.name.rsplit("-", 3)[0] for path in tmp_path.iterdir()} == {
        "error-print-silent",
        "error-print-hangs",
        "error-print-refuses",
    }
