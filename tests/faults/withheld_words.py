"""Withholds words at random places of a pack, and looks for them in every byte of what is built.

    python -m tests.faults withheld_words --runs 500

Each run strews made-up names over a pack (answers, data, page one, chronology, facts, household, file names), in any
capitals and with other signs between them, keeps some of them back, and looks into the finished PDF: every stream
unpacked, every string, the words of each page, the files inside, with the Bundle; as 8-bit, UTF-16 and base 64. What is not kept back must
still be there. The controls: a pack from which nothing is taken out, and one that has it in its data still.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.packs.content import (
    PackAttachment,
    PackContent,
    PackForm,
    PackLine,
    PackMember,
    PackSection,
)
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.opening import extract_files
from prevent_desktop.workflows.packs.withholding.applying import without_withheld
from prevent_desktop.workflows.packs.withholding.cutting import Cutter
from tests.faults.canaries import find_canaries
from tests.faults.harness import ask
from tests.unit.packs.examples import SIGNED_AT, pack_content
from tests.unit.packs.reading import page_texts

Remove = Callable[[PackContent, Cutter], PackContent]

_SYLLABLES = ("bra", "vex", "qui", "zor", "mel", "tuš", "ñof", "gré", "wyk", "şaz", "dło", "pëj")
_NAMES = 6
_KEPT_BACK = 3
_DEEPEST = 9


def everything_in(pdf_bytes: bytes, folder: Path) -> Path:
    """Every stream unpacked, every string, the words of each page as they are read, and the embedded files, as files."""
    folder.mkdir()
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        for number, stored in enumerate(pdf.objects):
            if isinstance(stored, pikepdf.Stream):
                (folder / f"stream-{number}").write_bytes(stored.read_bytes())
        strings = [string for stored in pdf.objects for string in _strings(stored)]
        (folder / "strings").write_bytes(b"\n".join(strings))
    (folder / "pages").write_text("\n".join(page_texts(pdf_bytes)), "utf-8")
    (folder / "files").mkdir()
    for name, _kind, data in extract_files(pdf_bytes):
        (folder / "files" / name).write_bytes(data)
    (folder / "whole.pdf").write_bytes(pdf_bytes)
    return folder


def _strings(stored: Any, depth: int = 0) -> Iterator[bytes]:
    if isinstance(stored, pikepdf.String):
        yield bytes(stored)
        yield str(stored).encode()
    elif depth < _DEEPEST and isinstance(stored, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in stored.items():
            yield key.encode()
            if not getattr(value, "is_indirect", False):
                yield from _strings(value, depth + 1)
    elif depth < _DEEPEST and isinstance(stored, pikepdf.Array):
        for value in stored:
            if not getattr(value, "is_indirect", False):
                yield from _strings(value, depth + 1)


def names_for(chance: random.Random) -> list[str]:
    """Names of two words that stand nowhere else, and not in one another."""
    words: dict[str, None] = {}
    while len(words) < 2 * _NAMES:
        words["".join(chance.choices(_SYLLABLES, k=4)).capitalize()] = None
    given = list(words)
    return [" ".join(given[number : number + 2]) for number in range(0, len(given), 2)]


def strewn(names: Sequence[str], chance: random.Random) -> PackContent:
    """A pack in which each name stands in a few of the places where words of a person's can stand."""
    content = pack_content(record_json='{"resourceType": "Patient"}')
    for name in names:
        for place in chance.sample(_PLACES, k=3):
            content = place(content, _spelled(name, chance))
    return content


def _spelled(name: str, chance: random.Random) -> str:
    """As somebody might type it."""
    ways: list[Callable[[str], str]] = [
        str,
        str.upper,
        str.lower,
        lambda text: text.replace(" ", "  "),
        lambda text: f"“{text}’s”",
    ]
    return chance.choice(ways)(name)


def _in_answer(content: PackContent, words: str) -> PackContent:
    line = PackLine(question="Who was there?", answers=(f"It was {words}, they said.",), own_words=True)
    return _with_section(content, PackSection(title="Others", lines=(line,)))


def _in_heading(content: PackContent, words: str) -> PackContent:
    return _with_section(content, PackSection(title=f"About {words}", lines=(PackLine(question="Known?", answers=("Yes",)),)))  # fmt: skip


def _with_section(content: PackContent, section: PackSection) -> PackContent:
    first, *others = content.forms
    return replace(content, forms=(replace(first, sections=(*first.sections, section)), *others))


def _in_the_author(content: PackContent, words: str) -> PackContent:
    first, *others = content.forms
    return replace(content, forms=(replace(first, author=words), *others))


def _in_the_initials(content: PackContent, words: str) -> PackContent:
    return replace(content, about_label=f"{content.about_label} {words}")


def _in_data(content: PackContent, words: str) -> PackContent:
    first, *others = content.forms
    data = json.loads(first.data_json)
    kinds: list[dict[str, Any]] = [
        {"valueString": f"with {words} there"},
        {"valueCoding": {"code": "x", "display": words}},
        {"extension": [{"url": "https://example.org/note", "valueString": words}]},
    ]
    answer = kinds[len(words) % len(kinds)]
    data["item"] = [*data.get("item", []), {"linkId": f"q{len(data.get('item', []))}", "answer": [answer]}]
    return replace(content, forms=(_dumped(first, data), *others))


def _dumped(form: PackForm, data: object) -> PackForm:
    return replace(form, data_json=json.dumps(data, ensure_ascii=False))


def _on_page_one(content: PackContent, words: str) -> PackContent:
    return replace(content, what_protects=f"{content.what_protects}\nAnd {words}.")


def _in_what_happened(content: PackContent, words: str) -> PackContent:
    return replace(
        content, what_happened=(*content.what_happened, f"20 Nov, told by someone: {words} saw it.")
    )


def _in_chronology(content: PackContent, words: str) -> PackContent:
    last = content.chronology[-1]
    return replace(content, chronology=(*content.chronology, replace(last, label=f"Met {words}", what=f"{words} came.")))  # fmt: skip


def _in_facts(content: PackContent, words: str) -> PackContent:
    return replace(content, person_facts=(*content.person_facts, ("Known as", words)))


def _in_household(content: PackContent, words: str) -> PackContent:
    household = content.household
    if household is None:
        return content
    return replace(content, household=replace(household, members=(*household.members, PackMember(name=words, relationship="Aunt"))))  # fmt: skip


def _in_a_file_name(content: PackContent, words: str) -> PackContent:
    plain = words.translate(str.maketrans("", "", "“”’"))
    file = PackAttachment.of_bytes(f"{plain}.txt", "text/plain", f"From {words}", b"an account")
    return replace(content, attachments=(*content.attachments, file))


def _in_the_record(content: PackContent, words: str) -> PackContent:
    return replace(content, record_json=json.dumps({"resourceType": "Patient", "contact": [{"name": {"text": words}}]}))  # fmt: skip


_PLACES = (
    _in_answer, _in_heading, _in_data, _on_page_one, _in_what_happened, _in_chronology, _in_facts, _in_household,
    _in_a_file_name, _in_the_record, _in_the_author, _in_the_initials,
)  # fmt: skip


def kept_back(names: Sequence[str]) -> Cutter:
    """What takes `names` out."""
    return Cutter(
        Withholding(
            id=name,
            case_id="case",
            words=(name,),
            reason="It is about another family",
            decided_by="Lead",
            decided_at=SIGNED_AT,
        )
        for name in names
    )


def one_run(chance: random.Random, remove: Remove = without_withheld) -> list[str]:
    """What is wrong with one pack: a word that is still there, or one that is gone and should not be."""
    names = names_for(chance)
    back, stays = names[:_KEPT_BACK], names[_KEPT_BACK:]
    pack = remove(strewn(names, chance), kept_back(back))
    with tempfile.TemporaryDirectory() as folder:
        everything = everything_in(build_document(pack), Path(folder) / "pack")
        looked_for = [
            spelling
            for name in back
            for word in name.split()
            for spelling in (word, word.upper(), word.lower())
        ]
        wrong = [
            f"{found.canary} as {found.form} in {found.path.name}"
            for found in find_canaries([everything], looked_for)
        ]
        there = _all_words(everything)
        wrong += [
            f"{name} is gone" for name in stays if not all(word.casefold() in there for word in name.split())
        ]
    return wrong


def _all_words(folder: Path) -> str:
    """All that is read in it, small."""
    texts = [path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "whole.pdf"]  # fmt: skip
    return "".join(texts).casefold()


def nothing_removed(content: PackContent, _cutter: Cutter) -> PackContent:
    """A control: nothing is taken out."""
    return content


def only_on_pages(content: PackContent, cutter: Cutter) -> PackContent:
    """A control: the data of the forms stay as they were."""
    cut = without_withheld(content, cutter)
    pairs = zip(cut.forms, content.forms, strict=True)
    return replace(cut, forms=tuple(replace(mine, data_json=whole.data_json) for mine, whole in pairs))


CONTROLS: dict[str, Remove] = {
    "nothing taken out": nothing_removed,
    "taken out of the pages alone": only_on_pages,
}


def caught(remove: Remove, chance: random.Random, tries: int = 5) -> bool:
    """Whether a broken way to remove is noticed within a few packs; names do not stand in the data of each."""
    return any(one_run(chance, remove) for _try in range(tries))


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="withheld_words", runs=20)
    failures = [f"pack {number}: {wrong}" for number in range(asked.runs) for wrong in one_run(asked.chance)]
    controls = {name: caught(remove, asked.chance) for name, remove in CONTROLS.items()}
    return asked.tell(failures, controls=controls)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
