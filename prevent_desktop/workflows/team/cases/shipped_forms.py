"""The forms that come with the program, by digest: each member has them already, so they need not travel.

A response names its form by canonical address, version and digest. Whoever has an older program, and not that version, says in
the head what they did not get, and whoever has it puts it there.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.vault.team.case_writing import Form


class ShippedForms:
    """Those of one folder, ``<form-id>/<version>.json``; read once one is asked for, and none of them kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, digest: str) -> Form | None:
        """The form with this digest; None where it did not come with the program."""
        path = self._paths.get(digest)
        if path is None:
            return None
        form = load_questionnaire(path.read_bytes())
        return Form(form.url, form.version, form.canonical_json)

    @cached_property
    def _paths(self) -> dict[str, Path]:
        return {load_questionnaire(path.read_bytes()).digest: path for path in self._folder.glob("*/*.json")}
