"""A folder of the person's own, as IT writes it for all of them: ``~`` and variables stand for theirs."""

from __future__ import annotations

import os
from pathlib import Path

from prevent_desktop.errors import PolicyError
from prevent_desktop.translation import _


def own_path(text: str) -> Path:
    """The folder of whoever runs this. PolicyError where a variable in it has no value, or it is no full path then."""
    found = Path(os.path.expandvars(os.path.expanduser(text)))  # noqa: PTH111 -- Path.expanduser raises for an unknown home
    if not found.is_absolute() or "%" in str(found) or "$" in str(found) or str(found).startswith("~"):
        raise PolicyError(
            _("A folder that IT has set cannot be used"),
            _("“{text}” is no full path for this person: a variable in it has no value.").format(text=text),
            _("Ask your IT team to run “prevent-desktop policy check” on this computer and fix it."),
        )
    return found
