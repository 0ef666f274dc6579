"""Faults that ``benchmarks.faults`` puts the project's processes and its database through."""
