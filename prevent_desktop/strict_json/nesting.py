"""How deep JSON may be nested: Python itself stops at other depths in each of its versions, some far beyond what our walks follow."""

from __future__ import annotations

from typing import Any, Final

MOST_LEVELS: Final = 400
"""Objects and lists inside of each other. A question that lies 20 groups deep, the most that a form has, takes some 50."""


def is_nested_too_deeply(parsed: Any) -> bool:
    """Whether JSON that was read has more levels than `MOST_LEVELS`; by a loop, whatever its depth."""
    level = [parsed] if isinstance(parsed, (dict, list)) else []
    for _level in range(MOST_LEVELS):
        level = [
            child
            for one in level
            for child in (one.values() if isinstance(one, dict) else one)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True
