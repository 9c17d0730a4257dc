"""The catalogues: the template holds every text, and a chosen language is the one that is shown."""

from __future__ import annotations

import ast
import gettext
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from prevent_desktop import data_files, translation
from prevent_desktop.translation import _, choose_language, ngettext, use_catalogue
from prevent_desktop.workflows.forms.form_library import FormLibrary
from tests.unit.architecture.program_text import PROGRAM, lines, messages

FOR_MACHINES = {
    "casework/profile.py",  # ISO 8601 in what is signed
    "delivery/connection/access_keys.py",  # what is signed of a request
    "packs/document/metadata.py",  # dates of PDF (ISO 32000-1, 7.9.4)
    "vault/copies/backup_place.py",  # names of folders
    "workflows/subject_access/export.py",  # names of folders
    "workflows/forms/form_bundles.py",  # ISO 8601 in what is signed
}
WITH_COMMAS = {
    "delivery/outbox/leases.py",  # SQL
    "delivery/outbox/orders.py",  # SQL
    "packs/purposes.py",  # words in a confined process, which can load no Babel
    "workflows/people/people.py",  # names of fields in the audit trail
}
"""Beside the vault, whose SQL it is."""
_GATHERED = {"_", "ngettext", "N_"}


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    use_catalogue(gettext.NullTranslations())


def test_the_template_holds_every_text_of_the_program() -> None:
    wanted = {forms[0] for _file, forms in messages()}
    with (data_files.resources() / "translations" / "prevent_desktop.pot").open("rb") as file:
        catalogue = read_po(file)
    held = {
        message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id
    }
    assert held == wanted, "run packaging/translations.sh"


def in_f_strings(source: str) -> list[str]:
    """The texts that no gathering of them under Python 3.11 finds: within an f-string, which is one token there."""
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for string in ast.walk(ast.parse(source))
        if isinstance(string, ast.JoinedStr)
        for node in ast.walk(string)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _GATHERED
    ]


def test_no_text_stands_within_an_f_string() -> None:
    found = {
        path.relative_to(PROGRAM).as_posix(): inside
        for path in sorted(PROGRAM.rglob("*.py"))
        if (inside := in_f_strings(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_text_within_an_f_string_would_be_found() -> None:
    assert in_f_strings("say(f'{_(\"Hello\")} {name}')") == ["line 1: _('Hello')"]
    assert in_f_strings('hello = _("Hello")\nsay(f"{hello} {name}")') == []


def test_a_chosen_language_is_shown(tmp_path: Path) -> None:
    catalogue = Catalog(locale="cy", domain=translation.DOMAIN)
    catalogue.add("Lock", "Cloi")
    catalogue.add(("{number} item", "{number} items"), ("{number} eitem",) * 6)
    place = tmp_path / "cy" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / f"{translation.DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalogue)
    choose_language("cy", tmp_path)
    assert _("Lock") == "Cloi"
    assert ngettext("{number} item", "{number} items", 2) == "{number} eitem"


def test_a_language_without_a_catalogue_is_english(tmp_path: Path) -> None:
    choose_language("xx", tmp_path)
    assert _("Lock") == "Lock"


def test_a_form_is_shown_in_the_chosen_language_where_it_holds_a_translation(tmp_path: Path) -> None:
    content = [{"url": "lang", "valueCode": "cy"}, {"url": "content", "valueString": "Enw"}]
    words = {
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": content}]
    }
    item = {"linkId": "name", "type": "string", "text": "Name", "_text": words}
    form = {"resourceType": "Questionnaire", "status": "active", "language": "en", "item": [item]}
    (tmp_path / "visit").mkdir()
    (tmp_path / "visit" / "1.0.0.json").write_text(json.dumps(form), encoding="utf-8")
    assert FormLibrary(tmp_path).newest("visit").by_link_id["name"].text == "Name"
    choose_language("cy_GB", tmp_path)
    assert FormLibrary(tmp_path).newest("visit").by_link_id["name"].text == "Enw"


def test_no_language_is_fixed_but_our_own_in_one_place() -> None:
    found = [place for place, line in lines() if re.search(r"\ben[_-]GB\b", line)]
    assert found == ["translation.py"]


def test_only_formatting_puts_times_and_large_numbers_into_words() -> None:
    written = re.compile(r"strftime\(|:,\}|\{[^{}]*:%[YmdHMbB]|%B\b")
    found = {place for place, line in lines() if written.search(line)}
    assert found == FOR_MACHINES


def test_only_formatting_puts_a_comma_between_words() -> None:
    found = {place for place, line in lines() if '", ".join(' in line}
    assert {place for place in found if not place.startswith("vault/")} == WITH_COMMAS
