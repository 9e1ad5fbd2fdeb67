"""What a figure is made from: the sources that its script imports, its data files and the versions that draw."""

import ast
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from figures.press.figure import Figure

OURS = ("theory", "verify", "figures")
LIBRARIES = ("matplotlib", "numpy", "scipy", "sympy", "torch")


def digests(figure: Figure) -> dict[str, str]:
    """Short SHA-256 digests of every input, by module, file or library name."""
    found = {name: _digest(path) for name, path in sorted(sources(f"figures.{figure.name}").items())}
    found |= {path.name: _digest(path) for path in figure.reads}
    return found | {library: version(library) for library in LIBRARIES}


def sources(module: str) -> dict[str, Path]:
    """The file of a module and of every module of ours that it imports, directly or not."""
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if path is not None and name not in found:
            found[name] = path
            waiting.extend(_imports(path))
    return found


def _file(name: str) -> Path | None:
    if name.split(".")[0] not in OURS:
        return None
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin else None


def _imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:16]
