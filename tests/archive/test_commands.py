"""``archive`` and ``backup`` as a person types them: what is said, what is written, and what isn't."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gov_accounts.archive.make import backup_unread
from gov_accounts.reading.permissions import NOTHING
from tests.support.archives import archived, files_in, found, manifest_of, posted_ledger
from tests.support.commands import assert_mendable, run
from tests.support.failing import tree
from tests.support.posted import JUNE, MAIN, MAY, edit

Snapshot = Callable[[str, str], None]
HTML = ("--format", "html")
DIGEST = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a ledger in a folder of its own."""
    (tmp_path / "账").mkdir()
    posted_ledger(tmp_path / "账")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_hashes(text: str) -> str:
    return re.sub(r"\d+(?:\.\d+ MB| 字节)", "… 字节", DIGEST.sub("…校验值…", text))


def test_a_year_is_archived_and_looked_at(place: Path, snapshot: Snapshot) -> None:
    said = run("archive", f"账/{MAIN}", "--year", "2020", *HTML)
    assert_mendable(said)
    seen = run("archive", "--verify", "会计档案-2020.zip")
    assert said.endswith("退出码 0\n")
    digests = DIGEST.findall(said)
    assert digests[0] in seen
    assert seen.endswith("退出码 0\n")
    assert run("archive", "--verify", "会计档案-2020.zip", "--digest", digests[0].upper()).endswith("退出码 0\n")
    other = run("archive", "--verify", "会计档案-2020.zip", "--digest", "0" * 64)
    assert_mendable(other)
    assert other.endswith("退出码 1\n")
    assert {path.name for path in place.iterdir()} == {"账", "会计档案-2020.zip"}
    assert files_in((place / "会计档案-2020.zip").read_bytes()) == archived(place / "账" / MAIN).files
    snapshot("archive/made.txt", without_hashes(said + seen + other))


def test_again_it_is_the_same_and_it_replaces_its_own(place: Path) -> None:
    command = ("archive", f"账/{MAIN}", *HTML, "-o", "a.zip")
    run(*command)
    before = (place / "a.zip").read_bytes()
    assert run(*command).endswith("退出码 0\n")
    assert (place / "a.zip").read_bytes() == before
    edit(place / "账", "disclosure.toml", "year = 2020", "year = 2020 ")
    assert run(*command).endswith("退出码 0\n")
    assert (place / "a.zip").read_bytes() != before
    (place / "a.zip").write_bytes(b"mine")
    assert "错误[output-not-ours]" in run(*command)
    assert (place / "a.zip").read_bytes() == b"mine"
    assert run(*command, "--overwrite").endswith("退出码 0\n")


@pytest.mark.parametrize("command", ["archive", "backup"])
def test_a_folder_is_written_whole_and_never_into_another(place: Path, command: str) -> None:
    arguments = (command, f"账/{MAIN}", *(HTML if command == "archive" else ()), "-o", "新/档案")
    assert run(*arguments).endswith("退出码 0\n")
    assert found(place / "新" / "档案") == {}
    again = run(*arguments)
    assert "没有变化" in again
    assert again.endswith("退出码 0\n")
    for change in (
        lambda: (place / "新" / "档案" / "新.txt").write_bytes(b""),
        lambda: edit(place / "新" / "档案", "读我.txt", "归档", "档案"),
    ):
        change()
        before = tree(place)
        said = run(*arguments, *(["--overwrite"] if command == "archive" else []))
        assert "错误[output-folder-there]" in said
        assert said.endswith("退出码 2\n")
        assert tree(place) == before


@pytest.mark.parametrize("way", ["账/档案", "账/a/b", "新.beancount", ".gov-accounts/x", "账"])
def test_a_folder_among_the_ledgers_files_is_refused(place: Path, way: str) -> None:
    before = tree(place)
    said = run("backup", f"账/{MAIN}", "-o", way)
    assert "错误[output-in-ledger]" in said
    assert_mendable(said)
    assert said.endswith("退出码 2\n")
    assert tree(place) == before


def test_no_file_of_the_ledger_is_written_over(place: Path) -> None:
    (place / "账" / "附.zip").write_bytes(b"PK")
    with (place / "账" / MAIN).open("a", encoding="utf-8") as file:
        file.write('2020-07-01 document Assets:1011-零余额账户用款额度 "附.zip"\n')
    said = run("backup", f"账/{MAIN}", "-o", "账/附.zip", "--overwrite")
    assert "错误[output-is-ledger]" in said
    assert (place / "账" / "附.zip").read_bytes() == b"PK"


def test_a_ledger_with_errors_is_not_archived_but_backed_up(place: Path, snapshot: Snapshot) -> None:
    edit(place / "账", JUNE, "六月电费", "六月水费")
    before = tree(place)
    refused = run("archive", f"账/{MAIN}", *HTML)
    assert "错误[posted-voucher-changed]" in refused
    assert refused.endswith("退出码 2\n")
    assert tree(place) == before
    said = run("backup", f"账/{MAIN}")
    assert said.endswith("退出码 0\n")
    seen = run("archive", "--verify", "账本备份.zip")
    assert seen.endswith("退出码 0\n")
    snapshot("archive/with_errors.txt", without_hashes(refused + said + seen))


def test_a_ledger_that_cannot_be_read_is_backed_up(place: Path) -> None:
    """One of its files is in another encoding: all there is of it is kept."""
    content = (place / "账" / JUNE).read_bytes().decode().encode("gb18030")
    (place / "账" / JUNE).write_bytes(content)
    said = run("backup", f"账/{MAIN}", "-o", "a.zip")
    assert "错误[file-not-utf8]" in said
    assert said.endswith("退出码 0\n")
    files = files_in((place / "a.zip").read_bytes())
    assert files[f"账本/{JUNE}"] == content
    assert manifest_of(files).errors == -1
    assert files == backup_unread(place / "账" / MAIN, NOTHING)[0].files
    seen = run("archive", "--verify", "a.zip")
    assert "不能读入" in seen
    for name in ("没有.beancount", "账"):
        assert run("backup", name).endswith("退出码 2\n")


def test_what_is_found_reads_well(place: Path, snapshot: Snapshot) -> None:
    run("archive", f"账/{MAIN}", *HTML, "-o", "档案")
    folder = place / "档案"
    edit(folder / "账本", MAY, "五月电费", "五月水费")
    edit(folder, "目录.csv", "30年", "10年")
    edit(folder, "manifest.json", "某某中心", "别的中心")
    (folder / "会计报表" / "2020-01会计报表.html").unlink()
    (folder / "新.txt").write_bytes(b"")
    (folder / "数据" / "2020年全部分录.csv").rename(folder / "数据" / "改名.csv")
    said = run("archive", "--verify", "档案")
    assert_mendable(said)
    assert said.endswith("退出码 1\n")
    assert "防止" not in said
    snapshot("archive/found.txt", without_hashes(said))


def test_what_a_month_lacks_is_told(place: Path) -> None:
    """A number that is only written is no posting."""
    with (place / "账" / JUNE).open("a", encoding="utf-8") as file:
        for day, number in (("2020-07-02", "记-7-001"), ("2021-01-05", "记-1-001")):
            file.write(f'\n{day} * "水费" #2060501 #30206\n  voucher: "{number}"\n')
            file.write("  Expenses:5001-业务活动费用:500102-商品和服务费用   1.00 CNY\n")
            file.write("  Assets:1011-零余额账户用款额度                    -1.00 CNY\n")
    said = run("archive", f"账/{MAIN}", "--year", "2020", *HTML)
    assert "有凭证还没有记账的月份：2020-07。" in said
    assert "2020 年还没有年终结账" in said
    assert "已记账 6 张" in run("archive", "--verify", "会计档案-2020.zip")


def test_a_closed_year_has_twelve_months_and_says_what_is_not_posted(place: Path) -> None:
    run("close", f"账/{MAIN}", "--year", "2020")
    said = run("archive", f"账/{MAIN}", "--year", "2020", *HTML, "-o", "a.zip")
    assert "archive-not-closed" not in said
    assert "有凭证还没有记账的月份：2020-12。" in said
    files = files_in((place / "a.zip").read_bytes())
    assert len([name for name in files if name.startswith("会计报表/2020-")]) == 12
    assert manifest_of(files).closed


def test_a_disclosure_with_slips_leaves_the_tables(place: Path) -> None:
    edit(place / "账", "disclosure.toml", "year = 2020", "year = 2020\nbogus = 1")
    said = run("archive", f"账/{MAIN}", *HTML, "-o", "a.zip")
    assert "提示[archive-document-unmade]" in said
    assert_mendable(said)
    names = files_in((place / "a.zip").read_bytes())
    assert [name for name in names if name.startswith("部门决算/")] == ["部门决算/2020年决算公开表.html"]


def test_without_what_makes_pdf_it_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    before = tree(place)
    said = run("archive", f"账/{MAIN}")
    assert "错误[documents-missing]" in said
    assert "html" in said
    assert_mendable(said)
    assert said.endswith("退出码 2\n")
    assert tree(place) == before


def test_in_pdf_it_is_the_same_each_time(place: Path) -> None:
    pytest.importorskip("typst")
    for name in ("a.zip", "b.zip"):
        assert run("archive", f"账/{MAIN}", "-o", name).endswith("退出码 0\n")
    content = (place / "a.zip").read_bytes()
    assert content == (place / "b.zip").read_bytes()
    files = files_in(content)
    assert files["会计报表/2020年会计报表.pdf"].startswith(b"%PDF-1.7")
    assert b"pdfaid:part>2<" in files["部门决算/2020年度部门决算.pdf"].replace(b' xmlns="', b"")


def test_a_backup_is_restored_by_unzipping(place: Path) -> None:
    """As the page says: unzip, and use what is in 账本."""
    run("backup", f"账/{MAIN}", "-o", "a.zip")
    with zipfile.ZipFile("a.zip") as archive:
        archive.extractall("恢复")
    assert tree(place / "恢复" / "账本") == tree(place / "账")
    for arguments in (("report",), ("report", "--set", "会计报表"), ("balance",), ("check",)):
        name, *rest = arguments
        here, there = (run(name, folder / MAIN, *rest) for folder in (place / "账", place / "恢复" / "账本"))
        assert here == there.replace("恢复/账本/", "账/")


@pytest.mark.parametrize(
    "arguments",
    [
        ("archive",),
        ("archive", f"账/{MAIN}", "--year", "2031"),
        ("archive", f"账/{MAIN}", "--digest", "0" * 64),
        ("archive", "--verify", f"账/{MAIN}"),
        ("archive", "--verify", "账"),
        ("archive", "--verify", "没有.zip"),
        ("archive", "--verify", "账", "--digest", "abc"),
        ("backup",),
        ("backup", "没有.beancount"),
        ("backup", f"账/{MAIN}", "-o", "/dev/null"),
    ],
)
def test_what_is_typed_wrong_is_told(place: Path, arguments: tuple[str, ...]) -> None:
    before = tree(place)
    said = run(*arguments)
    assert_mendable(said)
    assert said.endswith("退出码 2\n"), said
    assert tree(place) == before
