"""Joining two copies of one vault: nothing is lost, and what both changed is settled by a person.

The team's engine (`casework.team.folding`) says what of two copies stands. Of cases that a team shares `shared_cases` takes the
other copy's change-sets, and `vault.team` makes the record of all of them. Of all other cases no set says what a change replaced;
there the audits prove it, and `forked` writes what each copy says of a row as operations, in memory: so cases, packs, reviews, days
to ask again and drafts are joined. Records that never change are united by their ids (`records`).

What the engine does not do here, and why:

- Drafts that both stand are two drafts from then on, and the one written last keeps the name: its writer goes on at once.
- Two statuses of a case, of which the engine shows the further one and asks about a case that ended alone, are always asked about.
- Of packs that are equally far ours stays: the outbox here waits for the receipt of its own sealed file.
- Two forms or packs that were signed under one id stay both, ours under its id, and what the other copy says of its own goes with
  that: rows that never change refer to them. At a team all have the first one under the id.
- Lists of a person are joined entry by entry, and what gave way stays as an earlier value; in a set a list is one value (`people`).
- What both say that a file is stands in one line: nobody is asked for that.
- What is no record of a case has a rule of its own: settings, secrets, profiles, disposals, the audit's branches, drafts for comment.
"""
