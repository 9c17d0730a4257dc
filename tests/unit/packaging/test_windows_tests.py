"""What failed among the tests on Windows is held against the list of what must."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging"))
from windows.unit_tests import EXPECTED, NEVER_ENDED, Expected, Outcome, read_outcomes

HELD, FAILED = Outcome("passed"), Outcome("failed", "AssertionError")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def expected(tmp_path: Path) -> Expected:
    return listed(
        tmp_path,
        '[[left_out]]\ntests = ["tests/unit/ui"]\nreason = "no screen"\n'
        '[[failing]]\ntests = ["a/test_a.py::test_x", "a/test_b.py"]\nreason = "no pipes"\n',
    )


def listed(folder: Path, text: str) -> Expected:
    file = folder / "expected.toml"
    file.write_text(text, encoding="utf-8")
    return Expected.read(file)


def test_a_test_that_fails_and_is_not_named_is_told(expected: Expected) -> None:
    outcomes = {"a/test_a.py::test_x": FAILED, "a/test_a.py::test_xy": FAILED, "a/test_c.py::test_x": HELD}
    assert list(expected.surprises(outcomes)) == ["a/test_a.py::test_xy"]


def test_a_name_stands_for_a_test_with_all_its_parameters_and_for_a_whole_file(expected: Expected) -> None:
    outcomes = {"a/test_a.py::test_x[1]": FAILED, "a/test_b.py::test_y": FAILED, "a/test_b.py": FAILED}
    assert not expected.surprises(outcomes)


def test_a_name_whose_tests_all_hold_is_told(expected: Expected) -> None:
    assert expected.no_more({"a/test_a.py::test_x[1]": HELD, "a/test_a.py::test_x[2]": FAILED}) == []
    assert expected.no_more({"a/test_a.py::test_x[1]": HELD, "a/test_b.py::test_y": FAILED}) == [
        "a/test_a.py::test_x"
    ]


def test_what_is_left_out_is_not_run(expected: Expected) -> None:
    assert not expected.runs("tests/unit/ui/test_words.py")
    assert expected.runs("tests/unit/ui_free/test_words.py")


def test_a_single_test_can_be_left_out_of_its_file(tmp_path: Path) -> None:
    expected = listed(tmp_path, '[[left_out]]\ntests = ["a/test_a.py::test_x", "b"]\nreason = "it dies"\n')
    assert expected.runs("a/test_a.py")
    assert expected.single_tests_left_out == ["a/test_a.py::test_x"]


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no reason"):
        listed(tmp_path, '[[failing]]\ntests = ["a/test_a.py"]\nreason = ""\n')


def test_a_test_that_was_found_and_never_ended_has_failed(tmp_path: Path) -> None:
    told = tmp_path / "outcomes"
    lines = [("a", "found"), ("b", "found"), ("a", "passed")]
    told.write_text(
        "".join(json.dumps({"test": test, "outcome": came, "why": ""}) + "\n" for test, came in lines)
    )
    outcomes = read_outcomes(told)
    assert outcomes == {"a": HELD, "b": Outcome(NEVER_ENDED)}
    assert outcomes["b"].failed


def test_a_test_that_failed_has_failed_whatever_its_end_says(tmp_path: Path) -> None:
    told = tmp_path / "outcomes"
    told.write_text(
        "".join(json.dumps({"test": "a", "outcome": came, "why": ""}) + "\n" for came in ("failed", "passed"))
    )
    assert read_outcomes(told)["a"].failed


def test_the_list_names_what_is_there() -> None:
    expected = Expected.read(EXPECTED)
    gone = [
        name
        for name in (*expected.left_out, *expected.failing)
        if not (ROOT / name.partition("::")[0]).exists()
    ]
    assert not gone
