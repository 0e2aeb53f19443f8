"""A ledger's files are read as beancount reads them where they are good, and told line by line where they aren't."""

from __future__ import annotations

import glob
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.compare import hash_entry
from beancount.core.data import Transaction, entry_sortkey
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.cli.signals import end_tidily
from gov_accounts.ledger import LedgerUnusableError, load
from gov_accounts.reading import files, folders, parsing, stages
from gov_accounts.reading.interrupts import kept_until_the_end
from gov_accounts.reading.loading import beancounts_load, load_by_our_stages, load_files, parse_text
from gov_accounts.reading.parsing import parse
from gov_accounts.reading.permissions import NOTHING, Permissions
from gov_accounts.testing import RandomLedger, ledgers, write_to
from tests.support.draws import draws
from tests.support.heads import HEAD
from tests.support.paths import EXAMPLES, LEDGERS

VOUCHER = '2020-03-05 * "电费" #2060501 #30206\n  Assets:1002-银行存款  {} CNY\n  Assets:1002-银行存款\n'
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")


def write(folder: Path, text: str, name: str = "main.beancount") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def rules(path: Path, permissions: Permissions = NOTHING) -> list[tuple[str, int]]:
    return [(each.rule, each.place.line if each.place else -1) for each in load(path, permissions).findings]


def messages(path: Path) -> list[tuple[int, str]]:
    return [(each.source["lineno"], each.message) for each in load_files(path)[1]]


# As beancount


def told(entry: Any) -> tuple[str, str, int]:
    return hash_entry(entry), entry.meta["filename"], entry.meta["lineno"]


def assert_as_beancount(path: Path) -> None:
    """Alike, but where a pattern finds several files, which beancount reads in whatever order the system has them."""
    ours, theirs = load_files(path), beancounts_load([(str(path), True)], None, None, None)
    assert ours[0] == sorted(ours[0], key=entry_sortkey)
    assert sorted(map(told, ours[0])) == sorted(map(told, theirs[0]))
    if len(glob.glob(f"{path.parent}/**/*.beancount", recursive=True)) == 1:  # noqa: PTH207
        assert list(map(told, ours[0])) == list(map(told, theirs[0]))
    assert sorted(each.message for each in ours[1]) == sorted(each.message for each in theirs[1])
    for key, value in theirs[2].items():
        if key == "dcontext":
            assert str(ours[2][key]) == str(value)
        elif not key.startswith("gov_accounts"):
            assert ours[2][key] == value, key


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/main.beancount")), ids=lambda path: path.parent.name)
def test_the_examples_are_read_as_beancount_reads_them(path: Path) -> None:
    assert_as_beancount(path)


@draws(40)
@given(ledgers())
def test_random_ledgers_are_read_as_beancount_reads_them(
    tmp_path_factory: pytest.TempPathFactory, drawn: RandomLedger
) -> None:
    assert_as_beancount(write_to(drawn, tmp_path_factory.mktemp("ledger")))


@pytest.mark.parametrize(
    "text",
    [
        'option "plugin_processing_mode" "raw"\n' + HEAD + VOUCHER.format(1),
        'option "render_commas" "TRUE"\noption "display_precision" "CNY:0.001"\n' + HEAD,
        HEAD + 'include "more/*.beancount"\n',
        'plugin "beancount.plugins.auto_accounts"\n2020-01-01 * "a"\n  Assets:X  1.00 CNY\n  Assets:Y\n',
        'plugin "beancount.plugins.check_commodity"\n2020-01-01 open Assets:X CNY\n',
        HEAD
        + '2020-01-01 pad Assets:1002-银行存款 Assets:1002-银行存款\n2020-02-01 custom "x" TRUE 1 CNY 2020-01-01\n',
        "pushtag #a\npushmeta aa: 1\n" + VOUCHER.format("1/3*3") + "popmeta aa:\npoptag #a\n",
    ],
)
def test_what_beancount_has_is_kept(tmp_path: Path, text: str) -> None:
    write(tmp_path, VOUCHER.format(5) + 'option "operating_currency" "USD"\n', "more/a.beancount")
    assert_as_beancount(write(tmp_path, text))


NAMES = ("a.beancount", "b.bean", ".hidden", "x/a.beancount", "x/y/c.beancount", "x/.z/d.beancount", "账/1[2].txt")
PARTS = st.sampled_from(
    ("*", "**", "x", "y", "?.bean", "a*", "[ab].*", "*.beancount", ".*", "账", "1[[]2].txt", "[!a]*")
)


@draws(300)
@given(st.lists(PARTS, min_size=1, max_size=4))
def test_patterns_find_what_glob_finds(tmp_path_factory: pytest.TempPathFactory, parts: Sequence[str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "globbed[1]"
    if not folder.exists():
        for name in NAMES:
            write(folder, "; 空\n", name)
    pattern = "/".join(parts)
    whole = f"{glob.escape(str(folder))}/{pattern}"
    found = {os.path.normpath(each) for each in glob.glob(whole, recursive=True)}  # noqa: PTH207
    assert {os.path.normpath(each) for each in folders.matching(str(folder), pattern)} == found


# Lines include


@needs_pipes
@needs_links
def test_only_files_inside_the_folder_are_opened(tmp_path: Path) -> None:
    write(tmp_path, "; 别处\n", "elsewhere.beancount")
    books = tmp_path / "books"
    write(books, VOUCHER.format(1), "2020/01.beancount")
    write(books, "x", "sealed.beancount.gpg")
    write(books, "-----BEGIN PGP MESSAGE-----\n", "armoured.beancount")
    os.mkfifo(books / "pipe.beancount")
    (books / "link.beancount").symlink_to(tmp_path / "elsewhere.beancount")
    (books / "round").symlink_to(books)
    (books / "out").symlink_to(tmp_path)
    lines = {
        "../elsewhere.beancount": "include-outside",
        "/dev/zero": "include-outside",
        "/**": "include-outside",
        "//machine/share/a.beancount": "include-outside",
        "\\\\\\\\machine\\\\share\\\\a.beancount": "include-path",
        "link.beancount": "include-outside",
        "out/elsewhere.beancount": "include-outside",
        "2020": "include-folder",
        "": "include-folder",
        "*.missing": "include-missing",
        "pipe.beancount": "include-not-a-file",
        "sealed.beancount.gpg": "file-encrypted",
        "armoured.beancount": "file-encrypted",
        "a\0b": "include-missing",
        "[": "include-missing",
    }
    first = HEAD.count("\n") + 1
    path = write(books, HEAD + "".join(f'include "{name}"\n' for name in lines))
    found = {line: rule for rule, line in rules(path) if line >= first}
    assert found == dict(enumerate(lines.values(), first))


def test_a_missing_file_elsewhere_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "books", HEAD + 'include "../nothing.beancount"\n')
    assert ("include-missing", HEAD.count("\n") + 1) in rules(path)


def test_files_elsewhere_are_read_when_allowed(tmp_path: Path) -> None:
    write(tmp_path, VOUCHER.format(1), "elsewhere.beancount")
    path = write(tmp_path / "books", HEAD + 'include "../elsewhere.beancount"\n')
    assert "include-outside" in dict(rules(path))
    assert "include-outside" not in dict(rules(path, Permissions(outside=True)))
    assert (
        str(tmp_path / "elsewhere.beancount") in load_files(path, permissions=Permissions(outside=True))[2]["include"]
    )


def test_what_is_allowed_is_allowed_when_slips_are_mended(tmp_path: Path) -> None:
    """The ledger is read again then."""
    write(tmp_path, VOUCHER.format(1), "elsewhere.beancount")
    path = write(tmp_path / "books", 'opiton "title" "账"\n' + HEAD + 'include "../elsewhere.beancount"\n')
    found = dict(rules(path, Permissions(outside=True)))
    assert found["syntax"] == 1
    assert "include-outside" not in found


def test_a_file_included_twice_is_told_at_the_second_line(tmp_path: Path) -> None:
    write(tmp_path, VOUCHER.format(1), "a.beancount")
    path = write(tmp_path, HEAD + 'include "a.beancount"\n; x\ninclude "a.beancount"\n')
    assert ("include-twice", HEAD.count("\n") + 3) in rules(path)


def test_a_pattern_over_folders_tells_of_them_once(tmp_path: Path) -> None:
    for name in ("x/1.beancount", "y/1.beancount", "a.beancount"):
        write(tmp_path, "; 空\n", name)
    path = write(tmp_path / "books", HEAD + 'include "../*"\n')
    told = [each for each in load(path, Permissions(outside=True)).findings if each.rule == "include-folder"]
    assert [each.what for each in told] == ['include 的有文件夹（books、x、y）：include "../*"']


@needs_links
def test_links_that_go_round_end(tmp_path: Path) -> None:
    for name in "abcdefgh":
        (tmp_path / name).symlink_to(tmp_path)
    path = write(tmp_path, HEAD + 'include "**/x.beancount"\noption "documents" "."\n')
    start = time.monotonic()
    assert {"include-missing", "documents-endless"} <= {rule for rule, _ in rules(path)}
    assert time.monotonic() - start < 10


def test_there_is_an_end_to_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        write(tmp_path, VOUCHER.format(number), f"{number}.beancount")
    path = write(tmp_path, HEAD + 'include "?.beancount"\n')
    last = HEAD.count("\n") + 1
    monkeypatch.setattr(files, "MOST_FILES", 3)
    assert rules(path).count(("include-too-much", last)) == 1
    monkeypatch.undo()
    monkeypatch.setattr(files, "MOST_BYTES", path.stat().st_size + 100)
    assert rules(path).count(("include-too-much", last)) == 1
    monkeypatch.undo()
    monkeypatch.setattr(folders, "MOST_LOOKED_AT", 3)
    assert ("include-too-wide", last) in rules(path)


@needs_pipes
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "main.beancount")
    with pytest.raises(LedgerUnusableError) as error:
        load(tmp_path / "main.beancount")
    assert error.value.finding.rule == "include-not-a-file"


@pytest.mark.parametrize("name", ["main.beancount.gpg", "main.gpg"])
def test_no_program_is_run_on_an_encrypted_file(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(LedgerUnusableError) as error:
        load(write(tmp_path, "x", name))
    assert error.value.finding.rule == "file-encrypted"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep names in Unicode")
def test_a_name_in_another_encoding_is_told(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xd5\xcb.beancount", "w", encoding="utf-8"):  # noqa: PTH123
        pass
    path = write(tmp_path, HEAD + 'include "?*.beancount"\n')
    assert "file-name" in dict(rules(path))


@needs_links
def test_documents_are_looked_for_inside_the_folder(tmp_path: Path) -> None:
    books = tmp_path / "books"
    (tmp_path / "elsewhere").mkdir()
    for line in ('option "documents" "/"', 'option "documents" "../"', 'option "documents" "scans"'):
        (books / "scans").mkdir(parents=True, exist_ok=True)
        (books / "scans" / "more").unlink(missing_ok=True)
        (books / "scans" / "more").symlink_to(tmp_path / "elsewhere")
        path = write(books, line + "\n" + HEAD)
        assert ("documents-outside", 1) in rules(path), line
    (books / "scans" / "more").unlink()
    assert "documents-outside" not in dict(rules(path))
    assert load_files(path)[2]["documents"] == ["scans"]


def test_other_machines_are_not_asked(tmp_path: Path) -> None:
    line = '2020-03-05 document Assets:1002-银行存款 "//machine/share/发票.pdf"\n'
    path = write(tmp_path, HEAD + line)
    assert rules(path).count(("documents-outside", HEAD.count("\n") + 1)) == 1
    assert "document-missing" in dict(rules(path, Permissions(outside=True)))


# Text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('2020-01-01 custom "x" 1/0', "Division by zero"),
        ('2020-01-01 custom "x" 0/0 CNY', "Division by zero"),
        ("2020-01-01 balance Assets:A 1 ~ 1/0 CNY", "Division by zero"),
        ("2020-01-01 balance Assets:A 1/(1/0) CNY", "Division by zero"),
        ('2020-01-01 custom "x" ' + "9" * 30 + " CNY", "Absurd"),
        ("2020-01-01 balance Assets:A 0." + "0" * 80 + "1 CNY", "Absurd"),
        ("2020-01-01 price USD " + "*".join(["9" * 200] * 6000) + " CNY", "Absurd"),
        ('2020-01-01 custom "x" ' + "(" * 20_000, "Nested too deep"),
        ('2020-01-01 custom "x" ' + "-" * 20_000 + "1", "Nested too deep"),
        ("2020-01-01 commodity CNY\n  lineno: 5", "Reserved metadata key: 'lineno'"),
        ('2020-01-01 commodity CNY\n  filename: "x"', "Reserved metadata key: 'filename'"),
        ("pushmeta lineno: 5", "Reserved metadata key: 'lineno'"),
        ("pushmeta fund: 11", "Unbalanced metadata key 'fund'; leftover metadata '11'"),
        ("pushmeta fund:", "Unbalanced metadata key 'fund'; leftover metadata 'None'"),
        ("pushtag #a", "Unbalanced pushed tag: 'a'"),
        ('option "include" "/etc/passwd"', "Option 'include' may not be set"),
        ('option "dcontext" "x"', "Option 'dcontext' may not be set"),
        ('option "tolerance_multiplier" "1e999999999"', "Error for option 'tolerance_multiplier': 1e999999999"),
        ('option "tolerance_multiplier" "NaN"', "Error for option 'tolerance_multiplier': NaN"),
        ('option "display_precision" "CNY:1.1.1"', "Error for option 'display_precision': CNY:1.1.1"),
    ],
)
def test_a_text_is_told_with_its_line(line: str, expected: str) -> None:
    parsed = parse(f"; 一\n\n{line}\n; 后\n".encode(), "/main.beancount")
    assert parsed.errors[-1].message.startswith(expected)
    assert parsed.errors[-1].source["lineno"] == 3 + line.count("\n")


@pytest.mark.parametrize("amount", ["1/0", "1/(1/0)", "9" * 16, "9" * 255, "*".join(["9" * 250] * 5000)])
def test_a_voucher_with_an_amount_that_is_none_is_left_out(amount: str) -> None:
    for written in (VOUCHER, VOUCHER.replace("{} CNY", "{}")):
        entries, errors, _ = parse_text(written.format(amount) + VOUCHER.format("0.01"))
        assert len(entries) == 1
        assert [each.source["lineno"] for each in errors] == [2]


def test_metadata_may_be_a_long_number() -> None:
    """An invoice's or a bank card's."""
    parsed = parse((VOUCHER.format(1) + f"    invoice: {'9' * 20}\n").encode(), "/main.beancount")
    assert not parsed.errors
    assert str(parsed.entries[0].postings[1].meta["invoice"]) == "9" * 20


def test_what_is_popped_is_not_told() -> None:
    assert not parse_text("pushtag #a\npushmeta x1: 1\npushmeta x1: 2\npopmeta x1:\npopmeta x1:\npoptag #a\n")[1]
    told = parse_text("pushmeta x1: 1\npushmeta x1: 2\npopmeta x1:\n")[1]
    assert [(each.source["lineno"], each.message[-3:]) for each in told] == [(1, "'1'")]


def test_what_is_no_ledger_at_all_has_an_end_of_errors() -> None:
    assert len(parse_text("看不懂 的 一行\n" * 5000)[1]) <= 1000


def test_an_exception_in_the_builder_is_told_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(parsing._Builder, "note", fail)  # noqa: SLF001
    parsed = parse(b'; 1\n2020-01-01 note Assets:A "x"\n', "/main.beancount")
    assert [(each.source["lineno"], each.message) for each in parsed.errors] == [(2, "Internal error: ValueError")]


# Stages


def test_one_voucher_that_booking_fails_at_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def book(entries: list[Any], *_: object) -> Any:
        if any(isinstance(each, Transaction) and each.narration == "坏" for each in entries):
            raise ArithmeticError
        return list(entries), []

    monkeypatch.setattr(stages, "_book", book)
    monkeypatch.setattr(stages, "_book_one", book)
    monkeypatch.setattr(stages, "_missing", lambda *_: [])
    text = HEAD + '2020-01-01 * "坏"\n2020-01-01 * "好"\n'
    entries, errors, _ = load_files(write(tmp_path, text))
    assert [each.narration for each in entries if isinstance(each, Transaction)] == ["好"]
    assert [each.source["lineno"] for each in errors if "Arithmetic" in each.message] == [HEAD.count("\n") + 1]


def test_a_plugin_that_fails_is_told_at_its_line(tmp_path: Path) -> None:
    for name, body in (
        ("raises", "def run(*_):\n    raise ValueError\n"),
        ("leaves", "def run(*_):\n    raise SystemExit\n"),
        ("nothing", "def run(*_):\n    return None\n"),
        ("numbers", "def run(*_):\n    return [1, 2], []\n"),
    ):
        (tmp_path / f"failing_{name}.py").write_text(f"__plugins__ = ['run']\n{body}", encoding="utf-8")
    (tmp_path / "failing_broken.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    (tmp_path / "failing_syntax.py").write_text("(\n", encoding="utf-8")
    names = ("raises", "leaves", "nothing", "numbers", "broken", "syntax")
    lines = "".join(f'plugin "failing_{name}"\n' for name in names)
    path = write(tmp_path, lines + 'option "insert_pythonpath" "TRUE"\n' + HEAD)
    found = [each for each in rules(path, Permissions(run=True)) if each[0] == "plugin-failed"]
    assert found == [("plugin-failed", line) for line in range(1, len(names) + 1)]


@pytest.mark.parametrize("name", ["nosuch", "nosuch.module", "beancount.plugins.nosuch"])
def test_a_plugin_that_is_missing_is_told_at_its_line(tmp_path: Path, name: str) -> None:
    assert ("plugin-missing", 1) in rules(write(tmp_path, f'plugin "{name}"\n' + HEAD))


# Fava


def test_fava_reads_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_load", beancounts_load)
    path = write(tmp_path, 'plugin "nosuch"\n' + HEAD + 'include "/dev/zero"\n2020-01-01 custom "x" 1/0\n')
    load_by_our_stages()
    entries, errors, _ = loader._load([(str(path), True)], None, None, None)  # noqa: SLF001
    assert [each.message for each in errors] == [message for _, message in messages(path)]
    assert len(entries) == len(load_files(path)[0])
    load_by_our_stages(Permissions(outside=True))
    assert loader.load_string("2020-01-01 open Assets:A\n")[0], "a text is loaded as beancount does"


# Interrupts


def test_an_interrupt_is_kept_until_the_parser_has_returned() -> None:
    after = False
    with pytest.raises(KeyboardInterrupt), kept_until_the_end() as noted:  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        assert noted.came
        after = True
    assert after
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_parser_reads_no_further_once_interrupted() -> None:
    class Interrupting(parsing._Builder):  # noqa: SLF001
        count = 0

        def note(self, *arguments: Any) -> Any:
            if not Interrupting.count:
                signal.raise_signal(signal.SIGINT)
            Interrupting.count += 1
            return super().note(*arguments)

    text = b'2020-01-01 note Assets:A "x"\n' * 100_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_Builder", Interrupting)
        with pytest.raises(KeyboardInterrupt):
            parse(text, "/main.beancount")
    assert 0 < Interrupting.count < 2000


def test_other_threads_are_never_interrupted() -> None:
    before = signal.getsignal(signal.SIGINT)
    parsed: list[Any] = []
    thread = threading.Thread(target=lambda: parsed.append(parse(b"2020-01-01 open Assets:A\n", "x")))
    thread.start()
    thread.join()
    assert len(parsed[0].entries) == 1
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(sys.platform == "win32", reason="such signals end a program there at once")
@pytest.mark.parametrize("where", ["parser", "plugin"])
def test_a_program_told_to_end_goes_on_with_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Neither without the voucher that was being read, nor without what a plugin was doing."""
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_tidily()
    path = write(tmp_path, HEAD + VOUCHER.format("1.00"))
    told: list[str] = []

    def told_to_end(*_: Any, **__: Any) -> Any:
        if not told:
            told.append(where)
            signal.raise_signal(signal.SIGTERM)
        return [], []

    class Ending(parsing._Builder):  # noqa: SLF001
        def transaction(self, *arguments: Any) -> Any:
            told_to_end()
            return super().transaction(*arguments)

    try:
        if where == "parser":
            monkeypatch.setattr(parsing, "_Builder", Ending)
        else:
            monkeypatch.setattr("gov_accounts_plugins.__plugins__", (told_to_end,))
        with pytest.raises(SystemExit) as ended:
            load_files(path)
        assert ended.value.code == 128 + signal.SIGTERM
        assert told
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C to a whole console")
def test_a_command_that_is_interrupted_says_so_and_prints_nothing(tmp_path: Path) -> None:
    text = (LEDGERS / "clean.beancount").read_text(encoding="utf-8")
    many = "".join(f'2020-01-05 note Assets:1011-零余额账户用款额度 "{number}"\n' for number in range(150_000))
    path = write(tmp_path, text + many)
    for wait in (0.8, 1.2, 1.6):
        process = subprocess.Popen(
            [sys.executable, "-m", "gov_accounts", "report", str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        # A shell sees 130 either way: where the signal came while a class was being made from text, Python ends by it.
        assert process.returncode in {130, -signal.SIGINT}
        assert (out, err) == ("", "\n已中断。\n")
