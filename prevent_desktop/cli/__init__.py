"""The same workflows without a screen. No command prints answers unless it is asked to."""
