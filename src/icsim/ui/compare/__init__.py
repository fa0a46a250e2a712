"""Compare agreements: one page of the app."""
