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
        "gov_accounts/reading/loading.py",
        "gov_accounts/books/metadata.py",
        "gov_accounts/reading/",
        "gov_accounts/reading/mistyped.py",
        "gov_accounts/books/facts.py",
        "gov_accounts/books/postings.py",
        "gov_accounts/books/declarations.py",
        "gov_accounts/bookkeeping/year_end/closing.py",
        "gov_accounts/bookkeeping/year_end/accounts.py",
        "gov_accounts/bookkeeping/year_end/checks.py",
        "gov_accounts/bookkeeping/year_end/tally.py",
        "gov_accounts/books/exactness.py",
        "gov_accounts/bookkeeping/plausibility/__init__.py",
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
