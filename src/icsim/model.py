"""The model: one integrated care system, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from icsim.agent_model import AgentModel
from icsim.agreement import Agreement, sign
from icsim.build import build, settle
from icsim.checks import check_month
from icsim.future import Future
from icsim.hazards import Factor
from icsim.keys import MAX_MONTHS
from icsim.ledger import Monthly
from icsim.luck import Luck
from icsim.maturity import SystemMaturity
from icsim.months import Calendar
from icsim.partnerships import Partnerships
from icsim.recognition import Recognition
from icsim.record import record_month
from icsim.registry import parameters_in_force
from icsim.results import Results
from icsim.rule import Phase, Rule, all_rules
from icsim.standing import Standing
from icsim.system import System
from icsim.trace import Trace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from icsim.accounts import Accounts
    from icsim.breadth import Breadth
    from icsim.calibration import Rates
    from icsim.choice import Choice
    from icsim.clause import Signed
    from icsim.columns import Table
    from icsim.hazards import Clocks
    from icsim.ledger import Ledger
    from icsim.movements import Movements
    from icsim.outside import Outside
    from icsim.population import Population
    from icsim.posts import Posts
    from icsim.provisions import Provisions
    from icsim.state import Applicants, Appointments, Graduates, State
    from icsim.students import Pipeline
    from icsim.turnover import Turnover


class ICS(AgentModel):
    """An integrated care system whose staff move, month by month, under agreements.

    Parameters
    ----------
    system
        The place: :func:`icsim.load_system`.
    agreements
        What has been signed, one or several: :func:`icsim.load_agreement`. Nothing for today.
    future
        Outside conditions; flat without it.
    rng
        Seed, a whole number: runs with the same seed have the same people and the same luck.
    start
        First month, ``YYYY-MM``.
    parameters
        Values by name that replace those calibrated for the system, and the declared ones.
    trace
        Names of people whose months are kept (``RTE/nurse/17``).

    Attributes
    ----------
    month
        Number of the month in progress, or of the next one; 0 is the first.
    results
        What came out, as pandas tables.
    """

    posts: Posts
    state: State
    outside: Outside
    breadth: Breadth
    provisions: Provisions
    accounts: Accounts
    ledger: Ledger
    staff_table: Table
    movements: Movements
    population: Population
    choice: Choice
    clocks: Clocks
    rates: Rates
    target: Turnover
    applicants: Applicants
    appointments: Appointments
    graduates: Graduates
    pipeline: Pipeline
    pay_pence: NDArray[np.int64]

    def __init__(
        self,
        system: System,
        agreements: Agreement | Iterable[Agreement] = (),
        future: Future | None = None,
        rng: int = 1,
        start: str = "2026-04",
        parameters: Mapping[str, float] | None = None,
        trace: Iterable[str] = (),
    ) -> None:
        if not isinstance(system, System):
            raise TypeError(f"system must be a System, not {system!r}: icsim.load_system(...) gives one")
        signed = (agreements,) if isinstance(agreements, Agreement) else tuple(agreements)
        for each in signed:
            if not isinstance(each, Agreement):
                raise TypeError(f"an agreement must be an Agreement, not {each!r}: icsim.load_agreement(...) gives one")
        super().__init__(rng=rng)
        self.system, self.future, self.calendar = system, future or Future(), Calendar(start)
        self.seed, self.luck, self.month = int(rng), Luck(int(rng)), 0
        self.p = parameters_in_force({**dict(system.calibrated), **(parameters or {})})
        self.clauses: tuple[Signed, ...] = sign(signed, system, self.calendar)
        self._in_force: tuple[Signed, ...] = ()
        self.standing = Standing(self.clauses, system, self.p)
        self.partnerships, self.maturity = Partnerships(system, self.p), SystemMaturity(system, self.p)
        self.recognition = Recognition(len(system.organisations))
        build(self)
        self.rules: list[Rule] = [rule(self) for rule in all_rules()]
        settle(self)
        self.monthly = Monthly(self.posts.n)
        self.trace = Trace(self, trace)
        self.results = Results(self)
        self.settle_organisations(self.p["travel.minutes_per_km"])

    def step(self) -> None:
        """One month."""
        if self.month >= MAX_MONTHS:
            raise ValueError(f"a run has at most {MAX_MONTHS} months")
        self.movements.month = self.month
        self.outside.begin_month(self.month)
        self.pay_pence = self.outside.pay_pence
        self._apply_agreements()
        self.clocks.spend(self)
        for phase in Phase:
            self._act_on_clauses(phase)
            for rule in self.rules:
                if rule.phase == phase:
                    self.run(rule)
        record_month(self)
        check_month(self)
        self.trace.month()
        self.month += 1

    def run(self, rule: Rule) -> None:
        """Run one rule; only the columns it declares are writeable."""
        if not rule.writes:
            rule.month(self)
            return
        with self.staff_table.writing(rule.writes):
            rule.month(self)

    def _apply_agreements(self) -> None:
        """Set afresh what the clauses in use provide for, at and between the parties that act on them."""
        self._in_force = self.standing.in_use(self)
        self.recognition.clear()
        self.provisions.clear()
        self.state.studying_fte[:] = 0
        for signed in self._in_force:
            signed.clause.apply(self, signed)

    def _act_on_clauses(self, phase: Phase) -> None:
        """Clauses in force that act in a phase do their month, before its rules."""
        for signed in self._in_force:
            if signed.clause.phase == phase:
                with self.staff_table.writing(signed.clause.writes):
                    signed.clause.month(self, signed)

    def factors(self, clock: str) -> tuple[Factor, ...]:
        """Factors that clauses add to a hazard."""
        added = (signed.clause.factors(signed).get(clock) for signed in self.clauses)
        return tuple(factor for factor in added if factor is not None)

    def refuse(self, rule: str, reason: str, heads: int) -> None:
        """Note people to whom a rule or clause said no this month."""
        self.ledger.refuse(self.month, rule, reason, heads)
