"""Clauses: what an agreement can contain. One file each."""
