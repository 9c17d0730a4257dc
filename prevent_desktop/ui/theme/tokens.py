"""Design tokens read from ``resources/theme/*.json``, and the style sheet made of them. No Qt here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

_PICTURES = ("tick", "arrow", "arrow_back", "arrow_on")
"""What a set of colours names a picture for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One set of colours (``#rrggbb``), whether it is a dark one, and the pictures drawn in it (file names)."""

    name: str
    dark: bool
    colours: Mapping[str, str]
    pictures: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Text and control sizes in pixels at 100 %, and weights of the font.

    Light text on a dark ground is drawn wider than it is: strong words take one step more to stand out from it.
    """

    text: Mapping[str, float]
    control: Mapping[str, float]
    weight: Mapping[str, int]

    def at(self, scale: int) -> dict[str, int]:
        """Every size at `scale` percent, whole pixels, keyed as the template names them (``title_px``)."""
        sizes = {**self.text, **self.control}
        found = {f"{name}_px": round(size * scale / 100) for name, size in sizes.items()}
        return {**found, "indicator_radius_px": found["indicator_px"] // 2 + 1}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def read_tokens(folder: Path, name: str) -> Tokens:
    """The set of colours ``<name>.json`` in `folder`."""
    found = _read(folder / f"{name}.json")
    pictures = {name: found[name] for name in _PICTURES}
    return Tokens(name=found["name"], dark=found["dark"], colours=found["colours"], pictures=pictures)


def read_measures(folder: Path) -> Measures:
    """The sizes in ``measures.json`` of `folder`."""
    found = _read(folder / "measures.json")
    return Measures(text=found["text_px"], control=found["control_px"], weight=found["font_weight"])


def style_sheet(
    folder: Path, icons: Path, tokens: Tokens, measures: Measures, *, scale: int, font_family: str
) -> str:
    """The style sheet ``style.qss`` of `folder` with every name filled in; KeyError for a name without a token."""
    names: dict[str, str] = {
        **tokens.colours,
        **{name: str(size) for name, size in measures.at(scale).items()},
        **{name: (icons / file).as_posix() for name, file in tokens.pictures.items()},
        "font_family": f'"{font_family}"',
        "strong_weight": str(measures.weight["strong_on_dark" if tokens.dark else "strong"]),
        "painted_tokens": " ".join(f"{name}={value}" for name, value in tokens.colours.items())
        + f" scale={scale}",
    }
    return Template((folder / "style.qss").read_text(encoding="utf-8")).substitute(names)


def contrast_ratio(one: str, other: str) -> float:
    """The contrast of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


_KNEE = 0.04045
"""Below it the sRGB curve is a straight line (IEC 61966-2-1)."""


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= _KNEE else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
