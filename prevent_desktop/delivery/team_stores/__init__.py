"""The stores that a team's mailbox can lie in (`mailboxes/team_store` says what each has to do), and `opening` that finds the right one."""
