"""Measurements: each module is a command that prints what it measured, and exits with 1 where a limit is passed."""
