"""The value sets that many forms name without carrying them: yes and no, gender, marital status and their like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def known_value_sets(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The value sets in the bundles of `folder` (``resources/value-sets``), as FHIR JSON by address."""
    resources = (
        entry["resource"]
        for path in sorted(folder.glob("*.json"))
        for entry in json.loads(path.read_text("utf-8"))["entry"]
    )
    return {resource["url"]: resource for resource in resources}
