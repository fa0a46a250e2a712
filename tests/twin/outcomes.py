"""What two models of the same system are compared by: totals and means of a whole run."""

from __future__ import annotations

import numpy as np
from benchmarks.twin import Twin

from icsim.ledger import Reason
from icsim.model import ICS

REASONS = {
    "left": Reason.left,
    "retired": Reason.retired,
    "joiners": Reason.joined,
    "movers": Reason.moved,
    "training joined": Reason.training_joined,
    "training moved": Reason.training_moved,
    "training ended": Reason.training_ended,
    "rotation starts": Reason.rotation_out,
    "rotation ends": Reason.rotation_home,
}


def of_icsim(model: ICS) -> dict[str, float]:
    """Outcomes of a run of icsim."""
    flows, kept = model.ledger.flows(), model.monthly
    totals = np.bincount(flows["reason"], weights=flows["heads"], minlength=len(Reason))
    column = {name: kept.column(name).sum(axis=1) for name in kept.COLUMNS}
    return {name: float(totals[reason]) for name, reason in REASONS.items()} | {
        "onboarding days": float(column["onboarding_tenths"].sum() / 10),
        "mean vacancy": float(column["vacancy_fte"].mean() / 100),
        "mean strain": float((column["strain_points"] / column["hosted_heads"]).mean()),
        "mean heads": float(column["in_post_heads"].mean()),
        "mean rotating": float(column["rotating_in"].mean()),
    }


def of_twin(twin: Twin) -> dict[str, float]:
    """The same of a run of the twin."""
    monthly = twin.datacollector.get_model_vars_dataframe()
    return {name: float(twin.events[reason]) for name, reason in REASONS.items()} | {
        "onboarding days": float(monthly["onboarding_days"].sum()),
        "mean vacancy": float(monthly["vacancy_fte"].mean()),
        "mean strain": float(monthly["strain"].mean()),
        "mean heads": float(monthly["heads"].mean()),
        "mean rotating": float(monthly["rotating"].mean()),
    }
