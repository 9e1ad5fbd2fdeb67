"""What a measurement was made with: versions, processor, threads."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

CPU = Path("/proc/cpuinfo")


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The version of each package that is installed; nothing is imported."""
    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def describe(packages: Iterable[str]) -> dict[str, Any]:
    """`versions` of Python and of the packages, `platform`, `cpu`, `cores`, and the `threads` that torch uses."""
    import torch

    return {
        "versions": {"python": platform.python_version(), **versions(packages)},
        "platform": platform.platform(),
        "cpu": f"{_cpu()}, {torch.backends.cpu.get_cpu_capability()}",
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
    }


def _cpu() -> str:
    """The processor's name, where Linux tells it."""
    if not CPU.exists():
        return platform.processor()
    fields = (line.partition(":") for line in CPU.read_text(encoding="utf-8").splitlines())
    return next((value.strip() for key, _, value in fields if key.strip() == "model name"), platform.machine())
