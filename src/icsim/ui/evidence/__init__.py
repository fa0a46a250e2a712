"""Evidence: one page of the app."""
