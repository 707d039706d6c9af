"""CPU time and memory of a process and everything that it has started, from /proc."""

import os
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def members(root_pid):
    """The process IDs of the tree, the root's first."""
    pids = [root_pid]
    for pid in pids:
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                pids += [int(child) for child in (task / "children").read_text().split()]
        except FileNotFoundError:
            continue
    return pids


def cpu_seconds(root_pid):
    """User and system time so far, of the living and of the children that they waited for."""
    ticks = 0
    for pid in members(root_pid):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except FileNotFoundError:
            continue
        # The command's name may hold blanks; after its closing bracket, field 14 has index 11.
        fields = stat.rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICKS_PER_SECOND


def memory_bytes(root_pid):
    """Proportional set size: pages that processes share are counted once in all."""
    total = 0
    for pid in members(root_pid):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for line in rollup.splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total
