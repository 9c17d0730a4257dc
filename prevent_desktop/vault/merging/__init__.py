"""Joining two copies of one vault: nothing is lost, and what both changed is settled by a person.

Cases that a team shares are joined by the team's engine: `shared_cases` takes the other copy's change-sets, and
`casework.team.folding` says what all of them make. All else has a rule of its own for each kind (`rules`): cases that are shared with nobody, of which no change says what it
replaced; and what is no record of a case, as settings, secrets, profiles, disposals, the audit's branches and drafts for comment.
"""
