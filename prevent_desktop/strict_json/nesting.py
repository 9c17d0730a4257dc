"""How deep JSON may be nested: Python itself stops at other depths in each of its versions, some far beyond what our walks follow."""

from __future__ import annotations

from typing import Any, Final

MOST_LEVELS: Final = 400
"""Objects and lists inside of each other. The deepest question that a form may have takes 49, with choices in two languages; its answer
takes 82 where each item stands under the answer of another (tests/unit/questionnaire/test_deepest_form.py)."""


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
