"""The windows: the only layer that sees Qt. One package a feature; the README beside tells their order."""
