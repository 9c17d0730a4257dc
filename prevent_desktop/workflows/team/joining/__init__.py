"""How people come into a team, change and leave it: invitations, requests, answers, schools that become one."""
