"""Student checks: nobody is lost between entering a course and a first job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.errors import ConservationError
from icsim.ledger import Reason
from icsim.students import Stage

if TYPE_CHECKING:
    from icsim.model import ICS


def check_students(model: ICS) -> None:
    """Check conservation of students for the month just ended, course by course.

    Who entered, the first day's students included, is in training, has
    qualified or dropped out; who has qualified is in a first job, seeking
    one, or has left. First jobs are those that the ledger has.

    Raises
    ------
    ConservationError
        Naming month, university, programme and difference.
    """
    pipeline = model.pipeline
    if not pipeline.n:
        return
    so_far = pipeline.so_far
    training = pipeline.by_course(pipeline.at_stage(Stage.training))
    after = pipeline.by_course(np.flatnonzero(pipeline.table.stage != Stage.training))
    entered = pipeline.start_heads + so_far["entered"]
    _same(model, "students entered", training + so_far["qualified"] + so_far["dropped_out"], entered)
    left = so_far["left_elsewhere"] + so_far["left_without_job"]
    _same(model, "students qualified", so_far["first_jobs"] + after + left, so_far["qualified"])
    joined = sum(len(flow[3]) for flow in model.ledger.month_flows if flow[0] == Reason.qualified)
    jobs = int(pipeline.months[-1]["first_jobs"].sum())
    if joined != jobs:
        month = model.calendar.name(model.month)
        raise ConservationError(
            f"{month}: first jobs of students {jobs}, by the flows {joined}, difference {jobs - joined}"
        )


def _same(model: ICS, what: str, counted: NDArray[np.int64], kept: NDArray[np.int64]) -> None:
    wrong = np.flatnonzero(counted != kept)
    if not len(wrong):
        return
    course = model.pipeline.courses[int(wrong[0])]
    found, expected = int(counted[wrong[0]]), int(kept[wrong[0]])
    raise ConservationError(
        f"{model.calendar.name(model.month)}: {what} of {course.university} ({course.programme.label}): "
        f"counted {found}, kept {expected}, difference {found - expected}; {len(wrong)} courses differ"
    )
