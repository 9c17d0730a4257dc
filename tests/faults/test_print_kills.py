from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.print_kills import killed_after, left, problems
from tests.print_server import CAN_SERVE, PrintServer, print_server

pytestmark = pytest.mark.skipif(not CAN_SERVE, reason="there is no libcups that would print")


@pytest.fixture
def server() -> Iterator[PrintServer]:
    with print_server() as made:
        yield made


@pytest.mark.parametrize("last", ["handing-over", "done"])
def test_a_print_leaves_no_readable_file_wherever_it_is_killed(
    last: str, tmp_path: Path, server: PrintServer
) -> None:
    assert problems(last, tmp_path, server) == []


def test_the_control_a_file_that_keeps_its_name_is_found(tmp_path: Path, server: PrintServer) -> None:
    killed_after("handing-over", tmp_path, server, "--named")
    assert left(tmp_path)
