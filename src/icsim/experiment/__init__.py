"""Experiments: questions put to the model, each with the direction expected and why.

A file says what is changed against what, what is measured and which way it
should go; both arms are run with the same people and the same luck.
"""
