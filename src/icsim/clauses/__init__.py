"""Clauses: what an agreement can contain. One file each.

Each file holds one :class:`icsim.clause.Clause`. The folder is walked, so a new file
is all that a new clause needs; CONTRIBUTING has a worked example.
"""
