"""Where an answer stands in a response."""

from __future__ import annotations

from typing import Any

Path = tuple[tuple[str, int], ...]
"""From the top: link id and occurrence of each group or question, and in between the answer that it lies under."""


def read_path(untrusted_pairs: Any) -> Path:
    """A path as it stands in JSON, a list of pairs. ValueError or TypeError for anything else."""
    return tuple((str(link_id), int(number)) for link_id, number in untrusted_pairs)
