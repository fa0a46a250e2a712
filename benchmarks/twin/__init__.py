"""The same month of work as icsim's, in plain Mesa: a yardstick of speed and a second opinion on results.

One ordinary ``mesa.Agent`` a person, attributes in Python, ``AgentSet``
verbs, Mesa's own random numbers and monthly dice. It shares no code path
with the engine: only the parameters, the calibrated rates and the starting
people of a built model.
"""

from benchmarks.twin.model import Twin

__all__ = ["Twin"]
