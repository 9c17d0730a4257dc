"""What somebody wrote in an earlier form, to be shown beside a question that asks for another person's view.

It is never filled in: whoever writes reads it with the name of who wrote it, and takes it over or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.origins import WordOf, in_whose_word
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.questionnaire.population import fact_of, offered
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import Earlier, OpenForm, earlier_answers
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import name_of_view, writer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsOfOther:
    """What `writer` answered in the form `title` on that day; `values` would be the answer to the question at `path`.

    `is_view` says that it would be somebody else's view then, and not the writer's own; `name` is theirs, where the form
    says it.
    """

    path: Path
    writer: str
    title: str
    day: date
    values: tuple[Value, ...]
    is_view: bool
    name: str = ""


def words_of_others(vault: Vault, library: FormLibrary, opened: OpenForm) -> tuple[WordsOfOther, ...]:
    """All that stands beside the questions of a draft, in reading order; nothing for a finished form."""
    wanted = frozenset(_forms_asked(opened.questionnaire))
    if opened.filled.is_finalised or not wanted:
        return ()
    earlier = earlier_answers(vault, library, opened.filled.case_id, only=wanted)
    found = offered(opened.response, earlier.facts, earlier.by_others(opened.filled.author))
    return tuple(
        WordsOfOther(
            path=path,
            writer=_writer(vault, library, earlier, earlier.forms[key]),
            title=earlier.forms[key].title,
            day=(earlier.forms[key].finalised_at or earlier.forms[key].changed_at).astimezone().date(),
            values=values,
            is_view=bool(opened.response.node(path).item.view_of),
            name=name_of_view(opened.response, path),
        )
        for path, (key, values) in found.items()
    )


def _writer(vault: Vault, library: FormLibrary, earlier: Earlier, form: FilledForm) -> str:
    """Name and role, as far as the form tells them; in a shared case whose laptop signed it, and its word where the form names another."""
    name = writer_of(Response.read(library.for_response(vault, form), form.content))
    said = each_of(dict.fromkeys((name, form.author)))
    colleague = "" if earlier.signers is None else earlier.signers.colleague(RESPONSES, form.id)
    if colleague in {"", name}:
        return said
    return in_whose_word(said, WordOf(colleague=colleague)) if name else each_of((colleague, form.author))


def _forms_asked(questionnaire: Questionnaire) -> Iterator[str]:
    for item in questionnaire.by_link_id.values():
        form, _slash, link_id = fact_of(item).partition("/")
        if link_id and (item.view_of or item.opinion):
            yield form
