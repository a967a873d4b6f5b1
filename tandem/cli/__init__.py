"""The ``tandem`` command line: one module per group of commands, each step importable without it."""

from tandem.cli.app import main

__all__ = ["main"]
