"""``form check`` and ``form validate``: a questionnaire by itself, and a response against its questionnaire."""

from __future__ import annotations

import argparse
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.cli.output import Exit, complain, say, say_json
from prevent_desktop.cli.reading import read_file
from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import Questionnaire, load_questionnaire
from prevent_desktop.questionnaire.validation import Problem, validate_json
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.known_value_sets import known_value_sets


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``form`` and its commands."""
    form = commands.add_parser("form", help=_("check forms and responses")).add_subparsers(required=True)
    check = form.add_parser("check", help=_("say whether each questionnaire can be used, and if not, why"))
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.set_defaults(run=run_check)
    validate = form.add_parser("validate", help=_("check a response against its questionnaire"))
    validate.add_argument("--questionnaire", required=True, type=Path, metavar="Q.json")
    validate.add_argument("response", type=Path, metavar="RESPONSE.json")
    validate.add_argument("--json", action="store_true", help=_("print the problems as JSON"))
    validate.set_defaults(run=run_validate)


def run_check(arguments: argparse.Namespace) -> Exit:
    """One line a good form; for a bad one what, where and how to mend it."""
    worst = Exit.DONE
    for path in arguments.files:
        try:
            questionnaire = _load(path)
        except QuestionnaireError as error:
            say(_("{file}: cannot be used").format(file=path))
            complain(error)
            worst = Exit.NOT_VALID
        else:
            number = len(questionnaire.by_link_id)
            items = ngettext("{number} item", "{number} items", number).format(number=number)
            say(
                _("{file}: fine. {title}, version {version}, {items}").format(
                    file=path,
                    title=questionnaire.title or questionnaire.url,
                    version=questionnaire.version or "–",
                    items=items,
                )
            )
            for sentence in questionnaire.not_followed:
                say(f"  {sentence}")
    return worst


def run_validate(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where the response is valid, 1 where it is not; each problem with the path of its item."""
    questionnaire = _load(arguments.questionnaire)
    problems = validate_json(questionnaire, read_file(arguments.response))
    valid = not any(problem.severity == "error" for problem in problems)
    if arguments.json:
        say_json({"valid": valid, "problems": [_as_json(problem) for problem in problems]})
    else:
        for problem in problems:
            say(f"{problem.severity}: {problem.expression}: {problem.message}")
        say(_("Valid") if valid else _("Not valid"))
    return Exit.DONE if valid else Exit.NOT_VALID


def _load(path: Path) -> Questionnaire:
    value_sets = known_value_sets(data_files.resources() / "value-sets")
    return load_questionnaire(read_file(path), value_sets=value_sets)


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "linkId": problem.link_id,
        "expression": problem.expression,
        "message": problem.message,
    }
