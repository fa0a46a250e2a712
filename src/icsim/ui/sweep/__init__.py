"""Explore a sweep: one page of the app."""
