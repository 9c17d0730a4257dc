"""What a vault keeps of the cases that it shares with a team."""
