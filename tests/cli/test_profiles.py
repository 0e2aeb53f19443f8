"""``gov-accounts profiles``; and what a ledger's profile is: by its year, its region, its form, or the unit's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.books.profiles import profile_findings
from gov_accounts.findings import Severity
from gov_accounts.law.profile import official_profile, official_profiles
from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import Paragraph
from tests.support.commands import assert_mendable, run
from tests.support.paths import LEDGERS

CLEAN = (LEDGERS / "clean.beancount").read_text(encoding="utf-8")
LAST = max(name for name in official_profiles() if name.isdigit())
NEXT = int(LAST) + 1
"""A year of which the Ministry's forms aren't there."""
PLAIN: Mapping[str, str] = {"profile.toml": 'title = "某地表样"\nextends = "2020"\n'}


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(files: Mapping[str, str], folder: Path = Path("本地")) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def ledger(*lines: str, year: int = 2020) -> Path:
    """A clean ledger of a year, with more directives."""
    path = Path("main.beancount")
    text = CLEAN.replace("2020-", f"{year:04}-").replace("2019-", f"{year - 1:04}-")
    path.write_text("\n".join((text, *lines, "")), encoding="utf-8")
    return path


def own(year: int = 2020, path: str = "./本地") -> str:
    return f'{year}-01-01 custom "gov-unit" "profile" "{path}"'


# The list


def test_each_profile_is_listed_with_what_is_not_sure() -> None:
    text = run("profiles")
    assert text.endswith("退出码 0\n")
    assert [line.split("　")[0] for line in text.splitlines() if "　" in line] == list(official_profiles())
    assert "2021　2021 年度部门决算公开表样\n    9 张表，143 个表间勾稽关系；从 2020 改来\n" in text
    assert '另有几种印法，用 custom "gov-unit" "form" 选：26' in text
    assert "没有核对过：" in text


# A new one


def test_a_new_one_can_be_used_as_it_is() -> None:
    text = run("profiles", "--new", "账本/本地", "--extends", "2024-上海")
    assert text.endswith("退出码 0\n")
    assert 'extends = "2024-上海"' in Path("账本/本地/profile.toml").read_text(encoding="utf-8")
    assert run("profiles", "--check", "账本/本地").startswith("可以用：9 张表，")


def test_a_new_one_extends_the_last_of_the_ministry() -> None:
    run("profiles", "--new", "本地")
    assert f'extends = "{LAST}"' in Path("本地/profile.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("there", ["file", "empty", "full", "link"])
def test_nothing_is_written_over(there: str) -> None:
    path = Path("本地")
    match there:
        case "file":
            path.write_text("x", encoding="utf-8")
        case "link":
            path.symlink_to("nowhere")
        case "empty":
            path.mkdir()
        case _:
            write(PLAIN)
    text = run("profiles", "--new", "本地")
    assert "错误[profile-exists]" in text
    assert text.endswith("退出码 2\n")
    assert_mendable(text)
    assert [str(each) for each in Path().rglob("*")] == (["本地", "本地/profile.toml"] if there == "full" else ["本地"])
    assert there != "full" or Path("本地/profile.toml").read_text(encoding="utf-8") == PLAIN["profile.toml"]


def test_where_nothing_can_be_made_it_says_why() -> None:
    Path("file").write_text("x", encoding="utf-8")
    text = run("profiles", "--new", "file/本地")
    assert "错误[output-not-writable] file/本地 建不了（路径里有一段是文件，不是文件夹）" in text
    assert text.endswith("退出码 2\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--new", "x", "--extends", "1999"), "没有“1999”这份表样。有：2019、2020"),
        (("--new", "x", "--extends", "../2020"), "没有“../2020”这份表样"),
        (("--extends", "2020"), "--extends 和 --new 一起写"),
        (("--new", "x", "--check", "x"), "--new 和 --check 一次写一个"),
    ],
)
def test_wrong_options_are_refused(arguments: tuple[str, ...], said: str) -> None:
    text = run("profiles", *arguments)
    assert said in text
    assert text.endswith("退出码 2\n")
    assert not Path("x").exists()


# The check

PANEL = '[[panels]]\nkey = "income"\n'
FORM = "forms/income_expenditure.toml"
SLIPS = {
    "no tables": ({"profile.toml": 'title = "表样"\n'}, "本地/profile.toml: tables 应为文字的列表"),
    "no profile.toml": ({"ties.toml": ""}, "本地: 没有 profile.toml"),
    "not TOML": ({**PLAIN, FORM: 'title = "x'}, f"本地/{FORM}: 第 1 行引号没有配对"),
    "Chinese quotes": ({**PLAIN, FORM: "title = “x”"}, f"本地/{FORM}: 第 1 行引号以外用了中文标点"),
    "unknown key": ({**PLAIN, FORM: 'titel = "x"'}, f"本地/{FORM}（与 2020 的合起来）: titel 应为 auxiliary"),
    "unknown account": (
        {**PLAIN, FORM: f'{PANEL}rows = [{{ key = "general", take = {{ accounts = ["6999"] }} }}]'},
        "panels[income].rows[general].take.accounts 应为科目表里有的编码，没有 6999",
    ),
    "unknown row": (
        {**PLAIN, FORM: f'{PANEL}rows = [{{ key = "generl", label = "x" }}]'},
        f"本地/{FORM}: panels[income].rows[generl] 应为已有的一项，没有 generl；要新增的，写 after 或 new = true",
    ),
    "without what isn't there": (
        {**PLAIN, FORM: f'{PANEL}without = {{ rows = ["235"] }}'},
        f"本地/{FORM}: panels[income].without.rows 应为已有的名称，各写一次，没有 235",
    ),
    "order of what isn't there": (
        {**PLAIN, FORM: f'{PANEL}order = {{ rows = ["total_in", "x"] }}'},
        f"本地/{FORM}: panels[income].order.rows 应为已有的名称，各写一次，没有 x",
    ),
    "after what isn't there": (
        {**PLAIN, FORM: f'{PANEL}rows = [{{ key = "x", after = "y", label = "x" }}]'},
        "rows[x].after 应为已有的一项，没有 y",
    ),
    "unknown table": ({"profile.toml": PLAIN["profile.toml"] + 'tables = ["incom"]\n'}, "tables 应为 forms 里"),
    "unknown base": ({"profile.toml": 'title = "x"\nextends = "2018"\n'}, "extends 应为另一份表样：2019、2020"),
    "itself": ({"profile.toml": 'title = "x"\nextends = "本地"\n'}, "extends 应为另一份表样：2019、2020"),
    "a path as base": ({"profile.toml": 'title = "x"\nextends = "../2020"\n'}, "extends 应为另一份表样"),
    "a chart": ({**PLAIN, "charts.toml": '[[charts]]\nkey = "x"\ntitle = "x"\n'}, "本地/charts.toml: charts[x] 应为"),
    "a tie": (
        {**PLAIN, "ties.toml": '[[ties]]\nid = "income-total"\nright = "income.total[x]"\n'},
        "ties[income-total].right 应为各张表里有的单元格，没有 income.total[x]",
    ),
    "narrative": (
        {**PLAIN, "document/narrative.toml": '[[blocks]]\nkey = "sangon"\n'},
        "本地/document/narrative.toml: blocks[sangon] 应为已有的一项",
    ),
    "a figure of a sentence": (
        {**PLAIN, "document/document.toml": 'project_total = "expenditure.total[x]"\n'},
        "project_total 应为",
    ),
    "a file misnamed": ({**PLAIN, "forms/incom.toml": ""}, "本地/forms/incom.toml: 文件名 应为"),
    "a second ending": ({**PLAIN, "ties.toml.txt": ""}, "本地/ties.toml.txt: 文件名 应为 profile.toml、ties.toml"),
    "a part misnamed": ({**PLAIN, "document/narative.toml": ""}, "本地/document/narative.toml: 文件名 应为"),
    "a folder misnamed": ({**PLAIN, "form/income.toml": ""}, "本地/form/income.toml: 文件夹 应为 forms、document"),
    "a variant": (
        {**PLAIN, f"variants/25/{FORM}": f'{PANEL}without = {{ rows = ["x"] }}'},
        "panels[income].without.rows 应为已有的名称，各写一次，没有 x",
    ),
    "too large": ({**PLAIN, FORM: "#" * (1 << 20) + "#"}, f"本地/{FORM}: 文件太大（超过 1 MB）"),
    "too deep": ({**PLAIN, FORM: "a" + ".a" * 500 + " = 1"}, f"本地/{FORM}: 第 1 行一层套一层"),
    "many files": (
        {**PLAIN, **{f"附件/{number}.txt": "" for number in range(501)}},
        "本地: 里面有 500 个以上的文件，不像一份表样",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_names_its_file_and_key(slip: str) -> None:
    files, said = SLIPS[slip]
    write(files)
    text = run("profiles", "--check", "本地")
    assert "错误[profile-unusable] 表样不能用：" in text
    assert said in text
    assert text.endswith("退出码 1\n")
    assert_mendable(text)


def test_a_folder_that_is_not_there_is_told() -> None:
    text = run("profiles", "--check", "没有")
    assert "错误[profile-unusable] 没有“没有”这个文件夹。" in text
    assert text.endswith("退出码 2\n")


def test_a_file_that_is_not_utf8_is_told() -> None:
    write(PLAIN)
    Path("本地/ties.toml").write_bytes('# 年度\nsource = "表样"\n'.encode("gbk"))
    assert "本地/ties.toml: 第 1 行不是 UTF-8 编码" in run("profiles", "--check", "本地")


@pytest.mark.parametrize("link", ["ties.toml", "forms"])
def test_a_link_is_refused_wherever_it_leads(link: str) -> None:
    write(PLAIN)
    write({"x.toml": 'title = "x"'}, Path("别处"))
    Path("本地", link).symlink_to(Path("别处").absolute() / ("x.toml" if link.endswith("toml") else ""))
    assert f"本地/{link}: 是链接，要用文件夹里自己的文件" in run("profiles", "--check", "本地")


def test_what_nobody_means_for_a_profile_is_let_be() -> None:
    write({**PLAIN, "README.md": "", "依据/通知.pdf": "", ".git/x.toml": "=", "forms/.~income.toml": "="})
    assert run("profiles", "--check", "本地").startswith("可以用：")


def test_the_folder_where_one_stands_can_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    write({**PLAIN, FORM: 'titel = "x"'})
    monkeypatch.chdir("本地")
    assert f"本地/{FORM}（与 2020 的合起来）: titel" in run("profiles", "--check", ".")


# The unit's own


def test_a_units_own_holds_from_its_year_on() -> None:
    write(PLAIN)
    profile = load(ledger(own(2020))).profile
    assert [profile(year).title for year in (2019, 2020, 2030)] == ["2019 年度部门决算公开表样", "某地表样", "某地表样"]
    assert run("check", "main.beancount").startswith("2020 年：没有错误")


@pytest.mark.parametrize("path", ["..", ".", "../本地", "/etc", "./链接", "", "没有", "本地/profile.toml", "本" * 300])
def test_what_is_no_folder_within_the_ledgers_is_an_error_at_its_line(path: str, tmp_path: Path) -> None:
    Path("账本").mkdir()
    write(PLAIN)
    write(PLAIN, Path("账本/本地"))
    Path("账本/链接").symlink_to(tmp_path / "本地")
    os.chdir("账本")
    loaded = load(ledger(own(path=path)))
    (finding,) = loaded.findings
    assert finding.rule == ("declaration-malformed" if not path else "profile-unusable")
    assert finding.place is not None
    assert finding.place.line == len(CLEAN.splitlines()) + 2
    assert loaded.profile(2020).name == "2020"


def test_a_broken_one_is_an_error_and_the_official_one_is_used() -> None:
    write({**PLAIN, FORM: f'{PANEL}rows = [{{ key = "x", label = "x" }}]'})
    ledger(own())
    text = run("check", "main.beancount")
    line = len(CLEAN.splitlines()) + 2
    assert f"main.beancount:{line}: 错误[profile-unusable] 表样 ./本地 不能用：本地/{FORM}: panels[income]" in text
    assert text.endswith("退出码 1\n")
    assert_mendable(text)
    report = run("report", "main.beancount", "--table", "5")
    assert "2060501" in report
    assert report.endswith("退出码 1\n")


@pytest.mark.parametrize(
    "files",
    [
        {"charts.toml": '[[charts]]\nkey = "x"\n'},
        {"document/narrative.toml": '[[blocks]]\nkey = "x"\n'},
        {"document/document.toml": "percent_decimals = true\n"},
    ],
    ids=["charts", "narrative", "document"],
)
def test_a_slip_in_what_only_the_document_asks_is_told_by_check(files: Mapping[str, str]) -> None:
    write({**PLAIN, **files})
    ledger(own())
    text = run("check", "main.beancount")
    assert "错误[profile-unusable] 表样 ./本地 不能用：本地/" in text
    assert text.endswith("退出码 1\n")
    written = run("report", "main.beancount", "--format", "html", "-o", "x.html")
    assert "错误[profile-unusable]" in written
    assert written.endswith("退出码 2\n")
    assert not Path("x.html").exists()


def test_what_has_changed_on_disk_is_read_anew() -> None:
    write(PLAIN)
    loaded = load(ledger(own()))
    first = loaded.profile(2020)
    assert loaded.profile(2020) is first
    write({"profile.toml": PLAIN["profile.toml"].replace("某地", "另一地")})
    assert loaded.profile(2020).title == "另一地表样"
    write({FORM: 'titel = "x"'})
    assert loaded.profile(2020).name == "2020"
    Path("本地", FORM).unlink()
    assert loaded.profile(2020).title == "另一地表样"


def test_a_variant_of_ones_own_is_chosen_like_any() -> None:
    write({"profile.toml": 'title = "某区表样"\nextends = "2024-上海"\n'})
    lines = (own(2024), '2024-01-01 custom "gov-unit" "form" "26"')
    loaded = load(ledger(*lines, year=2024))
    assert "231" in loaded.profile(2024).formats.by_key["income_expenditure"].fixed
    assert not [each for each in loaded.findings if each.severity is Severity.ERROR]


# Region and form


def test_a_region_chooses_its_forms_from_their_year_on() -> None:
    loaded = load(ledger('2024-01-01 custom "gov-unit" "region" "上海"', year=2024))
    names = [loaded.profile(year).name for year in (2020, 2023, 2024, 2025, 2030)]
    assert names == ["2020", "2023", "2024-上海", "2025-上海", "2025-上海"]


@pytest.mark.parametrize("region", ["无此地", "../上海", "2024-上海", "上海/", "上 海"])
def test_an_unknown_region_goes_by_the_ministrys_and_is_told(region: str) -> None:
    loaded = load(ledger(f'2024-01-01 custom "gov-unit" "region" "{region}"', year=2024))
    assert loaded.profile(2024).name == "2024"
    text = run("check", "main.beancount")
    assert f"提示[profile-region-unknown] 没有“{region}”的表样" in text
    assert text.endswith("退出码 0\n")


@pytest.mark.parametrize(("form", "status"), [("26", 0), ("25", 1), ("..", 1), ("26/forms", 1)])
def test_a_form_is_one_that_there_is(form: str, status: int) -> None:
    lines = ('2024-01-01 custom "gov-unit" "region" "上海"', f'2024-01-01 custom "gov-unit" "form" "{form}"')
    loaded = load(ledger(*lines, year=2024))
    assert ("231" in loaded.profile(2024).formats.by_key["income_expenditure"].fixed) == (status == 0)
    text = run("check", "main.beancount")
    assert (f"错误[profile-form-unknown] 这份表样没有“{form}”这一种" in text) == bool(status)
    assert ("改成 26。" in text) == bool(status)
    assert text.endswith(f"退出码 {status}\n")


# What stands in


@pytest.mark.parametrize(
    ("year", "region", "said"),
    [
        (NEXT, "", f"没有 {NEXT} 年的表样，按“{official_profile(LAST).title}”编制"),
        (1999, "", "没有 1999 年的表样，按“2019 年度部门决算公开表样”编制"),
        (2020, "上海", "没有上海 2020 年的表样，按“2020 年度部门决算公开表样”编制"),
        (2020, "", ""),
        (2024, "上海", ""),
    ],
)
def test_a_profile_that_stands_in_is_told_everywhere(year: int, region: str, said: str) -> None:
    lines = (f'{year}-01-01 custom "gov-unit" "region" "{region}"',) if region else ()
    loaded = load(ledger(*lines, year=year))
    checked = run("check", "main.beancount")
    assert ("提示[profile-stand-in]" in checked) == bool(said)
    assert said in checked
    assert checked.endswith("退出码 0\n")
    report = run("report", "main.beancount", "--table", "5")
    assert f"提示：{said}" in report if said else "年的表样，按" not in report
    last = make_document(loaded, year).document.blocks[-1]
    assert (isinstance(last, Paragraph) and last.text == f"编制说明：{said}。") == bool(said)


# A new ledger


@pytest.mark.parametrize(("region", "told"), [("上海", False), ("无此地", True), ("../x", True)])
def test_a_new_ledger_says_its_region(region: str, *, told: bool) -> None:
    text = run("init", "账本", "--name", "某某中心", "--year", "2024", "--region", region)
    assert (f"提示：没有“{region}”的表样，按财政部的编制；有的是：上海" in text) == told
    assert text.endswith("退出码 0\n")
    loaded = load(Path("账本/main.beancount"))
    assert loaded.declarations.unit["region"] == region
    assert loaded.profile(2024).name == ("2024" if told else "2024-上海")
    assert [str(each) for each in Path().iterdir()] == ["账本"]


def test_a_profile_of_the_units_own_is_looked_at_before_anything_is_recorded(tmp_path: Path) -> None:
    """And where it is used for every year, a region without forms is no matter."""
    main = write_new(tmp_path / "账", new_ledger("某某中心", "事业单位", NEXT, "某地")) / "main.beancount"
    own = main.parent / "本地表样"
    own.mkdir()
    with main.open("a", encoding="utf-8") as file:
        file.write(f'{NEXT}-01-01 custom "gov-unit" "profile" "./本地表样"\n')
    found = []
    for base in (NEXT, LAST):
        (own / "profile.toml").write_text(f'title = "本地"\nextends = "{base}"\n', encoding="utf-8")
        ledger = load(main)
        found.append({each.rule for each in (*ledger.findings, *profile_findings(ledger.declarations, ledger.years))})
    assert found[0] >= {"profile-unusable", "profile-region-unknown"}
    assert not {"profile-unusable", "profile-region-unknown"} & found[1]
