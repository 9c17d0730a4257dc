"""Every text a person can see passes through here (GNU gettext; catalogues in ``resources/translations``).

The message is its own English text, so the program reads well without a catalogue. The chosen language is
the one piece of process-wide state: it is set once, by the composition root, before anything is shown.
"""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "prevent_desktop"
OWN_LANGUAGE = "en-GB"
"""The language of the messages themselves, of the guidance and of the dictionary that are always there (BCP 47)."""


class _Chosen:
    """Holds the language that was asked for, the one that is shown, and its catalogue; English until one is chosen."""

    language: str | None = None
    shown: str = OWN_LANGUAGE
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def choose_language(language: str, catalogues: Path) -> None:
    """Use the catalogue of `language` (BCP 47, such as ``cy``) below `catalogues`; English where there is none."""
    name = language.replace("-", "_")
    found = gettext.find(DOMAIN, str(catalogues), [name])
    _Chosen.language = language.replace("_", "-")
    _Chosen.shown = OWN_LANGUAGE if found is None else Path(found).parents[1].name.replace("_", "-")
    _Chosen.catalogue = gettext.translation(DOMAIN, str(catalogues), [name], fallback=True)


def chosen_language() -> str | None:
    """The language that was chosen (BCP 47), for what brings translations of its own, such as a form."""
    return _Chosen.language


def shown_language() -> str:
    """The language of what is shown (BCP 47): of the catalogue that was found, else our own."""
    return _Chosen.shown


def by_language(folder: Path) -> tuple[Path, ...]:
    """Where to look below `folder` for what is written in a language: the one that is shown first, then our own."""
    return tuple(folder / tag for tag in dict.fromkeys((_Chosen.shown, OWN_LANGUAGE)))


def use_catalogue(catalogue: gettext.NullTranslations, language: str = OWN_LANGUAGE) -> None:
    """Use `catalogue`, which is in `language`, as it is.

    The tests use a pseudo language, to find a text that was not passed through here.
    What brings translations of its own is then shown in its own language.
    """
    _Chosen.language = None
    _Chosen.shown = language
    _Chosen.catalogue = catalogue


def _(message: str) -> str:
    """The message in the chosen language."""
    return _Chosen.catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802  # as gettext's tools call it
    """The message as it is: it is marked for the catalogue here, and put into the language where it is shown."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message for `number` things in the chosen language."""
    return _Chosen.catalogue.ngettext(singular, plural, number)
