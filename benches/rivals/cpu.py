"""CPU time of a call, and memory of the process."""

import gc
import time
from pathlib import Path


def cpu_ms(run, runs):
    """The least CPU time (all threads) of a call in milliseconds, and what it gave."""
    least, result = float("inf"), None
    gc.disable()
    for _ in range(runs):
        start = time.process_time()
        result = run()
        least = min(least, time.process_time() - start)
        gc.collect()
    gc.enable()
    return least * 1e3, result


def resident(which="VmRSS"):
    """Bytes of this process in memory (Linux): now, or with "VmHWM" at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(which))
