"""One question as it is painted: its words, its editor or what stands in place of that, and what helps with it."""
