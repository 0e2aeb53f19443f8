"""The house rules that a program can check: which way imports go, and that no float touches money."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gov_accounts.cli import cli

COMMANDS = cli.list_commands(click.Context(cli))
ROOT = Path(__file__).parent.parent
PACKAGES = ("gov_accounts", "plugins/gov_accounts_plugins", "ledger/gov_accounts_ledger")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

ALLOWED = {
    "beancount": (
        "gov_accounts/ledger.py",
        "gov_accounts/reading/",
        "gov_accounts/books/",
        "gov_accounts/bookkeeping/plausibility/__init__.py",
        "gov_accounts/bookkeeping/year_end/",
        "plugins/",
    ),
    "click": ("gov_accounts/cli/",),
    "fava": ("gov_accounts/fava/", "gov_accounts/cli/serve.py"),
    "flask": ("gov_accounts/fava/",),
    "flask_babel": ("gov_accounts/fava/",),
    "highspy": ("gov_accounts/printing/solver.py",),
    "numpy": ("gov_accounts/printing/solver.py",),
    "docx": ("gov_accounts/render/",),
    "lxml": ("gov_accounts/render/",),
    "typst": ("gov_accounts/render/",),
    "rich": ("gov_accounts/render/as_text.py",),
    "openpyxl": ("gov_accounts/books/code_table.py",),
    "xlsxwriter": ("gov_accounts/render/as_xlsx.py", "gov_accounts/render/sheet.py"),
    "hypothesis": ("gov_accounts/testing/",),
    "gov_accounts_plugins": ("plugins/",),
}
FLOORS = (
    ("findings", "money", "nearest", "text", "law"),
    ("files", "spelling"),
    ("reading", "books"),
    ("bookkeeping", "statements", "exchange"),
    ("ledger", "printing"),
    ("reports",),
    ("publishing",),
    ("render",),
    ("fava",),
    ("cli",),
    ("__main__",),
)
"""The rooms of the house from the bottom up. Who stands on a floor knows the floors below it, and nobody beside it."""
APART = ("testing",)
"""Imports nothing of the house, and nothing in it imports this."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    for module in imports(path):
        allowed = ALLOWED.get(module.split(".", maxsplit=1)[0])
        assert allowed is None or name.startswith(allowed), f"{name} imports {module}"
        if name.startswith("gov_accounts/testing/"):
            assert not module.startswith("gov_accounts"), "the oracle knows nothing of what it judges"
        elif not name.startswith("gov_accounts/cli/") and name != "gov_accounts/__main__.py":
            assert not module.startswith("gov_accounts.cli"), "the library doesn't know its command line"
    if name.startswith("ledger/"):
        assert not list(imports(path)), "the ledger package is data only"


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in SOURCES if path.is_relative_to(ROOT / "gov_accounts")}


def imported_modules(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules of the library that a file imports, and whether as it is loaded itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {each for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.If) for each in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "gov_accounts":
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                yield module if module in MODULES else node.module, node not in inside


def room_of(module: str) -> str:
    return module.removeprefix("gov_accounts").lstrip(".").partition(".")[0]


@pytest.mark.parametrize("module", MODULES)
def test_rooms_stand_on_floors(module: str) -> None:
    """Imports go down: even those for types only, and those made when a function is called."""
    floor_of = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
    room = room_of(module)
    if not room:
        return
    others = {room_of(each) for each, _ in imported_modules(MODULES[module])} - {room, ""}
    if room in APART:
        assert not others
        return
    assert room in floor_of, f"{room} stands on no floor"
    assert not {each for each in others if each in APART or floor_of[each] >= floor_of[room]}


def test_no_module_imports_itself_in_a_circle() -> None:
    """Within a room too; types of each other, and what a function imports when it is called, don't count."""
    below = {
        module: {each for each, loaded in imported_modules(path) if loaded and each != module}
        for module, path in MODULES.items()
    }
    while leaves := {module for module, others in below.items() if not others & below.keys()}:
        below = {module: others for module, others in below.items() if module not in leaves}
    assert not below


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_float_touches_money(path: Path) -> None:
    """No float literal, no float(), and no true division, which makes a float of two integers.

    Path's ``/`` joins strings, so a division with a string literal or a path on its left is let pass; page margins
    in inches are not money, nor is the pause between two tries to write a file.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            assert path.name in ("as_xlsx.py", "lock.py", "reloading.py", "staged.py"), f"{where}: a float"
        if isinstance(node, ast.Name):
            assert node.id != "float", f"{where}: float"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            text = ast.unparse(node)
            paths = ("path", "folder", "root", "directory", "output", "resources", "Path", "target", "base", "file")
            assert any(word in text for word in paths), f"{where}: {text} divides"


def test_every_source_file_is_looked_at() -> None:
    assert len(SOURCES) > 25


def test_help_is_answered_without_beancount() -> None:
    """Nor any other library that a command needs to do its work."""
    program = (
        "import sys\n"
        "from gov_accounts.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n"
        "    heavy = {'beancount', 'fava', 'highspy', 'numpy', 'openpyxl', 'rich', 'xlsxwriter', 'tomllib'}\n"
        "    heavy &= set(sys.modules)\n"
        "    print(sorted(heavy), file=sys.stderr)\n"
    )
    for arguments in ([], *([name] for name in COMMANDS)):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments, "--help"],
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0
        assert "用法：" in done.stdout
        assert done.stderr.strip() == "[]"
