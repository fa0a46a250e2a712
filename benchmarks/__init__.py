"""How fast icsim is, against what, and what pairing buys: ``python -m benchmarks``."""
