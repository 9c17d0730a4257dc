"""What the camera of errors provokes is told in the window as it should be, at its smallest size; the pictures are for people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prevent_desktop.ui.theme import Appearance, Theme
from tests.e2e import error_pictures
from tests.e2e.error_pictures import ANYWHERE, ON_SMALL_DISKS, WITH_PRINT_SERVICE, Bench, Scene
from tests.e2e.manners import Manner
from tests.gui.test_room_for_words import Measure
from tests.print_server import CAN_SERVE
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


@pytest.mark.skipif(not CAN_SERVE, reason="there is no libcups that would print")
@pytest.mark.parametrize("scene", WITH_PRINT_SERVICE, ids=lambda scene: scene.__name__)
def test_it_is_told_of_a_print_service_that_is_silent_or_refuses(bench: Bench, scene: Scene) -> None:
    """The fault: the whole program stood still with it, F9 and the lock too; and what it refused was told as printed."""
    scene(bench)
