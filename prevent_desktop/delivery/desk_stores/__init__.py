"""Where the packs of a desk come in on a server, reached as this computer is set to reach servers."""
