from __future__ import annotations

import hashlib

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.migrating import migrate, our_migrations, schema_version
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW, a_form, answers, keep_case, keep_questionnaire


def test_steps_are_kept_with_the_draft_and_go_with_it(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        case = keep_case(vault)
        keep_questionnaire(vault)
        form = a_form(case, answers("so far"))
        vault.responses.add(form)
        for steps in ("one", "one, two"):
            vault.undo_histories.keep(form.id, steps)
        vault.undo_histories.keep("note/1", "other")
    with Vault.open(made.folder, made.key) as vault:
        assert vault.undo_histories.get(form.id) == "one, two"
        content = answers("done")
        digest = hashlib.sha256(content.encode()).hexdigest()
        vault.responses.finalise(form.id, content, digest, NOW)
        assert vault.undo_histories.get(form.id) == ""
        assert vault.undo_histories.get("note/1") == "other"
        vault.undo_histories.keep("note/1", "")
        assert vault.undo_histories.get("note/1") == ""


def test_a_vault_of_the_step_before_gets_its_place_for_them(made: Made) -> None:
    older = made.folder.parent / "older.db"
    database = Database.create(older, made.key)
    database.apply_settings()
    migrate(database, [step for step in our_migrations() if step.number < 3])
    assert schema_version(database) == 2
    migrate(database, our_migrations())
    assert database.rows("SELECT * FROM undo_histories") == []
    database.close()
