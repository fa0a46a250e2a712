"""Fitting: the model against published figures, those it was fitted to and those it was not."""
