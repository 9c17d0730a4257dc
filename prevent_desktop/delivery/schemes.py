"""How addresses for packs begin. A new way of sending begins with its line here; CONTRIBUTING.md lists what follows.

``http://`` is taken for this computer alone (`workflows/organisation/receiver_rules.py`).
"""

from __future__ import annotations

import re
from typing import Final

BEGINNINGS: Final = ("https://", "file://", "sftp://", "mailto:")
"""In the order in which people are told of them."""
SCHEMES: Final = ("http", *(beginning.partition(":")[0] for beginning in BEGINNINGS))

_ADDRESS = re.compile(rf"({'|'.join(map(re.escape, ('http://', *BEGINNINGS)))})\S+", re.ASCII)


def is_address(text: str) -> bool:
    """Whether it begins as one, and is in one piece; the rules of each way say more."""
    return _ADDRESS.fullmatch(text) is not None
