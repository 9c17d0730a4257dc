"""One connection to a server: which network, proxy, certificate and sign-in, and what stands in between in plain words."""
