"""Posting: numbers, the log and the mark; what is refused; what of a file stays as it is; closings."""

from __future__ import annotations

import contextlib
import hashlib
import re
from pathlib import Path

import pytest

from gov_accounts.bookkeeping.sealing.posting import Wanted, post
from gov_accounts.files.staged import PREFIX
from gov_accounts.files.whole import write_whole
from gov_accounts.ledger import load
from gov_accounts.months import Month
from gov_accounts.publishing.checking import check_all
from gov_accounts.statements.years import statements_of
from tests.support.commands import assert_mendable, run
from tests.support.failing import Killed, dead_from, tree
from tests.support.heads import HEAD as BUDGET_HEAD
from tests.support.numbered import numbered_tables
from tests.support.posted import FILES, JUNE, LOG, MAIN, MAY, edit, errors, post_month, put


@pytest.fixture
def main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return put(tmp_path)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def refused(text: str, *rules: str) -> None:
    assert_mendable(text)
    assert text.endswith("退出码 2\n")
    assert "什么也没有写" in text
    for rule in rules:
        assert f"错误[{rule}]" in text, text


# What is written


def test_a_month_is_numbered_noted_and_marked(main: Path) -> None:
    text = run("post", MAIN, "--month", "2020-05", "--poster", "王某")
    assert text.endswith("退出码 0\n")
    assert "编号 记-5-001 至 记-5-005，5 张" in text
    assert run("check", MAIN).endswith("退出码 0\n")
    log = (main.parent / LOG).read_text(encoding="utf-8").splitlines()
    assert log[0] == "gov-accounts-posted\t1\t某某中心\t2020"
    fields = [line.split("\t") for line in log[1:]]
    assert [(number, date) for number, date, *_ in fields] == [
        ("记-5-001", "2020-05-06"),
        ("记-5-002", "2020-05-20"),
        ("记-5-003", "2020-05-20"),
        ("记-5-004", "2020-05-20"),
        ("记-5-005", "2020-05-21"),
    ]
    chain = sha256(log[0])
    for number, date, content, figures, hashed in fields:
        chain = sha256(f"{chain}\t{number}\t{date}\t{content}\t{figures}")
        assert hashed == chain
    assert main.read_text(encoding="utf-8").splitlines()[-1] == f'2020-05-31 custom "gov-posted" "2020-05" 5 "{chain}"'
    assert chain in text


def test_all_but_the_new_lines_stays_to_the_byte(main: Path) -> None:
    post_month(main, "2020-05", "王某")
    may = (main.parent / MAY).read_bytes()
    assert may.startswith(b"\xef\xbb\xbf; ")
    assert b"\n" not in may.replace(b"\r\n", b"")
    for indent in (b"  ", b"\t", b"    "):
        assert re.search(rb"\n2020-[^\r]*\r\n" + indent + rb'voucher: "\xe8\xae\xb0-5-00\d"\r\n', may)
    for name in (MAIN, MAY, JUNE):
        lines = (main.parent / name).read_bytes().split(b"\n")
        kept = [line for line in lines if not re.match(rb"\s+(voucher|poster):|\S+ custom \"gov-posted\"", line)]
        assert b"\n".join(kept) == FILES[name]
    text = may.decode("utf-8-sig")
    assert '#2060501 ^L-1\r\n\tvoucher: "记-5-001"\r\n\tposter: "王某"\r\n\tAssets' in text


def test_posting_again_writes_nothing(main: Path) -> None:
    post_month(main, "2020-05")
    before = tree(main.parent)
    text = run("post", MAIN, "--month", "2020-05", "--poster", "别人")
    assert "2020-05 已经记账（5 张），没有要做的。" in text
    assert text.endswith("退出码 0\n")
    assert tree(main.parent) == before


def test_the_next_month_goes_on_from_the_last_line(main: Path) -> None:
    post_month(main, "2020-05")
    may = (main.parent / LOG).read_bytes()
    post_month(main, "2020-06")
    assert (main.parent / LOG).read_bytes().startswith(may)
    assert not errors(main)
    assert 'voucher: "记-6-001"' in (main.parent / JUNE).read_text(encoding="utf-8")


def test_numbers_that_are_there_are_kept_and_gone_on_from(main: Path) -> None:
    edit(main.parent, MAY, '  maker: "张某"', '  voucher: "记-05-1"\r\n  maker: "张某"')
    edit(main.parent, MAY, '"付欠款" #2060501 #30201', '"付欠款" #2060501 #30201\r\n  voucher: "付-5-001"')
    text = run("post", MAIN, "--month", "2020-05")
    assert "编号 记-5-002 至 记-5-004，3 张" in text
    numbers = re.findall(r'voucher: "(.*?)"', (main.parent / MAY).read_text(encoding="utf-8-sig"))
    assert numbers == ["记-05-1", "记-5-002", "记-5-003", "付-5-001"]
    assert run("post", MAIN, "--month", "2020-06", "--kind", "转").endswith("退出码 0\n")
    assert 'voucher: "转-6-001"' in (main.parent / JUNE).read_text(encoding="utf-8")
    assert not errors(main)


def test_numbers_without_a_month_run_through_the_year(main: Path) -> None:
    edit(main.parent, MAY, '  maker: "张某"', '  voucher: "指-007"\r\n  maker: "张某"')
    post_month(main, "2020-05")
    edit(main.parent, JUNE, "#30206\n", '#30206\n  voucher: "指-009"\n')
    refused(run("post", MAIN, "--month", "2020-06"), "post-number-missing")
    edit(main.parent, JUNE, "指-009", "指-008")
    post_month(main, "2020-06")
    assert not errors(main)


def test_a_text_over_two_lines_gets_its_number_below_it(main: Path) -> None:
    edit(main.parent, JUNE, "六月电费", "六月\n电费")
    post_month(main, "2020-05")
    post_month(main, "2020-06")
    assert '六月\n电费" #2060501 #30206\n  voucher: "记-6-001"\n' in (main.parent / JUNE).read_text(encoding="utf-8")
    assert not errors(main)


def test_a_poster_may_have_quotation_marks_and_is_written_where_there_is_none(main: Path) -> None:
    edit(main.parent, JUNE, "#30206\n", '#30206\n  poster: "赵某"\n')
    post_month(main, "2020-05", '王"某\\')
    assert 'poster: "王\\"某\\\\"' in main.read_text(encoding="utf-8")
    post_month(main, "2020-06", "王某")
    assert (main.parent / JUNE).read_text(encoding="utf-8").count("poster") == 1
    assert not errors(main)


def test_tables_are_the_same_before_and_after(main: Path) -> None:
    before = statements_of(load(main), 2020)
    post_month(main, "2020-05")
    after = statements_of(load(main), 2020)
    assert numbered_tables(before) == numbered_tables(after)
    assert after["general_expenditure"].cell("2060501", "total").fen == 24940


# What is refused


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        (MAY, '2020-05-20 * "某供电', '2020-05-20 ! "某供电', "post-not-checked"),
        (MAY, '  maker: "张某"', '  voucher: "记-5-002"\r\n  maker: "张某"', "post-number-missing"),
        (MAY, '  maker: "张某"', '  voucher: "记-6-001"\r\n  maker: "张某"', "post-number-unreadable"),
        (MAY, '  maker: "张某"', '  voucher: ""\r\n  maker: "张某"', "post-number-unreadable"),
        (MAY, '  maker: "张某"', '  voucher: "甲乙"\r\n  maker: "张某"', "post-number-unreadable"),
        (MAY, "2020-05-06", "2020-04-06", "post-earlier-open"),
        (MAY, "-99.40", "-99.41", "voucher-unbalanced"),
    ],
)
def test_what_isnt_ready_is_refused_and_nothing_written(main: Path, name: str, old: str, new: str, rule: str) -> None:
    edit(main.parent, name, old, new)
    before = tree(main.parent)
    text = run("post", MAIN, "--month", "2020-05")
    refused(text, rule)
    if rule != "post-earlier-open":
        assert re.search(rf"^{re.escape(name)}:\d+: 错误\[{rule}\]", text, re.MULTILINE), text
    assert tree(main.parent) == before


def test_a_number_that_is_there_twice_is_refused(main: Path) -> None:
    edit(main.parent, MAY, '  maker: "张某"', '  voucher: "记-5-001"\r\n  maker: "张某"')
    edit(main.parent, MAIN, "#30207\n", '#30207\n  voucher: "记-5-1"\n')
    refused(run("post", MAIN, "--month", "2020-05"), "post-number-twice")


def test_a_month_without_vouchers_and_a_ledger_that_was_changed(main: Path) -> None:
    refused(run("post", MAIN, "--month", "2020-02"), "post-no-vouchers")
    post_month(main, "2020-05")
    edit(main.parent, MAY, "五月电费", "五月水费")
    refused(run("post", MAIN, "--month", "2020-06"), "posted-voucher-changed")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--month", "五月"), "不是月份"),
        (("--month", "2020-13"), "不是月份"),
        (("--month", "2020-05", "--kind", "5"), "--kind"),
        (("--month", "2020-05", "--poster", "甲\n乙"), "写在一行里"),
        ((), "缺少参数"),
    ],
)
def test_wrong_options(main: Path, options: tuple[str, ...], said: str) -> None:
    text = run("post", MAIN, *options)
    assert said in text
    assert text.endswith("退出码 2\n")
    assert tree(main.parent) == dict(FILES)


def test_a_file_that_is_edited_meanwhile_is_left_alone(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edited_first(*arguments: object) -> None:
        edit(main.parent, JUNE, "六月电费", "六月水费")
        write_whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("gov_accounts.files.whole.write_whole", edited_first)
    text = run("post", MAIN, "--month", "2020-05")
    assert "错误[ledger-changed]" in text
    june = FILES[JUNE].replace("六月电费".encode(), "六月水费".encode())
    assert tree(main.parent) == {**FILES, JUNE: june}


def test_help_says_why_there_is_no_way_back(main: Path) -> None:
    text = run("post", "--help")
    assert "不得对已记账凭证进行删除、插入或修改" in text
    assert "reverse" in text
    assert "防止" in text
    assert main.exists()


# A posting that was ended half-way


@pytest.mark.parametrize("kept", [(LOG,), (LOG, MAY), (LOG, MAY, JUNE)])
def test_what_was_ended_is_told_and_finished_to_the_same_bytes(main: Path, kept: tuple[str, ...]) -> None:
    before = tree(main.parent)
    post_month(main, "2020-05", "王某")
    after = tree(main.parent)
    put(main.parent, {name: content for name, content in before.items() if name not in kept})
    assert set(errors(main)) == {"posting-unfinished"}
    refused(run("post", MAIN, "--month", "2020-06"), "posting-unfinished")
    refused(run("post", MAIN, "--month", "2020-05", "--poster", "别人"), "posting-unfinished-changed")
    post_month(main, "2020-05", "王某")
    assert tree(main.parent) == after


def test_a_program_that_dies_at_any_moment_leaves_what_posting_again_ends(main: Path) -> None:
    """Each file is whole; what is neither the old nor the new ledger is told of, and the next run makes it the new."""
    before = tree(main.parent)
    with dead_from(10**9) as done:
        post_month(main, "2020-05", "王某")
    after = tree(main.parent)
    outcomes = set()
    for at in range(len(done)):
        for path in main.parent.iterdir():
            path.unlink()
        put(main.parent, before)
        ledger = load(main)
        posting = post(ledger, check_all(ledger).findings, Wanted(Month(2020, 5), "记", "王某"))
        with dead_from(at), contextlib.suppress(Killed):
            posting.write()
        found = {name: content for name, content in tree(main.parent).items() if not name.startswith(PREFIX)}
        assert all(content in (before.get(name), after[name]) for name, content in found.items()), at
        outcome = "old" if found == before else "new" if found == after else "between"
        outcomes.add(outcome)
        assert set(errors(main)) == ({"posting-unfinished"} if outcome == "between" else set()), at
        post_month(main, "2020-05", "王某")
        assert {name: content for name, content in tree(main.parent).items() if not name.startswith(PREFIX)} == after
    assert outcomes == {"old", "between", "new"}


def test_what_was_ended_and_then_edited_isnt_finished(main: Path) -> None:
    before = tree(main.parent)
    post_month(main, "2020-05")
    put(main.parent, before)
    edit(main.parent, MAY, "五月电费", "五月水费")
    refused(run("post", MAIN, "--month", "2020-05"), "posting-unfinished-changed")
    put(main.parent, before)
    edit(main.parent, MAIN, '2020-05-20 * "邮局"', '; 2020-05-20 * "邮局"')
    assert "posting-unfinished" in errors(main)


# Figures that plugins make


def test_figures_that_change_are_told_apart_and_can_be_confirmed(main: Path) -> None:
    post_month(main, "2020-05")
    post_month(main, "2020-06")
    log = (main.parent / LOG).read_bytes()
    edit(main.parent, MAIN, '  fund: "11"\n2020-01-01 open Liab', '  fund: "12"\n2020-01-01 open Liab')
    text = run("check", MAIN)
    assert text.count("错误[posted-figures-changed]") == 2
    assert "posted-voucher-changed" not in text
    refused(run("post", MAIN, "--month", "2020-05"), "posted-figures-changed")
    assert "按现在推出的数确认" in run("post", MAIN, "--month", "2020-05", "--confirm")
    assert set(errors(main)) == {"posted-figures-changed"}
    post_month(main, "2020-06", confirm=True)
    assert not errors(main)
    assert (main.parent / LOG).read_bytes().startswith(log)
    assert main.read_text(encoding="utf-8").count("gov-posted") == 2
    assert "没有要做的" in run("post", MAIN, "--month", "2020-05", "--confirm")


# The year's end

YEAR_END = """
2020-01-05 * "年初预算" #2060501 #30206
  voucher: "记-1-001"
  Assets:9001-可用指标     9000.00 CNY.A
    fund: "11"
  Equity:9101-年初预算    -9000.00 CNY.A

2020-12-05 * "额度到账" #2060501
  Assets:8001-资金结存:800101-零余额账户用款额度   5000.00 CNY.B
  Income:6001-财政拨款预算收入                    -5000.00 CNY.B
"""

SECOND_CLOSING = """
2020-12-31 * "再结转一次" #2060501 #year-close
  Income:6001-财政拨款预算收入      1.00 CNY.B
  Equity:8101-财政拨款结转         -1.00 CNY.B
"""


@pytest.mark.parametrize("first", ["close", "post"])
def test_closing_entries_are_posted_with_december_or_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    monkeypatch.chdir(tmp_path)
    main = tmp_path / MAIN
    main.write_text(BUDGET_HEAD + YEAR_END, encoding="utf-8", newline="\n")
    post_month(main, "2020-01")
    if first == "post":
        post_month(main, "2020-12")
    assert run("close", MAIN, "--year", "2020").endswith("退出码 0\n")
    assert not errors(main)
    text = run("post", MAIN, "--month", "2020-12", "--poster", "王某")
    assert "结转分录" in text
    assert not errors(main)
    assert main.read_text(encoding="utf-8").count('"2020-12"') == 1
    posted = tree(tmp_path)
    assert 'voucher: "记-12-002"' in posted["close-2020.beancount"].decode()
    assert "没有变化" in run("close", MAIN, "--year", "2020")
    assert "没有要做的" in run("post", MAIN, "--month", "2020-12")
    assert tree(tmp_path) == posted
    with main.open("a", encoding="utf-8", newline="\n") as file:
        file.write(SECOND_CLOSING)
    assert set(errors(main)) >= {"posted-voucher-inserted"}
    put(tmp_path, posted)
    edit(tmp_path, MAIN, "5000.00 CNY.B", "5001.00 CNY.B")
    edit(tmp_path, MAIN, "-5000.00 CNY.B", "-5001.00 CNY.B")
    assert {"posted-voucher-changed", "closing-stale"} <= set(errors(main))
    assert "错误[posted-voucher-changed]" in run("close", MAIN, "--year", "2020")
    put(tmp_path, posted)
    edit(tmp_path, "close-2020.beancount", "5000.00", "4000.00")
    assert set(errors(main)) == {"closing-stale", "posted-voucher-changed", "voucher-unbalanced"}
    edit(tmp_path, "close-2020.beancount", "-5000.00", "-4000.00")
    assert set(errors(main)) == {"closing-stale", "posted-voucher-changed"}


def test_a_closing_that_would_be_another_is_refused_once_it_is_posted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main = tmp_path / MAIN
    main.write_text(BUDGET_HEAD + YEAR_END, encoding="utf-8", newline="\n")
    assert run("close", MAIN, "--year", "2020").endswith("退出码 0\n")
    for month in ("2020-01", "2020-12"):
        post_month(main, month)
    (tmp_path / LOG).unlink()
    text = main.read_text(encoding="utf-8")
    text = "\n".join(line for line in text.split("\n") if "gov-posted" not in line)
    main.write_text(text.replace("5000.00", "6000.00"), encoding="utf-8", newline="\n")
    before = tree(tmp_path)
    said = run("close", MAIN, "--year", "2020")
    assert "错误[closing-posted]" in said
    assert said.endswith("退出码 2\n")
    assert tree(tmp_path) == before
