"""Patterns come from outside: re2 runs in time linear in the text, whatever the pattern (``re`` can hang for hours)."""

from __future__ import annotations

from typing import Any

from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.translation import _

_MAX_MEMORY = 8 * 1024 * 1024


def compile_pattern(link_id: str, untrusted: str) -> Any:
    """The pattern compiled by re2 (its `fullmatch` judges a text); QuestionnaireError where re2 does not take it."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return re2.compile(untrusted, options)
    except (re2.error, ValueError, UnicodeError) as error:
        raise refused_item(
            link_id, _("its pattern, “{pattern}”, cannot be used.").format(pattern=shortened(untrusted))
        ) from error
