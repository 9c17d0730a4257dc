"""Every fault that is tried, by name.

    python -m tests.faults --list [--long]
    python -m tests.faults NAME [--runs N] [--seed S] […]

`--list` prints the names alone, one a line; with `--long` what each tries and its full number. A harness prints
what it found and one line that sums it up, and ends with 1 where something failed or its control was not caught.
Without `--runs` it does a smaller number that is done in minutes. The numbers are those of FAULTS.md.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One harness: a module of this folder with `main(arguments) -> int`."""

    name: str
    numbers: str
    """Which lines of FAULTS.md it reaches for."""
    tries: str
    counts: str
    """What one of `--runs` is."""
    full: int
    """The number that FAULTS.md asks for, or that we set where it asks for none."""


FAULTS = (
    Fault("vault_kills", "1", "a writer of the vault is killed at random moments", "kills", 10_000),
    Fault("program_kills", "1", "the real form page over a real vault is killed while somebody types", "kills", 10_000),
    Fault("main_job_kills", "1", "the main job, from typing to the receipts, is killed at random moments", "kills", 1_000),
    Fault("window_kills", "1", "the real window is killed while somebody types or signs", "kills", 100),
    Fault("inbox_kills", "1", "whoever takes packs in, a vault or two batch workers at once, is killed at random moments", "mailboxes of 4 packs", 500),
    Fault("desk_kills", "1", "two vaults that are one desk of several are killed while they take packs in, put them in cases and tidy up", "desks with 4 packs", 200),
    Fault("bucket_kills", "1", "workers that take packs out of S3-compatible storage (Ceph) are killed at random moments", "packs", 200),
    Fault("team_store_kills", "1, 38", "a vault that writes into a team's mailbox is killed before any of its calls", "kills", 2_000),
    Fault("power_cuts", "2", "power cuts replayed from a log of every write and sync: vault, slots, anchor, files, backup, outbox", "states of the disk", 100_000),
    Fault("full_disk", "3", "a full disk, a size limit, a read-only folder, under every workflow", "pieces of work", 1_000),
    Fault("vault_steps", "4", "making, changing, migrating, copying a vault: killed at each step", "kills at each step", 200),
    Fault("merge_steps", "4", "the joining of two laptops' copies is killed at each step", "kills at each step", 3),
    Fault("facts_kills", "4", "the taking of a pack's facts into a record is killed at each step", "kills at each step", 3),
    Fault("answer_kills", "4", "a desk's decision is killed at each step: kept, put in its case, signed, put out", "kills at each step", 3),
    Fault("vault_flips", "5", "bits flipped, ends cut off, blocks blanked in a vault's files", "harms", 100_000),
    Fault("old_pages", "6", "older pages and files of a vault are put back, alone and in pairs", "things put back", 2_000),
    Fault("audit_chain", "7", "the audit chain is edited, cut, reordered, made anew, with the key in hand", "changes", 10_000),
    Fault("shared_folders", "26", "links, pipes, devices, odd folders, foreign owners are put into folders that others can write, between our steps", "placements", 2_000),
    Fault("canaries", "8", "words typed into a vault are looked for in its files, as text, UTF-16 and base 64", "vaults of 50 words", 100),
    Fault("disposal_scan", "8", "a person is disposed of, and every word about them is looked for in every page and file", "disposals", 200),
    Fault("withheld_words", "", "words are withheld from a pack at random places, and looked for in every stream, string and file of it", "packs", 500),
    Fault("tagged_words", "36", "packs of texts in all tongues, put together by chance: what their tags say against what was typed", "packs", 1_000),
    Fault("disposal_steps", "1, 4", "a disposal is killed at each of its steps; it ends before, or is completed at the next unlock", "kills at each step", 5),
    Fault("writing_leaves_nothing", "8", "words written in a real note, its spelling and phrases, are looked for in all files", "notes written", 20),
    Fault("print_kills", "8", "a print is killed at each of its steps; readable files are looked for in every folder that it could use", "prints", 200),
    Fault("lock_memory", "9", "memory is searched after a lock for key, passphrase and text", "locks", 1_000),
    Fault("heard_secrets", "45", "the accessibility bus while a passphrase is edited at random, and while keys are pressed behind the blank screen", "edits or blanks", 1_000),
    Fault("lock_times", "10", "the real program blanks and locks; the 99th percentile is judged", "locks", 200),
    Fault("unlock_times", "11", "a vault of 10,000 cases is unlocked, with its checks", "unlocks", 100),
    Fault("pack_attacks", "12, 30", "a signed pack is damaged, updated, wrapped, shadowed, signed by another; and attacked with keys that are trusted", "attacks", 10_000),
    Fault("costly_packs", "24, 25", "files that eat time or memory come in at a desk and are opened; the process that reads is killed", "files", 500),
    Fault("sealing_tamper", "14", "a sealed file is changed in 14 ways", "tampered files", 100_000),
    Fault("answer_tamper", "12, 14", "a receiver's answers are harmed, exchanged, signed by others, or against the rules", "changed answers", 10_000),
    Fault("delivery_faults", "16", "1,000 packs sent by two processes over a line that cuts, doubles, loses and reorders; either side is killed, or its disk full", "faults", 10_000),
    Fault("large_pack_cuts", "16", "a 500 MB pack, sent by the real program, is cut on its way and either side is killed", "cuts", 100),
    Fault("slow_links", "16", "packs over slow, late, lossy lines between two network namespaces, which end connections and are away", "packs", 24),
    Fault("hanging_servers", "29", "servers hold a request: silent, a byte now and then, without end, deaf, a pipe for a receipt", "servers", 300),
    Fault("strange_networks", "17", "packs meet captive portals, false certificates, redirects, proxies, sign-in pages in place of a receiver", "attempts", 2_000),
    Fault("hostile_attachments", "20", "files made to hurt are added, shown, copied, packed, and taken out under their sender's names", "files", 200),
    Fault("looked_at_files", "20", "files made to hurt are looked at inside the program, and what draws them is killed", "files", 500),
    Fault("hostile_lists", "20, 24", "lists of pupils made to hurt are brought in: CSV and workbooks", "lists", 500),
    Fault("slot_file_fuzz", "21", "a slot file is changed in every way, its checksum made right again", "changed files", 100_000),
    Fault("profile_fuzz", "–", "organisation profiles are changed, and signed anew by strangers, by keys for other purposes, by the administrator", "changed profiles", 10_000),
    Fault("two_instances", "22", "two processes want one vault, and are killed in it; two people look for what is the other's", "rounds", 1_000),
    Fault("clock_changes", "18", "the clock jumps by up to ten years, both ways, and changes its zone, between and within sittings", "sittings", 1_000),
    Fault("courier_clocks", "18", "the clock jumps by up to ten years while the courier is at work, between rounds and within one", "outboxes of up to 4 packs", 1_000),
    Fault("team_sync", "38", "three and seven vaults of a team, killed, copied, restored, removed, over a mailbox that lies", "runs of 3 and of 7 vaults", 200),
    Fault("release_forging", "41", "a release is changed, rolled back, mixed, cut, run out, signed by others or by too few", "forged releases", 2_000),
    Fault("hostile_forms", "19", "forms made to hurt are loaded, answered and judged", "forms", 10_000),
    Fault("hostile_responses", "19", "responses made to hurt are judged", "responses", 10_000),
)  # fmt: skip
"""All harnesses, in the order of FAULTS.md."""


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; the exit code (2 where it cannot be understood)."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 0 if arguments else 2
    if arguments[0] == "--list":
        for fault in FAULTS:
            print(_long(fault) if "--long" in arguments else fault.name)
        return 0
    name, *rest = arguments
    if name not in {fault.name for fault in FAULTS}:
        print(
            f"There is no harness “{name}”. `python -m tests.faults --list` names them all.", file=sys.stderr
        )
        return 2
    code: int = importlib.import_module(f"tests.faults.{name}").main(rest)
    return code


def _long(fault: Fault) -> str:
    return f"{fault.name:24} FAULTS {fault.numbers:6} {fault.full:>7,} {fault.counts}: {fault.tries}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
