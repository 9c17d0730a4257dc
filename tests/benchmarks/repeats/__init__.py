"""Records of people who are one, and of people who are not."""
