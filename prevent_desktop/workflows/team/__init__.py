"""What a team keeps together: circles, change-sets, and the round that brings every copy up to date."""
