"""What a reader that goes by the tags gets against what was typed, in every tongue (FAULTS 36).

    python -m tests.faults tagged_words --runs 1000 [--seed 1]

Each run is a pack whose texts are put together by chance: sentences in all tongues, alone and in each other, words too
long for a line, texts too long for page one, answers that are cut between pages. What was typed must be what the tags
say, space for space. The control draws no space where a line ends (as ReportLab does), and must be noticed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from unittest.mock import patch

from prevent_desktop.packs.content import PackContent, PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.document.plain_text import TypedParagraph
from tests.faults.harness import ask
from tests.unit.packs.examples import pack_content
from tests.unit.packs.sized import SAID
from tests.unit.packs.text_shaping.spoken import said
from tests.unit.packs.text_shaping.tongues import NAMES, TONGUES, begun, quoted, spaced

_LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
_LATIN = (SAID, "at home and in school", "twenty-one pupils", "“had the right idea”", _LONG_WORD, "x" * 200)


def _text(chance: random.Random) -> str:
    """One to some hundred lines' worth of words."""
    latin = chance.choices(_LATIN, k=chance.choice((1, 3, 12, 60)))
    name = chance.choice(NAMES)
    others = chance.choices((TONGUES[name], quoted(name), begun(name), ""), k=2)
    parts = [*latin, *others]
    chance.shuffle(parts)
    return "".join(f"{part}{chance.choice((' ', '  ', chr(10)))}" for part in parts)


def _line(chance: random.Random) -> PackLine:
    answers = tuple(_text(chance) for _answer in range(chance.choice((1, 1, 2))))
    return PackLine(
        question=_text(chance).replace("\n", " ")[:200].strip(), answers=answers, depth=chance.randrange(3),
        own_words=chance.random() < 0.3, opinion=chance.random() < 0.2,
    )  # fmt: skip


def made(chance: random.Random) -> PackContent:
    """A pack of such texts."""
    lines = tuple(_line(chance) for _number in range(chance.randrange(1, 4)))
    form = PackForm(
        title="Screening tool", version="1", sections=(PackSection(title="What was said", lines=lines),),
        data_name="a.json", data_json="{}",
    )  # fmt: skip
    return pack_content(
        in_short=_text(chance), what_else=_text(chance), what_protects=_text(chance), ask=_text(chance),
        danger=f"Yes\n{_text(chance)}", person_facts=(("Address", _text(chance)),), forms=(form,), answer_by=None,
    )  # fmt: skip


def _typed(content: PackContent) -> list[str]:
    lines = content.forms[0].sections[0].lines
    texts = [content.in_short, content.what_else, content.what_protects, content.ask, content.danger]
    texts += [fact for _label, fact in content.person_facts]
    texts += [text for line in lines for text in (line.question, *line.answers)]
    return [spaced(part) for text in texts for part in text.splitlines() if part.strip()]


def one_run(chance: random.Random) -> list[str]:
    """The lines that the tags of one pack do not say as they were typed."""
    content = made(chance)
    read = {spaced(text) for text in said(build_document(content)).passages()}
    leads = {f"Immediate danger: {spaced(content.danger.splitlines()[0])}"}
    return [line for line in _typed(content) if line not in read and not (line == "Yes" and leads <= read)]


def caught(chance: random.Random) -> bool:
    """Whether it is noticed that no space is drawn where a line ends."""
    with patch.object(TypedParagraph, "end_with_spaces", lambda _paragraph: None):
        return any(one_run(chance) for _try in range(5))


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="tagged_words", runs=50)
    failures = [
        f"pack {number}: {line[:80]}" for number in range(asked.runs) for line in one_run(asked.chance)
    ]
    return asked.tell(failures, controls={"no space at the ends of lines": caught(asked.chance)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
