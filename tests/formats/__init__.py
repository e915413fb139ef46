"""Tests of communique.formats."""
