"""What a command line names in the place of a path: judged before a command begins, so that none waits on a pipe for ever.

Each is the `type` of an argument (argparse). A name that no disk takes, such as one of 5,000 letters, is refused here; that nothing
is there yet is for the command to say.
"""

from __future__ import annotations

import errno
import stat
from pathlib import Path

from prevent_desktop.errors import UsageError, reason_of
from prevent_desktop.files.names import why_no_name
from prevent_desktop.translation import _

STANDARD_INPUT = "-"
_NO_NAME = {errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL}
_SHOWN = 60


def file_to_read(untrusted: str) -> Path:
    """A file that is read. Raises UsageError for a folder, a pipe or a device."""
    mode = _mode_of(untrusted)
    if mode and not stat.S_ISREG(mode):
        raise UsageError(
            _("That is not a file"),
            _("{name} is not a file.").format(name=_shown(untrusted)),
            _("Choose a file."),
        )
    return Path(untrusted)


def text_to_read(untrusted: str) -> Path:
    """A file with a text, or ``-``: standard input."""
    return Path(untrusted) if untrusted == STANDARD_INPUT else file_to_read(untrusted)


def file_to_write(untrusted: str) -> Path:
    """Where a file is written. A pipe or a device that somebody named there is what they meant, or is refused by what writes."""
    _mode_of(untrusted)
    return Path(untrusted)


def place(untrusted: str) -> Path:
    """A folder, or a file or folder of either kind. Raises UsageError for a pipe or a device."""
    mode = _mode_of(untrusted)
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UsageError(
            _("That is not a file or a folder"),
            _("{name} is not a file or a folder.").format(name=_shown(untrusted)),
            _("Choose a folder, or another name."),
        )
    return Path(untrusted)


def _mode_of(untrusted: str) -> int:
    """Of what lies there, through links; 0 where nothing can be seen. Raises UsageError where nothing can lie there."""
    reason = why_no_name(Path(untrusted)) if untrusted else _("it has no letters")
    if reason:
        return _refuse(untrusted, reason)
    try:
        return Path(untrusted).stat().st_mode
    except OSError as error:
        return _refuse(untrusted, reason_of(error)) if error.errno in _NO_NAME else 0


def _refuse(untrusted: str, reason: str) -> int:
    raise UsageError(
        _("That name cannot be used"),
        _("No file or folder can be called “{name}”: {reason}.").format(
            name=_shown(untrusted), reason=reason
        ),
        _("Choose another name."),
    )


def _shown(untrusted: str) -> str:
    return untrusted if len(untrusted) <= _SHOWN else f"{untrusted[:_SHOWN]}…"
