"""Texts without a translation into a language that the rest of the form is translated into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.review.reporting import Report
from prevent_desktop.translation import _

_WORDS: Final = ("text", "title", "prefix")


def tell_missing_translations(report: Report) -> None:
    """Tell each item (and the title) that lacks one of the form's languages."""
    items = {"": (report.base, report.form), **report.items()}
    spoken = {
        link_id: [(key, _languages(raw.get("_" + key))) for key in _WORDS if isinstance(raw.get(key), str)]
        for link_id, (_path, raw) in items.items()
    }
    every = sorted({tag for texts in spoken.values() for _key, tags in texts for tag in tags})
    for link_id, texts in spoken.items():
        for key, tags in texts:
            missing = [tag for tag in every if tag not in tags]
            if missing:
                told = _("Its “{part}” has no translation into {languages}.").format(
                    part=key, languages=each_of(missing)
                )
                report.advise("translation", told, (*items[link_id][0], key), link_id)


def languages_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages (BCP 47) that the texts of a form are translated into, in order."""
    found: set[str] = set()
    waiting: list[Any] = [form]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict):
            found |= {tag for key in _WORDS for tag in _languages(holder.get("_" + key))}
            items = holder.get("item")
            waiting += items if isinstance(items, list) else []
    return tuple(sorted(found))


def _languages(untrusted: Any) -> set[str]:
    extensions = untrusted.get("extension") if isinstance(untrusted, Mapping) else None
    found = set()
    for one in extensions if isinstance(extensions, list) else ():
        if isinstance(one, Mapping) and one.get("url") == ext.TRANSLATION:
            parts = one.get("extension")
            found |= {
                str(part.get("valueCode"))
                for part in (parts if isinstance(parts, list) else ())
                if isinstance(part, Mapping) and part.get("url") == "lang"
            }
    return found
