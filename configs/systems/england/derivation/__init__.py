"""Derivation of the England tables from published source files, one module a subject."""
