"""Watch a run: one page of the app."""
