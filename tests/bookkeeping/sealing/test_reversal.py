"""Red-letter vouchers: what they say, where they go, that the tables are those without the voucher."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gov_accounts.books.postings import read_postings
from gov_accounts.ledger import load
from gov_accounts.statements.years import statements_of
from tests.support.commands import assert_mendable, run
from tests.support.failing import tree
from tests.support.numbered import numbered_tables
from tests.support.paths import EXAMPLES
from tests.support.posted import FILES, JUNE, MAIN, MAY, errors, post_month, put


@pytest.fixture
def main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(tmp_path)
    post_month(tmp_path / MAIN, "2020-05", "王某")
    return tmp_path / MAIN


@pytest.mark.usefixtures("main")
def test_it_says_the_same_with_the_opposite_sign() -> None:
    assert run("reverse", MAIN, "记-5-002", "--date", "2020-06-03") == (
        '2020-06-03 * "某供电公司" "冲销记-5-002：五月电费" #2060501 #30206\n'
        '  reverses: "记-5-002"\n'
        "  reverses-date: 2020-05-20\n"
        "  Expenses:5001-业务活动费用:500102-商品和服务费用  -99.40 CNY\n"
        '    meter: "甲表"\n'
        "  Assets:1011-零余额账户用款额度                     99.40 CNY\n"
        "退出码 0\n"
    )
    assert "CNY.B" not in run("reverse", MAIN, "记-05-3", "--date", "2020-06-03")


@pytest.mark.parametrize("number", ["记-5-001", "记-5-002", "记-5-003", "记-5-004", "记-5-005"])
@pytest.mark.parametrize("target", [MAIN, JUNE, MAY])
def test_with_it_the_tables_are_those_without_the_voucher(main: Path, number: str, target: str) -> None:
    before = tree(main.parent)
    text = run("reverse", MAIN, number, "--date", "2020-06-03", "-o", target)
    assert text.endswith("退出码 0\n"), text
    after = tree(main.parent)
    assert after[target].startswith(before[target].rstrip(b"\r\n"))
    assert {**before, target: b""} == {**after, target: b""}
    if target == MAY:
        assert b"\n" not in after[target].replace(b"\r\n", b"")
    found = {rule for rule in errors(main) if not rule.startswith("balance")}
    with_both = figures(main)
    put(main.parent, without(number))
    assert with_both == figures(main)
    assert not found


def without(number: str) -> dict[str, bytes]:
    """The ledger that was never posted, without a voucher."""
    texts = {"001": "2020-05-06 *", "002": '2020-05-20 * "某供电', "003": '2020-05-20 * "某办公', "005": "2020-05-21 *"}
    files = dict(FILES)
    if number.endswith("004"):
        files[MAIN] = FILES[MAIN].rpartition('\n2020-05-20 * "邮局'.encode())[0]
        return files
    start = FILES[MAY].index(texts[number[-3:]].encode())
    end = FILES[MAY].find(b"\r\n\r\n", start)
    files[MAY] = FILES[MAY][:start] + (FILES[MAY][end + 4 :] if end > 0 else b"")
    return files


def figures(main: Path) -> dict[str, dict[tuple[str, str], int]]:
    """Every cell that isn't zero, by table; in every account, what was posted."""
    ledger = load(main)
    sums: dict[tuple[str, str], int] = {}
    for entry in ledger.entries:
        for posting in getattr(entry, "postings", ()):
            key = (posting.account, posting.units.currency)
            sums[key] = sums.get(key, 0) + int(posting.units.number * 100)
    return {**numbered_tables(statements_of(ledger, 2020)), "": {key: fen for key, fen in sums.items() if fen}}


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("记-5-009", "--date", "2020-06-03"), "voucher-not-found"),
        (("记-5-002", "--date", "2020-06-03", "--year", "2019"), "voucher-not-found"),
        (("记-5-002", "--date", "2020-05-31"), "reverse-too-early"),
        (("记-5-002", "--date", "2019-06-03"), "reverse-too-early"),
        (("记-5-002", "--date", "2020-06-03", "-o", "新.beancount"), "append-outside-ledger"),
        (("记-5-002", "--date", "2020-06-03", "-o", "posted.log"), "append-outside-ledger"),
    ],
)
def test_what_is_refused(main: Path, arguments: tuple[str, ...], rule: str) -> None:
    before = tree(main.parent)
    text = run("reverse", MAIN, *arguments)
    assert_mendable(text)
    assert f"错误[{rule}]" in text
    assert text.endswith("退出码 2\n")
    assert tree(main.parent) == before
    assert "不是一天的日期" in run("reverse", MAIN, "记-5-002", "--date", "六月")


def test_it_goes_to_no_file_that_the_program_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLES / "wuhan_2020", tmp_path / "账")
    monkeypatch.chdir(tmp_path / "账")
    before = tree(tmp_path)
    text = run("reverse", MAIN, "记-5-003", "--date", "2020-12-30", "-o", "close-2020.beancount")
    assert_mendable(text)
    assert "错误[append-into-closing]" in text
    assert text.endswith("退出码 2\n")
    assert tree(tmp_path) == before


def test_what_a_file_leaves_open_is_not_put_on_it(main: Path) -> None:
    """A tag that is pushed and not taken off again would be the red-letter voucher's too."""
    (main.parent / JUNE).write_bytes(FILES[JUNE] + b"pushtag #ht-9\n")
    before = tree(main.parent)
    text = run("reverse", MAIN, "记-5-002", "--date", "2020-06-03", "-o", JUNE)
    assert_mendable(text)
    assert "错误[append-not-readable]" in text
    assert tree(main.parent) == before


@pytest.mark.usefixtures("main")
def test_the_voucher_is_found_as_copy_finds_it() -> None:
    """By its number however it is typed, with its year in it, or by its place."""
    expected = run("reverse", MAIN, "记-5-002", "--date", "2020-06-03")
    for typed in ("5-2", "记字第5-02号", "记-2020-05-002", f"{MAY}:9"):
        assert run("reverse", MAIN, typed, "--date", "2020/6/3") == expected, typed
    text = run("reverse", MAIN, f"{JUNE}:2", "--date", "2020-06-08")
    assert_mendable(text)
    assert "错误[reverse-unnumbered]" in text


@pytest.mark.usefixtures("main")
def test_a_voucher_is_taken_back_once() -> None:
    run("reverse", MAIN, "记-5-002", "--date", "2020-06-03", "-o", JUNE)
    assert "错误[reverse-twice]" in run("reverse", MAIN, "记-5-002", "--date", "2020-06-04")


def test_a_number_of_two_years_needs_the_year(main: Path) -> None:
    other = (
        FILES[JUNE].replace(b"2020-06-05", b"2021-05-05").replace(b"#30206\n", '#30206\n  voucher: "记-5-2"\n'.encode())
    )
    (main.parent / JUNE).write_bytes(FILES[JUNE] + b"\n" + other)
    assert "加上 --year" in run("reverse", MAIN, "记-5-002", "--date", "2021-06-03")
    text = run("reverse", MAIN, "记-5-002", "--date", "2021-06-03", "--year", "2021")
    assert "冲销记-5-2：六月电费" in text
    assert "提示[reverse-not-posted]" in text
    assert "提示[reverse-other-year]" in run("reverse", MAIN, "记-5-002", "--date", "2021-06-03", "--year", "2020")


@pytest.mark.parametrize("number", ["记-9-018", "记-11-025"])
def test_budget_legs_that_would_be_derived_otherwise_are_written_out(tmp_path: Path, number: str) -> None:
    """Of what is withheld from pay, and of an advance that is settled, the rules ask where it came from."""
    shutil.copytree(EXAMPLES / "wuhan_2020", tmp_path / "账")
    main = tmp_path / "账" / MAIN
    before = load(main)
    text = run("reverse", str(tmp_path / "账" / ".." / "账" / MAIN), number, "--date", "2020-12-31")
    assert "CNY.B" in text
    assert "reverse-not-mirrored" not in text
    assert "derived" not in text
    red = text[text.index("2020-12-31 *") : text.index("退出码")]
    main.write_bytes(main.read_bytes() + b"\n" + red.encode())
    sums: dict[tuple[object, ...], int] = {}
    for posting in read_postings(load(main).entries):
        key = (posting.account, posting.commodity, posting.codes if posting.commodity != "CNY" else ())
        sums[key] = sums.get(key, 0) + posting.fen
    for posting in read_postings(before.entries):
        key = (posting.account, posting.commodity, posting.codes if posting.commodity != "CNY" else ())
        sums[key] = sums.get(key, 0) - (0 if posting.number == number else posting.fen)
    assert not {key: fen for key, fen in sums.items() if fen}


def test_it_is_posted_as_any_other(main: Path) -> None:
    run("reverse", MAIN, "记-5-002", "--date", "2020-06-03", "-o", JUNE)
    post_month(main, "2020-06")
    assert not errors(main)
    assert 'voucher: "记-6-001"\n  reverses: "记-5-002"' in (main.parent / JUNE).read_text(encoding="utf-8")


def test_everything_that_a_voucher_may_say_is_kept(main: Path) -> None:
    odd = (
        '2020-07-01 * "甲\\"乙\\\\" "摘要" #2060501 #30206 ^a-1 ^b\n  voucher: "记-7-001"\n  maker: "张"\n'
        '  invoice: "No 1"\n  number: 1.50\n  yes: TRUE\n  no: FALSE\n  day: 2020-01-01\n  amount: 3.00 CNY\n  none:\n'
        '  ! Expenses:5001-业务活动费用:500102-商品和服务费用  1 + 2.50 CNY\n    func: "2060501"\n'
        "  Assets:1011-零余额账户用款额度\n"
    )
    (main.parent / JUNE).write_bytes(FILES[JUNE] + b"\n" + odd.encode())
    text = run("reverse", MAIN, "记-7-001", "--date", "2020-07-02")
    said = text[text.index("2020-07-02 *") : text.index("退出码")]
    assert said == (
        '2020-07-02 * "甲\\"乙\\\\" "冲销记-7-001：摘要" #2060501 #30206 ^a-1 ^b\n'
        '  reverses: "记-7-001"\n  reverses-date: 2020-07-01\n'
        '  invoice: "No 1"\n  number: 1.50\n  yes: TRUE\n  no: FALSE\n  day: 2020-01-01\n  amount: 3.00 CNY\n  none:\n'
        '  ! Expenses:5001-业务活动费用:500102-商品和服务费用  -3.50 CNY\n    func: "2060501"\n'
        "  Assets:1011-零余额账户用款额度\n"
    )
