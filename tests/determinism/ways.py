"""Ways to run the same example that must make no difference, as variables of the environment.

To be sure that a switch does anything, three results that are known to
depend on the machine are looked at beside the digests (:data:`CONTROLS`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

CONTROLS = ("C library exp", "numpy exp", "linear algebra")
"""What differs between machines and is not used where the state of a run depends on it."""

PROBE = """
import hashlib, json, math
import numpy as np
def mark(values):
    return hashlib.sha256(np.asarray(values, dtype="<f8").tobytes()).hexdigest()[:6]
x = np.arange(98_000) / 10_000.0
grown = np.sqrt(x[:65_536]).reshape(256, 256) + 0.1
print(json.dumps([mark([math.exp(v) for v in x.tolist()]), mark(np.exp(x)), mark(grown @ grown)]))
"""
"""Prints the controls, as JSON."""

_LIBRARY_FEATURES = ("AVX512F", "AVX2", "AVX", "FMA", "FMA4")
"""Features by which GNU's C library chooses code for its functions."""


@dataclass(frozen=True)
class Way:
    """One way to run.

    Parameters
    ----------
    name
        What is otherwise.
    variables
        Of the environment.
    without
        Which of the processor's features numpy is to leave alone: none, those of AVX-512, or all it would choose by.
    workers
        Processes that make the records; 0 for the one that makes the rest.
    """

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    without: str = "none"
    workers: int = 0

    def environment(self, features: list[str]) -> dict[str, str]:
        """Variables to run with, where numpy has these features to choose by."""
        found = dict(self.variables)
        leave = [name for name in features if self.without == "all" or _is_wide(name)]
        if self.without != "none" and leave:
            found["NPY_DISABLE_CPU_FEATURES"] = " ".join(leave)
        return found


def _is_wide(feature: str) -> bool:
    return feature.startswith(("AVX512", "X86_V4"))


_LIBRARY_WIDE = "glibc.cpu.hwcaps=" + ",".join(f"-{name},-{name}_Usable" for name in _LIBRARY_FEATURES[:1])
_LIBRARY_ALL = "glibc.cpu.hwcaps=" + ",".join(f"-{name},-{name}_Usable" for name in _LIBRARY_FEATURES)
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS")
_PLAIN = {"GLIBC_TUNABLES": _LIBRARY_ALL, "OPENBLAS_CORETYPE": "Prescott"}
_ABROAD = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "TZ": "Pacific/Kiritimati"}

AS_IT_IS = Way("as it is")
NO_WIDE = Way("without AVX-512", {"GLIBC_TUNABLES": _LIBRARY_WIDE, "OPENBLAS_CORETYPE": "Haswell"}, "wide")
PLAIN = Way("without AVX, FMA and AVX-512", _PLAIN, "all")
HASHED = Way("strings hashed otherwise", {"PYTHONHASHSEED": "1"})
ABROAD = Way("plain ASCII locale, another time zone", _ABROAD)
ONE_THREAD = Way("one thread, one worker", dict.fromkeys(_THREADS, "1"), workers=1)
TWO_THREADS = Way("two threads, two workers", dict.fromkeys(_THREADS, "2"), workers=2)
AT_ONCE = Way(
    "all of it at once",
    {**_PLAIN, **_ABROAD, "PYTHONHASHSEED": "2", **dict.fromkeys(_THREADS, "1")},
    "all",
    workers=2,
)

ONE_BY_ONE = (AS_IT_IS, NO_WIDE, PLAIN, HASHED, ABROAD, ONE_THREAD, TWO_THREADS, AT_ONCE)
"""Ways of the first environment."""
IN_SHORT = (AS_IT_IS, AT_ONCE)
"""Ways of the others."""
