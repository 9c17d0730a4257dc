"""Patterns come from outside: re2 runs in time linear in the text, whatever the pattern (``re`` can hang for hours)."""

from __future__ import annotations

import re
from typing import Any, Final

from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.translation import _

_MAX_MEMORY: Final = 1024 * 1024
_MAX_PATTERNS: Final = 200
_OF_OTHER_ENGINES: Final = re.compile(r"\(\?(?:[=!>#]|<[=!])|\\[1-9hHRXZGku]|[*+?}]\+|&&")


class Patterns:
    """The compiled patterns of one form, each once. Their number and their size are bounded, so their memory is."""

    def __init__(self) -> None:
        self._compiled: dict[str, Any] = {}

    def compiled(self, link_id: str, untrusted: str) -> Any:
        """The pattern compiled by re2 (its `fullmatch` judges a text).

        None where it needs what only engines that can hang offer (looking around, back references …); QuestionnaireError
        where it is no pattern, or too large a one.
        """
        if untrusted not in self._compiled:
            if len(self._compiled) >= _MAX_PATTERNS:
                raise refused_item(
                    link_id, _("the form has more than {most} patterns.").format(most=_MAX_PATTERNS)
                )
            self._compiled[untrusted] = _compile(link_id, untrusted)
        return self._compiled[untrusted]


def _compile(link_id: str, untrusted: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return re2.compile(untrusted, options)
    except (re2.error, ValueError, UnicodeError) as error:
        if _OF_OTHER_ENGINES.search(untrusted) is not None:
            return None
        raise refused_item(
            link_id, _("its pattern, “{pattern}”, cannot be used.").format(pattern=shortened(untrusted))
        ) from error
