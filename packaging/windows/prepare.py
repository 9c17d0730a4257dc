"""Run by the installed program's own Python: a vault with one case that is ready to be sent, as the headless demo has it."""

from prevent_desktop.cli.demo import DEMO_PASSPHRASE, MainJob
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.workflows.demo.demo_organisation import open_demo_organisation
from prevent_desktop.workflows.organisation.settings import LOCK_MINUTES_CHOICES, save_lock_minutes
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin import unlock

job = MainJob(Places.of())
organisation = open_demo_organisation(job.places.demo_organisation)
key = unlock.create(job.folder, DEMO_PASSPHRASE, cost=FLOOR_COST).key
with unlock.open_vault(job.folder, key) as vault, Spool.open(job.places.spool) as spool:
    # An upgrade on a busy machine takes longer than the vault waits by itself.
    save_lock_minutes(vault, max(LOCK_MINUTES_CHOICES))
    case_id = job.start(vault, organisation)
    job.type_rest(vault, spool, case_id, job.type_half(vault, case_id))
