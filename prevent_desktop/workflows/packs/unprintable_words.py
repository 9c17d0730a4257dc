"""Which of our words hold a character that no font here has, told before signing, with where they stand.

The pack can be signed: the number of the character stands in its place (`packs.document.text_shaping.unprintable`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Event
from prevent_desktop.formatting import all_of, each_of
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.workflows.forms.form_marks import enabled_nodes

_LATIN = frozenset(map(chr, (*range(0x250), *range(0x2010, 0x205F), *range(0x20A0, 0x20C0))))
"""What nearly all is written in; the fonts, which take their time to be read, need not be asked about it."""


def unprintable_in(text: str) -> tuple[str, ...]:
    """The numbers of the characters of `text` that cannot be printed, such as “U+FFFE”, in order."""
    if _LATIN.issuperset(text):
        return ()
    from prevent_desktop.packs.document.fonts import REGULAR, clean
    from prevent_desktop.packs.document.text_shaping.unprintable import unprintable

    return tuple(f"U+{ord(letter):04X}" for letter in sorted(unprintable(clean(text), REGULAR)))


def unprintable_words(
    forms: Iterable[tuple[FilledForm, Response]], events: Iterable[Event]
) -> Iterator[tuple[str, str]]:
    """What is to be told of each answer or event of ours with such a character, and the id of its form."""
    for form, response in forms:
        for node in enabled_nodes(response):
            if numbers := unprintable_in("".join(each for each in node.answers if isinstance(each, str))):
                yield _told(each_of((form.title, f"“{node.item.text}”")), numbers), form.id
    for event in events:
        written_here = event.response_id is None and event.received_id is None
        if written_here and (numbers := unprintable_in(event.label + event.what)):
            yield _told(f"“{event.label}”", numbers), ""


def _told(place: str, numbers: tuple[str, ...]) -> str:
    return _(
        "{place}: {characters} cannot be printed, and the number will stand there. Write it in another way if you can"
    ).format(place=place, characters=all_of(numbers))
