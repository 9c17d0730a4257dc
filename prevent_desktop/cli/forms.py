"""``form check`` and ``form validate``: a questionnaire by itself, and a response against its questionnaire.

``form bundle``, ``form add`` and ``form list`` are in `form_bundles`; ``form preview`` opens a window, in `app`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from prevent_desktop import data_files
from prevent_desktop.cli import form_bundles
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read
from prevent_desktop.cli.reading import read_file
from prevent_desktop.errors import QuestionnaireError, ResponseError
from prevent_desktop.questionnaire.definition import Questionnaire, load_questionnaire
from prevent_desktop.questionnaire.response import parse_response
from prevent_desktop.questionnaire.review import Finding, FormReview, Severity, review_form
from prevent_desktop.questionnaire.validation import Problem, validate_json
from prevent_desktop.questionnaire.validation import Severity as ProblemSeverity
from prevent_desktop.questionnaire.validation.header_problems import form_inside, form_not_found
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets

Preview = Callable[[Path], int]
"""Shows the form in a file in a window, and tells the exit code when that is closed."""


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], preview: Preview | None = None
) -> None:
    """Add ``form`` and its commands; `preview` only where there can be a window."""
    form = commands.add_parser("form", help=_("check forms and responses")).add_subparsers(required=True)
    check = form.add_parser("check", help=_("tell all that is wrong with a form, by line and item"))
    check.add_argument("files", nargs="+", type=file_to_read, metavar="FILE")
    check.add_argument("--json", action="store_true", help=_("print what was found as JSON"))
    check.set_defaults(run=run_check)
    validate = form.add_parser("validate", help=_("check a response against its questionnaire"))
    validate.add_argument(
        "--questionnaire",
        type=file_to_read,
        metavar="Q.json",
        help=_("the form; not needed where the response holds it"),
    )
    validate.add_argument("response", type=file_to_read, metavar="RESPONSE.json")
    validate.add_argument("--json", action="store_true", help=_("print the problems as JSON"))
    validate.set_defaults(run=run_validate)
    if preview is not None:
        previewing = form.add_parser("preview", help=_("try a form in a window; nothing is kept"))
        previewing.add_argument("file", type=file_to_read, metavar="FILE")
        previewing.set_defaults(run=lambda arguments: run_preview(arguments, preview))
    form_bundles.add_commands(form)


def run_check(arguments: argparse.Namespace) -> Exit:
    """All that there is to say about each form, line by line; exit 1 where one has to be mended."""
    value_sets = _value_sets()
    found = [(path, review_form(read_file(path), value_sets=value_sets)) for path in arguments.files]
    if arguments.json:
        say_json([_finding_as_json(path, one) for path, review in found for one in review.findings])
    else:
        for path, review in found:
            _say_review(path, review)
    return Exit.NOT_VALID if any(review.errors for _path, review in found) else Exit.DONE


def run_preview(arguments: argparse.Namespace, preview: Preview) -> Exit:
    """Open the window; a file that cannot be read is told before."""
    read_file(arguments.file)
    return Exit.DONE if preview(arguments.file) == 0 else Exit.PROGRAM


def _say_review(path: Path, review: FormReview) -> None:
    for one in review.findings:
        severity = _("error") if one.severity is Severity.ERROR else _("advice")
        item = f" [{one.link_id}]" if one.link_id else ""
        say(f"{path}:{one.line}:{one.column}: {severity}:{item} {one.message}")
        say("  " + _("What to do: {next_step}").format(next_step=one.mend))
    form = review.questionnaire
    number = len(review.errors)
    if form is None or number:
        told = ngettext("{file}: {number} error", "{file}: {number} errors", number)
        usable = _("cannot be used") if form is None else _("can be used, but not as it was meant")
        say(f"{told.format(file=path, number=number)}, {usable}")
        return
    number = len(form.by_link_id)
    say(
        _("{file}: fine. {title}, version {version}, {items}").format(
            file=path,
            title=form.title or form.url,
            version=form.version or "–",
            items=ngettext("{number} item", "{number} items", number).format(number=number),
        )
    )


def _finding_as_json(path: Path, one: Finding) -> dict[str, object]:
    return {
        "file": str(path),
        "line": one.line,
        "column": one.column,
        "linkId": one.link_id,
        "path": one.where,
        "severity": one.severity.value,
        "code": one.code,
        "message": one.message,
        "mend": one.mend,
    }


def run_validate(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where the response is valid, 1 where it is not; each problem with the path of its item."""
    problems = _problems(arguments.questionnaire, read_file(arguments.response))
    valid = not any(problem.severity == "error" for problem in problems)
    if arguments.json:
        say_json({"valid": valid, "problems": [_as_json(problem) for problem in problems]})
    else:
        for problem in problems:
            say(f"{problem.severity}: {problem.expression}: {problem.message}")
        say(_("Valid") if valid else _("Not valid"))
    return Exit.DONE if valid else Exit.NOT_VALID


def _problems(form: Path | None, untrusted: bytes) -> Sequence[Problem]:
    """What is wrong with a response; that it cannot be read, or its form cannot be used, is a problem like others."""
    try:
        if form is not None:
            return validate_json(_load(read_file(form)), untrusted)
        response = parse_response(untrusted)
        inside = form_inside(response)
        return [form_not_found(response)] if inside is None else validate_json(_load(inside), response)
    except QuestionnaireError as error:
        return [_of_the_whole("Questionnaire", error, error.link_id or "")]
    except ResponseError as error:
        return [_of_the_whole("QuestionnaireResponse", error, "")]


def _of_the_whole(place: str, error: QuestionnaireError | ResponseError, link_id: str) -> Problem:
    message = f"{error.what_happened} {error.next_step}"
    return Problem((), link_id, ProblemSeverity.ERROR, "structure", message, place)


def _load(untrusted: bytes | Mapping[str, Any]) -> Questionnaire:
    return load_questionnaire(untrusted, value_sets=_value_sets())


def _value_sets() -> Mapping[str, Mapping[str, Any]]:
    return known_value_sets(data_files.resources() / "value-sets")


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "linkId": problem.link_id,
        "expression": problem.expression,
        "message": problem.message,
    }
