"""Whether a release in a folder is the one that its makers signed, and whether it is newer. Nothing is fetched or installed."""
