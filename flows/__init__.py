"""Prefect flows over the communique library."""
