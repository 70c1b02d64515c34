"""Duecourse: the desk of an accounts-receivable caller."""

__version__ = "0.1.0"
