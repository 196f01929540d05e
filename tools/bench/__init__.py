"""Benchmarks: each is a command that makes its data, times both sides in one run, and prints what it measured."""
