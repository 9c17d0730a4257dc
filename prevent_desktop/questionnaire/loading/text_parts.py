"""The texts of one form, out of untrusted JSON: in the language that is wanted, plain and formatted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.loading.item_parts import (
    Extensions,
    dicts,
    extensions_of,
    part,
    translation,
)
from prevent_desktop.questionnaire.loading.languages import best_match
from prevent_desktop.questionnaire.loading.markup import Markup, from_plain
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.translation import _


class Texts:
    """Reads texts for a screen in `language` (a BCP 47 tag; None for the form's own language)."""

    def __init__(self, language: str | None = None) -> None:
        self.language = language
        self.markup = Markup()

    def plain(self, link_id: str, untrusted: Mapping[str, Any], key: str) -> str:
        """The text under `key`, translated where the form can; empty where there is none."""
        own: str = part(link_id, untrusted, key, str) or ""
        if self.language is None or "_" + key not in untrusted:
            return own
        return translation(link_id, untrusted["_" + key], self.language) or own

    def translated(self, link_id: str, untrusted: Mapping[str, Any], key: str) -> str:
        """The translation of what stands under `key`, which need not be text itself; empty where there is none."""
        return self._translation(link_id, untrusted.get("_" + key)) or ""

    def rich(self, link_id: str, untrusted: Mapping[str, Any], key: str) -> str:
        """The same text with its formatting, as safe HTML; empty where it has none, or none in this language."""
        element = untrusted.get("_" + key)
        if not isinstance(element, Mapping) or "extension" not in element:
            return ""
        extensions = extensions_of(link_id, element)
        translated = self._translation(link_id, element)
        for url, render in (
            (ext.RENDERING_XHTML, self.markup.of_xhtml),
            (ext.RENDERING_MARKDOWN, self.markup.of_markdown),
        ):
            source = self._markup_source(link_id, extensions, url, needs_translation=translated is not None)
            if source and (safe := render(source)):
                return "" if safe == from_plain(translated or str(untrusted.get(key))) else safe
        return ""

    def of_extension(self, link_id: str, extensions: Extensions, url: str) -> str:
        """The text of the first extension `url`, translated where the form can; empty where there is none."""
        for one in extensions.get(url, ())[:1]:
            for key in ("valueString", "valueMarkdown"):
                if key in one:
                    return self.plain(link_id, one, key)
            raise refused_item(link_id, _("its extension “{url}” is not text.").format(url=shortened(url)))
        return ""

    def designation(self, link_id: str, concept: Mapping[str, Any]) -> str:
        """The words of a value set's concept, from its `designation` in this language or from its display."""
        if self.language is not None and "designation" in concept:
            words = [
                (part(link_id, one, "language", str), part(link_id, one, "value", str))
                for one in dicts(link_id, concept, "designation")
            ]
            found = self._best({tag: value for tag, value in reversed(words) if tag and value})
            if found is not None:
                return found
        return self.plain(link_id, concept, "display")

    def _markup_source(
        self, link_id: str, extensions: Extensions, url: str, *, needs_translation: bool
    ) -> str:
        for one in extensions.get(url, ())[:1]:
            for key in ("valueString", "valueMarkdown"):
                if not isinstance(one.get(key), str):
                    continue
                translated = self._translation(link_id, one.get("_" + key))
                return translated or ("" if needs_translation else str(one[key]))
        return ""

    def _translation(self, link_id: str, element: Any) -> str | None:
        return None if self.language is None else translation(link_id, element, self.language)

    def _best(self, words: Mapping[str, str]) -> str | None:
        tag = best_match(self.language or "", words)
        return None if tag is None else words[tag]
