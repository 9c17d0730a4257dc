"""Run by CPython for Windows: pytest in this checkout. For each test, what came of it is written into a file at once.

python.exe under_pytest.py OUTCOMES [PYTEST ARGUMENT …]
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TextIO

import pytest


class Told:
    """Writes a line of JSON for each test that was found, and for what came of each; a process that dies leaves those before."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """These will be run."""
        for item in session.items:
            self._tell(item.nodeid, "found")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be read has failed."""
        if report.failed:
            self._tell(report.nodeid, "failed", report.longreprtext)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """It failed in any of its phases, was left out, or its own phase held."""
        if report.outcome != "passed" or report.when == "call":
            self._tell(report.nodeid, report.outcome, report.longreprtext)

    def _tell(self, test: str, outcome: str, why: str = "") -> None:
        print(json.dumps({"test": test, "outcome": outcome, "why": why}), file=self._file, flush=True)


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[2])
    with Path(sys.argv[1]).open("w", encoding="utf-8") as file:
        sys.exit(pytest.main(sys.argv[2:], plugins=[Told(file)]))
