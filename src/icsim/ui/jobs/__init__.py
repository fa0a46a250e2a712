"""Jobs: the runs that pages ask for, made by worker processes and kept on disk.

The model never runs in the server's process. A page asks for runs and is
told how far they are; a job belongs to the server, so a page that goes away
loses nothing, and whoever asks for the same runs again finds them made or
in the making.
"""

from __future__ import annotations

from icsim.ui.jobs.budget import Estimate, OverBudget
from icsim.ui.jobs.job import Job, JobProgress
from icsim.ui.jobs.lanes import Lane
from icsim.ui.jobs.live import Live
from icsim.ui.jobs.pool import Jobs
from icsim.ui.jobs.server import close, configure, jobs

__all__ = ["Estimate", "Job", "JobProgress", "Jobs", "Lane", "Live", "OverBudget", "close", "configure", "jobs"]
