"""Agents: people as thin Mesa agents over columns, organisations as registered ones.

A member of staff or a student is a view, made when asked for: it knows the
model and who it stands for, and reads everything else from the columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

import mesa
import numpy as np
from mesa.discrete_space import FixedAgent
from numpy.typing import NDArray

from icsim.attributes import STAFF, Kind
from icsim.codes import Leadership, Programme, Sector, StaffGroup
from icsim.copies import CopiedWithModel
from icsim.errors import LeftSystem
from icsim.keys import person_name
from icsim.student_attributes import STUDENTS
from icsim.students import Stage

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.person_sets import StaffSet, StudentSet
    from icsim.system import Organisation


class Person(CopiedWithModel, mesa.Agent):  # type: ignore[misc]
    """One person: a view of a row. Two views of the same person are equal.

    Parameters
    ----------
    model
        The model.
    key
        Who the person is.
    at
        Row the person is probably in, which saves a search.

    Raises
    ------
    LeftSystem
        On asking a person who is no longer there for an attribute.
    """

    kind: ClassVar[Kind]
    model: ICS
    unique_id: int

    def __init__(self, model: ICS, key: int, at: int = 0) -> None:
        # Not registered with the model, which would hold one object a person.
        self.__dict__.update(model=model, unique_id=int(key), _at=at)

    def _row(self) -> int:
        """Row of the person, -1 if they have left."""
        table = self.kind.table(self.model)
        at: int = self.__dict__["_at"]
        if at >= table.n or table.key[at] != self.unique_id:
            at = int(table.rows_of(np.array([self.unique_id], dtype=np.uint64))[0])
            self.__dict__["_at"] = max(at, 0)
        return at

    def _present_row(self) -> int:
        row = self._row()
        if row < 0:
            raise LeftSystem(f"{self.name} {self.kind.gone}")
        return row

    @property
    def name(self) -> str:
        """Name in files: ``RTE/nurse/17``."""
        system = self.model.system
        codes = [o.code for o in system.organisations]
        return person_name(self.unique_id, system.identity.tolist(), codes, self.model.calendar)

    @property
    def in_system(self) -> bool:
        """Whether the person is still there."""
        return self._row() >= 0

    def __getattr__(self, name: str) -> Any:
        return self.kind.attribute(name).one(self.model, self._present_row())

    def __setattr__(self, name: str, value: Any) -> None:
        number, row = self.kind.settable(self.model, name, value), self._present_row()
        table = self.kind.table(self.model)
        with table.writing([name]):
            table[name][row] = number

    def __dir__(self) -> Iterable[str]:
        return {*super().__dir__(), *self.kind.attributes}

    def __reduce__(self) -> tuple[type[Self], tuple[ICS, int]]:
        return type(self), (self.model, self.unique_id)

    def __copy__(self) -> Self:
        return type(self)(self.model, self.unique_id)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.model is other.model and self.unique_id == other.unique_id

    def __hash__(self) -> int:
        return hash(self.unique_id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def remove(self) -> None:
        """Refuse: people leave by the rules, so that posts and ledger stay in step."""
        raise TypeError(f"{self.kind.word} leave by the rules of the model; they cannot be removed by hand")


class Staff(Person):
    """One member of staff.

    Besides the attributes below, any column of the staff table is one (see
    ``icsim describe columns``).

    Attributes
    ----------
    employer, host
        Who holds the contract, and where the person works this month.
    staff_group, sector
        Staff group of the post, and sector of the employer.
    fte
        Contracted whole-time equivalents.
    age, tenure_months
        Age in whole years, and months with the present employer.
    """

    kind = STAFF
    employer: OrganisationAgent
    host: OrganisationAgent
    staff_group: StaffGroup
    sector: Sector
    fte: float
    age: int
    tenure_months: int


class Student(Person):
    """One student, or newly qualified person without a job yet.

    Besides the attributes below, any column of the student table is one (see
    ``icsim describe columns``). Whoever starts a first job is staff, under
    the same name.

    Attributes
    ----------
    university
        Where the person is enrolled.
    host
        Where the person is placed this month, None for nowhere in the system.
    trained_at
        Last host, None before the first.
    programme, staff_group
        What the person studies, and will work as.
    stage
        In training, looking for a first job, or appointed to one.
    age
        Age in whole years.
    """

    kind = STUDENTS
    university: OrganisationAgent
    host: OrganisationAgent | None
    trained_at: OrganisationAgent | None
    programme: Programme
    staff_group: StaffGroup
    stage: Stage
    age: int


class OrganisationAgent(CopiedWithModel, FixedAgent):  # type: ignore[misc]
    """One organisation: a registered Mesa agent in a cell of the network.

    Parameters
    ----------
    model
        The model.
    index
        Position among the organisations, in order of code.
    """

    model: ICS
    in_system = True
    """Organisations stay for the whole run."""

    def __init__(self, model: ICS, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.cell = model.space[index]

    @property
    def facts(self) -> Organisation:
        """Code, name, sector, position ..."""
        return self.model.system.organisations[self.index]

    @property
    def code(self) -> str:
        """Short code."""
        return self.facts.code

    @property
    def name(self) -> str:
        """Name as people know it."""
        return self.facts.name

    @property
    def sector(self) -> Sector:
        """What kind of employer it is."""
        return self.facts.sector

    @property
    def leadership(self) -> Leadership:
        """How it is led."""
        return self.facts.leadership

    @property
    def standing(self) -> float:
        """Mean mutual trust over its partnerships, 0 to 1; 0 without any."""
        return float(self.model.partnerships.standing_of(np.array([self.index]))[0])

    def mutual_trust(self, other: OrganisationAgent) -> float:
        """Mutual trust with another organisation, 0 to 1; 0 without a partnership."""
        return float(self.model.partnerships.trust(self.index, other.index))

    @property
    def staff(self) -> StaffSet:
        """People it employs."""
        return self.model.staff.select(employer=self)

    @property
    def hosted(self) -> StaffSet:
        """People who work there this month, whoever employs them."""
        return self.model.staff.select(host=self)

    @property
    def students(self) -> StudentSet:
        """Students enrolled with it, if it is a university; otherwise those placed there this month."""
        if self.sector == Sector.university:
            return self.model.students.select(university=self)
        return self.model.students.select(host=self)

    @property
    def heads(self) -> int:
        """People it employs."""
        return self._sum(self.model.posts.heads)

    @property
    def fte(self) -> float:
        """Whole-time equivalents it employs."""
        return self._sum(self.model.posts.fte) / 100

    @property
    def vacancy_fte(self) -> float:
        """Establishment minus staff in post and appointed, FTE."""
        return self._sum(self.model.posts.open_fte) / 100

    @property
    def strain(self) -> float:
        """Mean strain of the people who work there, 0-100; NaN with nobody."""
        return self._mean("strain")

    @property
    def belonging(self) -> float:
        """Mean belonging of the people who work there, 0-100; NaN with nobody."""
        return self._mean("belonging")

    def _sum(self, counts: NDArray[np.int64]) -> int:
        return int(counts[self.model.posts.organisation == self.index].sum())

    def _mean(self, column: str) -> float:
        hosted = self.hosted
        return float(hosted.agg(column, np.mean)) if len(hosted) else float("nan")

    def __copy__(self) -> OrganisationAgent:
        # There is one of each in a model.
        return self

    def __repr__(self) -> str:
        return f"<OrganisationAgent {self.code}>"

    def remove(self) -> None:
        """Refuse: an organisation's people would be left without employer."""
        raise TypeError("organisations stay for the whole run; they cannot be removed by hand")
