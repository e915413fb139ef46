"""Gettext catalogs: template, update, state, ledger, and the one way to write them."""
