"""Where what is missing before signing is given. No Qt."""

from __future__ import annotations

from prevent_desktop.ui.packs.view import CheckLine, LeadsTo
from prevent_desktop.ui.routing.routes import Details, FormOnNewDay, FormToMend, Route, Settings, StartForm
from prevent_desktop.ui.routing.settings_parts import SettingsPart


def route_to(line: CheckLine, case_id: str) -> Route:
    """Where what a line of the check asks for is given, in that case."""
    match line.leads_to:
        case LeadsTo.SETTINGS:
            return Settings(SettingsPart(line.target.partition("/")[2]))
        case LeadsTo.DETAILS:
            return Details(case_id)
        case LeadsTo.NEW_DAY:
            return FormOnNewDay(line.target)
        case LeadsTo.NEW_FORM:
            return StartForm(case_id, line.target)
        case _:
            return FormToMend(line.target)
