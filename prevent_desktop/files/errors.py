"""The one error of this package: where a plain file or folder belongs lies something else."""

from __future__ import annotations

import errno

from prevent_desktop.translation import _


class NotPlainError(OSError):
    """`name` is a link, a pipe, a device, a folder in place of a file, or somebody else's file where ours belongs."""

    def __init__(self, name: str) -> None:
        super().__init__(errno.EINVAL, _("it is a link, or no ordinary file or folder of its own"), name)
