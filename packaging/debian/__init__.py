"""The Debian package: built on any Linux, and tried in a bare Debian."""
