"""Editions: one statement assembled in one locale, if the gate lets it."""
