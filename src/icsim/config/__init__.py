"""What a user writes, as validated objects; errors with line, column and a suggestion."""

from __future__ import annotations

from icsim.config.catalogue import configs_root, list_systems, locate_system, shipped, shipped_systems
from icsim.config.located import Located, read_yaml
from icsim.config.schemas import write_schemas
from icsim.config.tables import SystemTables, read_system

__all__ = [
    "Located",
    "SystemTables",
    "configs_root",
    "list_systems",
    "locate_system",
    "read_system",
    "read_yaml",
    "shipped",
    "shipped_systems",
    "write_schemas",
]
