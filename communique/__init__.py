"""Communique: statements in, human-reviewed statements in many languages out."""

__version__ = "0.1.0"
