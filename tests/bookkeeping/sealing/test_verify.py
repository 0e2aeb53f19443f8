"""What is found of a posted ledger that was changed, and what isn't a change."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gov_accounts.bookkeeping.sealing.log import Record, appended, read_log
from gov_accounts.bookkeeping.sealing.path import NAME
from gov_accounts.ledger import load
from tests.support.commands import assert_mendable, run
from tests.support.posted import JUNE, LOG, MAIN, MAY, edit, errors, post_month, put


@pytest.fixture
def main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """May and June are posted."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path)
    for month in ("2020-05", "2020-06"):
        post_month(tmp_path / MAIN, month)
    return tmp_path / MAIN


def lines(folder: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    path = folder / LOG
    path.write_bytes(b"\n".join(change(path.read_bytes().split(b"\n"))))


def inserted(folder: Path, text: str) -> None:
    """A voucher before June's own."""
    edit(folder, JUNE, "2020-06-05", text + "\n2020-06-05")


def other_amounts(folder: Path) -> None:
    edit(folder, JUNE, "-88.00", "-89.00")
    edit(folder, JUNE, " 88.00", " 89.00")


def log_elsewhere(folder: Path) -> None:
    (folder / LOG).unlink()
    (folder / LOG).symlink_to(os.devnull)


def log_gone(folder: Path) -> None:
    (folder / LOG).unlink()


def log_empty(folder: Path) -> None:
    (folder / LOG).write_bytes(b"")


def log_without_vouchers(folder: Path) -> None:
    """No marks, and a log that has but its header."""
    main = folder / MAIN
    kept = [line for line in main.read_bytes().split(b"\n") if b"gov-posted" not in line]
    main.write_bytes(b"\n".join(kept))
    lines(folder, lambda each: [each[0], b""])


JULY = """\
2020-07-01 * "七月" #2060501 #30206
  Expenses:5001-业务活动费用:500102-商品和服务费用   1.00 CNY
  Assets:1011-零余额账户用款额度                    -1.00 CNY
"""
NUMBERED = '#30206\n  voucher: "{}"\n'
OPEN = '  fund: "{}"\n2020-01-01 open Liab'
EDITS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "amounts": ("posted-voucher-changed", other_amounts),
    "narration": ("posted-voucher-changed", lambda at: edit(at, JUNE, "六月电费", "六月水费")),
    "date": ("posted-voucher-changed", lambda at: edit(at, JUNE, "2020-06-05", "2020-06-06")),
    "flag": ("posted-voucher-changed", lambda at: edit(at, JUNE, "05 *", "05 !")),
    "metadata": ("posted-voucher-changed", lambda at: edit(at, MAY, "attachments: 3", "attachments: 4")),
    "kind of metadata": ("posted-voucher-changed", lambda at: edit(at, MAY, "attachments: 3", 'attachments: "3"')),
    "metadata of a leg": ("posted-voucher-changed", lambda at: edit(at, MAY, "甲表", "乙表")),
    "link": ("posted-voucher-changed", lambda at: edit(at, MAY, "^L-1", "^L-2")),
    "number": ("posted-voucher-removed", lambda at: edit(at, JUNE, "记-6-001", "记-6-002")),
    "no number": ("posted-voucher-inserted", lambda at: edit(at, JUNE, '  voucher: "记-6-001"\n', "")),
    "another year": ("posted-voucher-removed", lambda at: edit(at, JUNE, "2020-06-05", "2021-06-05")),
    "file": ("posted-voucher-removed", lambda at: edit(at, MAIN, f'include "{JUNE}"\n', "")),
    "insertion": ("posted-voucher-inserted", lambda at: inserted(at, JULY.replace("-07-", "-06-"))),
    "earlier": ("posted-voucher-inserted", lambda at: inserted(at, JULY.replace("-07-", "-04-"))),
    "its number": (
        "posted-voucher-inserted",
        lambda at: inserted(at, JULY.replace("#30206\n", NUMBERED.format("记-5-099"))),
    ),
    "twice": ("posted-number-twice", lambda at: inserted(at, JULY.replace("#30206\n", NUMBERED.format("记-6-1")))),
    "open": ("posted-figures-changed", lambda at: edit(at, MAIN, OPEN.format(11), OPEN.format(12))),
    "log line": ("posted-log-broken", lambda at: edit(at, LOG, "2020-05-06", "2020-05-07")),
    "log header": ("posted-log-broken", lambda at: edit(at, LOG, "某某中心", "别的中心")),
    "log line out": ("posted-log-broken", lambda at: lines(at, lambda each: each[:2] + each[3:])),
    "log moved": ("posted-log-broken", lambda at: lines(at, lambda each: [each[0], each[2], each[1], *each[3:]])),
    "log end": ("posted-log-cut", lambda at: lines(at, lambda each: [*each[:-2], b""])),
    "log gone": ("posted-log-missing", log_gone),
    "log empty": ("posted-log-cut", log_empty),
    "log without vouchers": ("posted-log-broken", log_without_vouchers),
    "log elsewhere": ("posted-log-missing", log_elsewhere),
    "mark gone": ("posted-mark-missing", lambda at: edit(at, MAIN, "2020-05-31 custom", "; custom")),
    "last mark gone": ("posting-unfinished", lambda at: edit(at, MAIN, "2020-06-30 custom", "; custom")),
    "mark count": ("posted-mark-changed", lambda at: edit(at, MAIN, '"2020-05" 5 ', '"2020-05" 6 ')),
    "mark month": ("posted-mark-changed", lambda at: edit(at, MAIN, '"2020-05" 5', '"2020-04" 5')),
    "mark chain": ("posted-log-cut", lambda at: edit(at, MAIN, '5 "', f'5 "{"0" * 64}" ; "')),
}


def test_a_posted_ledger_is_clean(main: Path) -> None:
    assert run("check", MAIN).endswith("退出码 0\n")
    assert not errors(main)


@pytest.mark.parametrize("name", EDITS)
def test_what_is_changed_is_found_and_told(main: Path, name: str, snapshot: Callable[[str, str], None]) -> None:
    rule, change = EDITS[name]
    change(main.parent)
    found = errors(main)
    assert rule in found, sorted(found)
    text = run("check", MAIN)
    assert_mendable(text)
    assert text.endswith("退出码 1\n")
    assert f"错误[{rule}]" in text
    snapshot(f"sealing/{name.replace(' ', '_')}.txt", text)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (JUNE, "2020-06-05", "; 说明\n\n2020-06-05"),
        (JUNE, "  Expenses", "          Expenses"),
        (JUNE, "88.00 CNY", "88.0 CNY"),
        (JUNE, "88.00 CNY", "88 CNY ; 抄表"),
        (MAY, "#2060501 ^L-1", "^L-1   #2060501"),
        (MAY, '  maker: "张某"\r\n  attachments: 3', '  attachments: 3.0\r\n  maker: "张某"'),
        (LOG, "\n", "\r\n"),
        (LOG, "gov-accounts-posted", "\ufeffgov-accounts-posted"),
    ],
)
def test_what_says_the_same_is_no_change(main: Path, name: str, old: str, new: str) -> None:
    edit(main.parent, name, old, new)
    assert not errors(main)


def test_a_voucher_may_move_to_another_file(main: Path) -> None:
    moved = (main.parent / JUNE).read_bytes()
    (main.parent / JUNE).write_bytes(b"; \n")
    (main.parent / MAY).write_bytes((main.parent / MAY).read_bytes() + b"\r\n" + moved)
    assert not errors(main)


def test_later_vouchers_are_free(main: Path) -> None:
    (main.parent / JUNE).write_bytes((main.parent / JUNE).read_bytes() + JULY.encode())
    assert not errors(main)


def test_a_ledger_that_was_never_posted_is_asked_nothing(tmp_path: Path) -> None:
    main = put(tmp_path)
    assert load(main).findings == ()
    assert not (tmp_path / NAME).exists()


def test_without_our_plugins_the_vouchers_are_compared_all_the_same(main: Path) -> None:
    edit(main.parent, MAIN, 'plugin "gov_accounts_plugins"\n', "")
    edit(main.parent, JUNE, "六月电费", "六月水费")
    found = {each.rule for each in load(main).findings}
    assert {"plugin-line-missing", "posted-voucher-changed"} <= found
    assert "posted-figures-changed" not in found


def test_any_log_can_be_read() -> None:
    record = Record("记-5-001", datetime.date(2020, 5, 1), "0" * 64, "1" * 64)
    content, end = appended(b"", "gov-accounts-posted\t1\t甲\t2020", [record])
    log = read_log(content)
    assert (log.broken, log.end, len(log.posted)) == (0, end, 1)
    assert read_log(b"").broken == 1
    assert read_log(b"\xff\xfe\x00" + content).broken == 1
    assert read_log(content + b"\n").broken == 3
    assert read_log(content.replace(b"2020-05-01", b"2020-05-32")).broken == 2
    assert read_log(content[:-9]).broken == 2
