"""The manners in which pictures are taken: the size of the window, the size of the text, the colours."""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.ui.theme import Appearance

SIZES = ((1366, 768), (1024, 700))
SCALES = (100, 200)
THEMES = (Appearance.LIGHT, Appearance.DARK, Appearance.HIGH_CONTRAST)


@dataclass(frozen=True, slots=True)
class Manner:
    """A window of `size` px, its text at `scale` percent, in the colours of `theme`."""

    size: tuple[int, int] = SIZES[0]
    scale: int = SCALES[0]
    theme: Appearance = THEMES[0]

    @property
    def ending(self) -> str:
        """How the names of its pictures end."""
        width, height = self.size
        return f"{width}x{height}-{self.scale}-{self.theme.value}"


EVERY = tuple(itertools.starmap(Manner, itertools.product(SIZES, SCALES, THEMES)))


def manner_arguments(description: str | None) -> argparse.ArgumentParser:
    """The arguments of a script that takes its pictures in one manner: `folder`, `theme`, `scale` and `size`."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", type=Appearance)
    parser.add_argument("--scale", type=int)
    parser.add_argument("--size", type=_size)
    return parser


def manners_arguments(description: str | None) -> argparse.ArgumentParser:
    """The same, of a script that takes them in every manner, or in the first one with ``--quick``."""
    parser = manner_arguments(description)
    parser.add_argument("--quick", action="store_true")
    return parser


def chosen_manner(chosen: argparse.Namespace) -> Manner:
    """The one that is asked for: where nothing is said, a school's laptop at 100 % in the light colours."""
    return Manner(
        size=chosen.size or SIZES[0], scale=chosen.scale or SCALES[0], theme=chosen.theme or THEMES[0]
    )


def chosen_manners(chosen: argparse.Namespace) -> tuple[Manner, ...]:
    """Every one; one alone with ``--quick`` or where something is said about it."""
    is_one = chosen.quick or chosen.theme or chosen.scale or chosen.size
    return (chosen_manner(chosen),) if is_one else EVERY


def _size(text: str) -> tuple[int, int]:
    width, height = map(int, text.split("x"))
    return width, height
