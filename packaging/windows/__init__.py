"""The installer for Windows: built and tried on Linux."""
