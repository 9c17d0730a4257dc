"""The table of harnesses is whole, each has a control that a test looks at, and the runner is fit for scripts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.faults.__main__ import FAULTS, Fault, main
from tests.faults.harness import ask

FOLDER = Path(__file__).parent
NOT_HARNESSES = {"__init__", "__main__", "harness", "power_cut_job", "print_child", "writing_child"}


def modules_with_a_main() -> set[str]:
    return {
        path.stem
        for path in FOLDER.glob("*.py")
        if path.stem not in NOT_HARNESSES and not path.stem.startswith("test_") and _has_main(path)
    }


def _has_main(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def test_every_harness_is_in_the_table_once_and_nothing_else_is() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names)
    assert set(names) == modules_with_a_main()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_harness_has_a_control_that_a_test_looks_at(fault: Fault) -> None:
    """The harness tells of its control, and a test of its own looks at that, or runs it all by `run_small`."""
    word = re.compile(r"control|broken|caught|forget|run_small", re.IGNORECASE)
    assert "controls=" in (FOLDER / f"{fault.name}.py").read_text(encoding="utf-8")
    assert word.search((FOLDER / f"test_{fault.name}.py").read_text(encoding="utf-8"))


def test_the_list_is_one_name_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.split("\n") == [*(fault.name for fault in FAULTS), ""]
    assert main(["--list", "--long"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(FAULTS)


def test_an_unknown_name_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no_such_fault"]) == 2
    assert "no_such_fault" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("failures", "controls", "code"),
    [([], {"a": "after 3"}, 0), ([], {"a": "after 3", "b": ""}, 1), (["lost"], {"a": True}, 1), (2, {}, 1)],
)
def test_a_failure_or_a_control_that_was_not_caught_ends_with_1(
    failures: list[str] | int, controls: dict[str, object], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        ask(["--runs", "7", "--seed", "5"], "", name="example", runs=1).tell(failures, controls=controls)
        == code
    )
    *_, line = capsys.readouterr().out.splitlines()
    count = failures if isinstance(failures, int) else len(failures)
    assert re.fullmatch(rf"example: runs=7 failures={count} seconds=\d+ seed=5 machine=\S+", line)
