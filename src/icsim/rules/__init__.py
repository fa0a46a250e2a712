"""Rules: what happens every month whatever anyone signs. One file each.

Each file holds one :class:`icsim.rule.Rule`. The folder is walked, so a new file
is all that a new rule needs; CONTRIBUTING has a worked example.
"""
