from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.print_kills import killed_after, left, made_service, problems


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_service(tmp_path_factory.mktemp("service"))


@pytest.mark.parametrize("last", ["handed over", "done"])
def test_a_print_leaves_no_readable_file_wherever_it_is_killed(
    last: str, tmp_path: Path, service: Path
) -> None:
    assert problems(last, tmp_path, service) == []


def test_the_control_a_file_that_keeps_its_name_is_found(tmp_path: Path, service: Path) -> None:
    killed_after("handed over", tmp_path, service, "--named")
    assert left(tmp_path)
