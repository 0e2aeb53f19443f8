"""What is in an archive: the same bytes each time, all that the ledger is made of, and nothing from elsewhere."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import event, given

from gov_accounts.archive.container import zipped
from gov_accounts.archive.contents import PRINTED
from gov_accounts.archive.make import archive, backup
from gov_accounts.archive.manifest import MANIFEST, SUMS
from gov_accounts.archive.names import Names
from gov_accounts.archive.sources import ArchiveRefusedError
from gov_accounts.files.change import ChangedMeanwhileError
from gov_accounts.law.retention import retention
from gov_accounts.ledger import load
from gov_accounts.reading.permissions import Permissions
from gov_accounts.testing import EventStream, event_streams
from tests.properties.test_two_years import closed, entered, two_years
from tests.support.archives import (
    DOCUMENT,
    SETTINGS,
    YEAR,
    Files,
    archived,
    found,
    manifest_of,
    posted_ledger,
    put_files,
    restored,
    zip_of,
)
from tests.support.commands import run
from tests.support.draws import draws
from tests.support.paths import LEDGERS
from tests.support.posted import JUNE, LOG, MAIN, MAY, edit
from tests.support.two_years import TwoYears

POSIX = sys.platform != "win32"


@pytest.fixture(scope="module")
def main(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return posted_ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="module")
def files(main: Path) -> Files:
    return archived(main).files


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


# Drawn ledgers


@given(two_years())
@draws(6)
def test_a_drawn_ledger_is_archived_to_the_same_bytes_and_restored_to_the_same_reports(drawn: TwoYears) -> None:
    """From another folder too; and what is restored is archived to the same bytes again."""
    with closed(drawn) as (ledger, years), tempfile.TemporaryDirectory() as other:
        if not years:
            return
        year = years[-1]
        try:
            package = archive(ledger, year, "html", outside=False)[0]
        except ArchiveRefusedError:
            event("refused")
            package = backup(ledger, outside=False)[0]
            assert backup(load(ledger.path), outside=False)[0] == package
        else:
            event("archived")
            assert archive(load(ledger.path), year, "html", outside=False)[0] == package
        copy = restored(package.files, Path(other))
        assert backup(load(copy), outside=False)[0].files == backup(ledger, outside=False)[0].files
        with tempfile.TemporaryDirectory() as kept:
            assert found(zip_of(Path(kept) / "a.zip", package.files), package.digest) == {}
        assert reports(copy, year) == reports(ledger.path, year)


def reports(main: Path, year: int) -> str:
    """What is printed of a ledger, as a person standing in its folder sees it."""
    before = Path.cwd()
    os.chdir(main.parent)
    try:
        of_year = (main.name, "--year", str(year))
        return run("report", *of_year) + run("report", *of_year, "--set", "会计报表") + run("balance", *of_year)
    finally:
        os.chdir(before)


@given(event_streams())
@draws(10)
def test_the_postings_of_a_drawn_ledger_add_up_to_what_was_drawn(stream: EventStream) -> None:
    """The CSV read with another library: by account and day, what beancount holds and what the events were."""
    with tempfile.TemporaryDirectory() as folder:
        put_files(Path(folder), {name: text.encode() for name, text in stream.accrual.items()})
        ledger = load(Path(folder) / stream.main)
        try:
            package = archive(ledger, stream.year, "html", outside=False)[0]
        except ArchiveRefusedError:
            return
        rows = rows_of(package.files[f"数据/{stream.year}年全部分录.csv"])
        expected: Counter[tuple[str, ...]] = Counter()
        for each in entered(ledger):
            if each.date.year == stream.year:
                expected[each.date.isoformat(), each.account, each.func, each.fund, each.project] += each.fen
        sums: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            fen = int(row["金额（借正贷负）"].replace(".", ""))
            sides = row["借方金额"], row["贷方金额"]
            assert [bool(each) for each in sides] == [fen >= 0, fen < 0]
            assert abs(fen) == int("".join(sides).replace(".", ""))
            sums[row["日期"], row["账户"], row["功能科目代码"], row["资金性质代码"], row["预算项目代码"]] += fen
        assert +sums == +expected
        assert -sums == -expected
        assert len(rows) == len([each for each in entered(ledger) if each.date.year == stream.year])
        legs: Counter[tuple[str, str]] = Counter()
        for day, account, fen in stream.legs:
            if day.year == stream.year:
                legs[day.isoformat(), account] += fen
        by_account: Counter[tuple[str, str]] = Counter()
        for row in rows:
            by_account[row["日期"], row["账户"].partition(":")[2]] += int(row["金额（借正贷负）"].replace(".", ""))
        assert {key: fen for key, fen in by_account.items() if fen} == {key: fen for key, fen in legs.items() if fen}


# What is in one


def test_all_that_belongs_in_it_is_there(files: Files, main: Path) -> None:
    assert {name for name in files if name.startswith("账本/")} == {
        f"账本/{name}" for name in (MAIN, MAY, JUNE, LOG, SETTINGS, DOCUMENT)
    }
    for name in (MAIN, MAY, JUNE, LOG, SETTINGS, DOCUMENT):
        assert files[f"账本/{name}"] == (main.parent / name).read_bytes()
    assert {name for name in files if name.startswith("会计报表/")} == {
        "会计报表/2020年会计报表.html",
        "会计报表/2020年附注.html",
        *(f"会计报表/2020-0{month}会计报表.html" for month in range(1, 7)),
    }
    assert "部门决算/2020年度部门决算.html" in files
    assert {name for name in files if name.startswith("会计账簿/")} == {
        f"会计账簿/{book}.html" for book in ("总账", "明细账", "多栏账", "科目余额表", "科目汇总表")
    }
    assert {name for name in files if name.startswith("会计凭证/")} == {
        f"会计凭证/2020-0{month}记账凭证.html" for month in (5, 6)
    }
    assert {name.partition("/")[0] for name in files} == {
        "SHA256SUMS", "manifest.json", "目录.csv", "读我.txt",
        "会计凭证", "会计报表", "会计账簿", "数据", "账本", "部门决算",
    }  # fmt: skip


def test_the_index_lists_each_file_once_with_how_long_it_is_kept(files: Files) -> None:
    rows = rows_of(files["目录.csv"])
    assert sorted(row["文件"] for row in rows) == sorted(files)
    assert [row["序号"] for row in rows] == [str(number) for number in range(1, len(files) + 1)]
    kept = {row["文件"]: row["保管期限"] for row in rows}
    assert all(row["内容"] and row["类别"] and row["依据"] for row in rows)
    assert kept["会计报表/2020年会计报表.html"] == "永久"
    assert kept["会计报表/2020-05会计报表.html"] == "10年"
    assert kept[f"账本/{DOCUMENT}"] == kept[f"账本/{MAIN}"] == "30年"
    for row in rows:
        assert row["字节"] in ("", str(len(files[row["文件"]])))


APPENDIX = {
    "statements": "永久",  # 11 部门财务报告
    "monthly": "10年",  # 17 行政单位和事业单位会计月、季度报表
    "published": "永久",  # 13 部门决算
    "notes": "永久",  # 11, 13
    "daily_journals": "30年",  # 5 日记账
    "general_ledger": "30年",  # 6 总账
    "trial_balance": "30年",
    "summary": "30年",
    "account_journals": "30年",  # 8 明细分类、分户账或登记簿
    "columnar": "30年",
    "vouchers": "30年",  # 3
    "postings": "30年",  # 3 行政单位和事业单位的各种会计凭证
    "ledger": "30年",
    "log": "30年",
    "documents": "30年",
}
"""附表2 of 财政部 国家档案局令第79号, as the year 2016 has it."""


def test_how_long_each_kind_is_kept_is_what_the_appendix_says() -> None:
    law = retention()
    assert {key: law.kinds[key].retention for key in APPENDIX} == APPENDIX
    assert {each.kind for each in PRINTED} <= law.kinds.keys()
    assert len({each.kind for each in PRINTED}) == len(PRINTED)


def test_other_programs_can_check_the_sums(files: Files) -> None:
    lines = [line.split("  ", 1) for line in files[SUMS].decode().splitlines()]
    assert {name: digest for digest, name in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != SUMS
    }


def test_the_manifest_says_what_the_archive_is_of(files: Files, main: Path) -> None:
    manifest = json.loads(files[MANIFEST])
    log = (main.parent / LOG).read_text(encoding="utf-8")
    assert manifest["posted_last"] == log.split()[-1]
    assert {key: value for key, value in manifest.items() if key not in ("files", "ledger_sha256", "posted_last")} == {
        "format": "gov-accounts-archive",
        "version": 1,
        "purpose": "archive",
        "unit": "某某中心",
        "unit_code": "",
        "year": YEAR,
        "profile": "2020",
        "program": "gov-accounts 0.1.0",
        "main": f"账本/{MAIN}",
        "errors": 0,
        "passed": True,
        "closed": False,
        "vouchers": 6,
        "posted": 6,
        "posted_wrong": 0,
    }


def test_the_digest_of_the_ledger_is_of_its_files_and_their_names(files: Files) -> None:
    lines = [
        f"{hashlib.sha256(files[f'账本/{name}']).hexdigest()}  账本/{name}\n" for name in sorted((MAIN, MAY, JUNE))
    ]
    assert manifest_of(files).ledger_sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_another_ledger_has_another_digest(main: Path, tmp_path: Path) -> None:
    other = posted_ledger(tmp_path)
    assert manifest_of(archived(other).files) == manifest_of(archived(main).files)
    edit(tmp_path, MAY, "; 五月", "; 5月")
    digests = {manifest_of(archived(each).files).ledger_sha256 for each in (main, other)}
    assert len(digests) == 2


# Documents, and what lies elsewhere


def test_documents_of_directives_vouchers_and_legs_are_taken(tmp_path: Path) -> None:
    main = posted_ledger(tmp_path)
    for name in ("合同.pdf", "回单.pdf", "2.txt"):
        (tmp_path / name).write_bytes(name.encode())
    with main.open("a", encoding="utf-8") as file:
        file.write('2020-07-01 document Assets:1011-零余额账户用款额度 "合同.pdf"\n')
        file.write('2020-07-02 * "七月" #2060501 #30206\n  document-2: "回单.pdf"\n  document-3: "没有.pdf"\n')
        file.write('  Expenses:5001-业务活动费用:500102-商品和服务费用   1.00 CNY\n    document: "2.txt"\n')
        file.write("  Assets:1011-零余额账户用款额度                    -1.00 CNY\n")
    package, notices = archive(load(main), YEAR, "html", outside=False)
    assert {"账本/合同.pdf", "账本/回单.pdf", "账本/2.txt"} <= package.files.keys()
    (missing,) = (each for each in notices if each.rule == "archive-document-missing")
    assert "没有.pdf" in missing.what
    assert "1 个" in missing.what


@pytest.mark.parametrize("outside", [False, True])
def test_what_lies_outside_is_taken_only_where_it_is_allowed(tmp_path: Path, *, outside: bool) -> None:
    (tmp_path / "账").mkdir()
    main = posted_ledger(tmp_path / "账")
    (tmp_path / "秘密.txt").write_bytes(b"secret")
    with main.open("a", encoding="utf-8") as file:
        file.write('2020-07-01 document Assets:1011-零余额账户用款额度 "../秘密.txt"\n')
        file.write(f'2020-07-01 document Assets:1011-零余额账户用款额度 "{(tmp_path / "秘密.txt").as_posix()}"\n')
        if POSIX:
            (main.parent / "链.txt").symlink_to(tmp_path / "秘密.txt")
            (main.parent / "备").symlink_to(tmp_path)
            file.write('2020-07-01 document Assets:1011-零余额账户用款额度 "链.txt"\n')
            file.write('2020-07-01 document Assets:1011-零余额账户用款额度 "备/秘密.txt"\n')
            file.write('2020-07-01 document Assets:1011-零余额账户用款额度 "/dev/zero"\n')
    package, notices = archive(load(main, Permissions(outside=outside)), YEAR, "html", outside=outside)
    taken = [name for name, content in package.files.items() if content == b"secret"]
    links = ["账本/备/秘密.txt", "账本/链.txt"] if POSIX else []
    assert taken == ([*links, "账本外/上级/秘密.txt"] if outside else [])
    told = [each.what for each in notices if each.rule == "archive-document-missing"]
    assert len(told) == (1 if POSIX or not outside else 0)
    assert ("秘密.txt" in "".join(told)) is not outside
    if outside:
        (listed,) = (each for each in manifest_of(package.files).files if each.path.startswith("账本外"))
        assert listed.original == "../秘密.txt"


def test_a_ledger_that_reads_outside_is_restored_with_what_it_reads(tmp_path: Path) -> None:
    (tmp_path / "账").mkdir()
    main = posted_ledger(tmp_path / "账")
    (tmp_path / "共用").mkdir()
    (main.parent / JUNE).rename(tmp_path / "共用" / JUNE)
    edit(main.parent, MAIN, f'include "{JUNE}"', f'include "../共用/{JUNE}"')
    (tmp_path / "共用" / "发票").mkdir()
    (main.parent / DOCUMENT).rename(tmp_path / "共用" / DOCUMENT)
    allowed = Permissions(outside=True)
    package = archive(load(main, allowed), YEAR, "html", outside=True)[0]
    assert f"账本外/上级/共用/{JUNE}" in package.files
    assert found(zip_of(tmp_path / "a.zip", package.files), package.digest) == {}
    copy = restored(package.files, tmp_path / "复" / "账")
    assert archive(load(copy, allowed), YEAR, "html", outside=True)[0] == package
    kept = archive(load(main, allowed), YEAR, "html", outside=False)[0].files
    assert f"账本外/上级/共用/{JUNE}" in kept, "the ledger was allowed to read it"
    assert f"账本外/上级/共用/{DOCUMENT}" not in kept


def test_lists_of_codes_forms_and_plugins_of_its_own_are_taken(tmp_path: Path) -> None:
    main = posted_ledger(tmp_path)
    (tmp_path / "codes-2020.csv").write_text("year,code,name\n2020,2060577,科研设施共享\n", encoding="utf-8")
    (tmp_path / "表样").mkdir()
    (tmp_path / "表样" / "profile.toml").write_text('extends = "2020"\n', encoding="utf-8")
    (tmp_path / "own_plugin.py").write_bytes(b"__plugins__ = ()\n")
    (tmp_path / "disclosure-2019.toml").write_bytes(b"")
    (tmp_path / "笔记.txt").write_bytes(b"")
    with main.open("a", encoding="utf-8") as file:
        file.write('plugin "own_plugin"\n2020-01-01 custom "gov-codes" "codes-2020.csv"\n')
        file.write('2020-01-01 custom "gov-unit" "profile" "./表样"\n')
    files = backup(load(main), outside=False)[0].files
    names = {name.removeprefix("账本/") for name in files if name.startswith("账本/")}
    assert names == {
        MAIN, MAY, JUNE, LOG, SETTINGS, DOCUMENT,
        "codes-2020.csv", "表样/profile.toml", "own_plugin.py", "disclosure-2019.toml",
    }  # fmt: skip


def test_what_changes_while_it_is_archived_is_refused(tmp_path: Path) -> None:
    main = posted_ledger(tmp_path)
    ledger = load(main)
    edit(tmp_path, MAY, "; 五月", "; 5月")
    with pytest.raises(ChangedMeanwhileError):
        archive(ledger, YEAR, "html", outside=False)
    with pytest.raises(ChangedMeanwhileError):
        backup(ledger, outside=False)


def test_more_than_an_archive_holds_is_refused(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gov_accounts.archive import sources  # noqa: PLC0415

    ledger = load(main)
    for name in ("MOST_BYTES", "MOST_FILES"):
        with monkeypatch.context() as patch:
            patch.setattr(sources, name, 3)
            with pytest.raises(ArchiveRefusedError) as refused:
                backup(ledger, outside=False)
            assert [each.rule for each in refused.value.findings] == ["archive-too-large"]


# Names

NOWHERE = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ](/|$)|(^|/)(con|aux|nul|prn|com[0-9]|lpt[0-9])(\.|/|$)|[^/]{256}', re.IGNORECASE
)
"""What Windows lets no file's name have, as its maker's page has it."""
ODD = (
    "CON.beancount", "a:b.beancount", "five.", "空格 ", "aux", "MAIN.beancount", "a<b>|.beancount", "COM1.x.beancount",
    f"{'长' * 78}:.beancount", "Main.Beancount",
)  # fmt: skip


@pytest.mark.skipif(not POSIX, reason="names that Windows doesn't have")
def test_names_that_other_systems_have_not_are_changed_and_kept_in_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    main = posted_ledger(tmp_path / "x")
    with main.open("a", encoding="utf-8") as file:
        for number, name in enumerate(ODD):
            (main.parent / name).write_text(f"; {number}\n", encoding="utf-8")
            file.write(f'include "{name}"\n')
        (main.parent / "发票*.pdf").write_bytes(b"x")
        file.write('2020-07-01 document Assets:1011-零余额账户用款额度 "发票*.pdf"\n')
    ledger = load(main)
    assert not [each for each in ledger.findings if each.severity.name == "ERROR"], ledger.findings
    package = archive(ledger, YEAR, "html", outside=False)[0]
    names = [unicodedata.normalize("NFC", name).casefold() for name in package.files]
    assert len(set(names)) == len(names)
    assert not [name for name in package.files if re.search(NOWHERE, name)]
    assert f"账本/{MAIN}" in package.files
    assert b"; 0\n" in package.files.values()
    assert found(zip_of(tmp_path / "a.zip", package.files), package.digest) == {}
    assert found(put_files(tmp_path / "a", package.files), package.digest) == {}
    copy = restored(package.files, tmp_path / "y")
    assert archive(load(copy), YEAR, "html", outside=False)[0] == package


def test_names_that_some_system_takes_for_one_are_told_apart() -> None:
    """Capitals, composed letters, a file and a folder of one name."""
    names = Names()
    wanted = ["账/a.txt", "账/A.txt", "账/á", "账/a\u0301", "账", "b", "B/c", "B/d", "ß", "SS"]
    assert [names.take(each) for each in wanted] == [
        *("账/a.txt", "账/A~2.txt", "账/á", "账/a\u0301~2", "账~2", "b", "B~2/c", "B~2/d", "ß", "SS~2"),
    ]


# Ledgers with little in them


@pytest.mark.parametrize("name", ["no_vouchers", "clean"])
def test_a_ledger_with_nothing_or_little_recorded(name: str, tmp_path: Path) -> None:
    (tmp_path / MAIN).write_bytes((LEDGERS / f"{name}.beancount").read_bytes())
    ledger = load(tmp_path / MAIN)
    package, notices = archive(ledger, YEAR, "html", outside=False)
    assert found(zip_of(tmp_path / "a.zip", package.files), package.digest) == {}
    assert "archive-not-closed" in {each.rule for each in notices}
    assert (manifest_of(package.files).vouchers == 0) == (name == "no_vouchers")


def test_a_zip_has_no_clock_nobodys_rights_and_is_not_packed(files: Files, tmp_path: Path) -> None:
    with zipfile.ZipFile(zip_of(tmp_path / "a.zip", files)) as archive:
        infos = archive.infolist()
    assert [each.filename for each in infos] == sorted(files)
    assert {each.date_time for each in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(each.create_system, each.external_attr >> 16) for each in infos} == {(3, 0o100644)}
    assert {(each.compress_type, each.extra, each.comment) for each in infos} == {(zipfile.ZIP_STORED, b"", b"")}


def test_the_same_package_is_the_same_zip(files: Mapping[str, bytes]) -> None:
    shuffled = dict(sorted(files.items(), key=lambda each: each[1]))
    assert zipped(shuffled) == zipped(files)
