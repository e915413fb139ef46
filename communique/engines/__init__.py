"""Engines: what turns a sentence into a sentence of another language, in batches."""
