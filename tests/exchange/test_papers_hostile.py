"""Documents that mean harm, or are broken: a finding, within bounds of time and memory, and nothing written."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gov_accounts.exchange.papers import containers
from gov_accounts.exchange.papers.containers import documents, suffix_of
from gov_accounts.sheets.errors import TableError
from tests.exchange.paper_files import ofd, pdf
from tests.exchange.proposing import imported, rules_of, taken, unit
from tests.exchange.test_papers import RULES, invoice, put

SECRET = "not to be read"


def said(folder: Path, name: str, content: bytes) -> list[str]:
    """The rules of what is said of a file; nothing of it would be written."""
    main = unit(folder / "a", rules=RULES)
    made = taken(main, put(folder, name, content))
    assert made.plan.new == ()
    assert made.plan.changes == ()
    shown = "".join(each.shown() for each in (*made.refused, *made.told))
    assert SECRET not in shown
    assert "Traceback" not in shown
    return rules_of(made)


def with_doctype(doctype: str, number: str = "&x;") -> bytes:
    return f"<!DOCTYPE EInvoice [{doctype}]>".encode() + invoice(number).replace(b"&amp;x;", b"&x;")


def test_no_entity_is_resolved(tmp_path: Path) -> None:
    tmp_path.joinpath("secret").write_text(SECRET, encoding="utf-8")
    for doctype in (
        f'<!ENTITY x SYSTEM "{tmp_path.joinpath("secret").as_uri()}">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
        '<!ENTITY % y SYSTEM "http://127.0.0.1:9/x.dtd"> %y;',
        '<!ENTITY x "1">',
    ):
        content = with_doctype(doctype)
        with pytest.raises(TableError):
            documents(content)
    assert said(tmp_path, "一.xml", content) == ["import-unreadable"]


def test_nothing_laughs(tmp_path: Path) -> None:
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{each} "{f"&a{each - 1};" * 10}">' for each in range(1, 12))]
    began = time.monotonic()
    assert said(tmp_path, "一.xml", with_doctype("".join(lines), "&a11;").replace(b"&amp;", b"&")) == [
        "import-unreadable"
    ]
    inside = ofd({"Doc_0/Attachs/a.xml": with_doctype("".join(lines))})
    assert isinstance(_refused(inside), TableError)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(("count", "size"), [(4, 30_000_000), (10, 15_000_000)])
def test_no_zip_goes_off(tmp_path: Path, count: int, size: int) -> None:
    bomb = ofd({f"Doc_0/Attachs/{each}.xml": b"<a>" + b" " * size + b"</a>" for each in range(count)})
    assert len(bomb) < 300_000
    tracemalloc.start()
    assert said(tmp_path, "一.ofd", bomb) == ["import-unreadable"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


def test_a_size_that_lies(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("OFD.xml", b"<a/>")
        file.writestr("Doc_0/Attachs/a.xml", b"<a>" + b"x" * 30_000_000 + b"</a>")
    lying = target.getvalue().replace((30_000_007).to_bytes(4, "little"), (7).to_bytes(4, "little"))
    assert lying != target.getvalue()
    assert said(tmp_path, "一.ofd", lying) == ["import-unreadable"]


@pytest.mark.parametrize(("count", "size"), [(1, 100_000_000), (5, 15_000_000)])
def test_a_pdf_does_not_go_off_either(tmp_path: Path, count: int, size: int) -> None:
    bomb = pdf({f"{each}.xml": b"<a>" + b" " * size + b"</a>" for each in range(count)})
    assert said(tmp_path, "一.pdf", bomb) == ["import-unreadable"]


@pytest.mark.parametrize(
    "name",
    [
        "../../../../escaped.xml",
        "/etc/escaped.xml",
        "C:\\Windows\\escaped.xml",
        "Doc_0/Attachs/..\\..\\escaped.xml",
        "Doc_0/Attachs/CON.xml",
        "Doc_0/Attachs/" + "a" * 250 + ".xml",
    ],
)
def test_names_within_are_no_paths(tmp_path: Path, name: str) -> None:
    main = unit(tmp_path / "in" / "a", rules=RULES)
    before = {each for each in tmp_path.rglob("*") if "票据" not in each.parts}
    path = put(tmp_path, "一.ofd", ofd({name: invoice()}))
    imported(main, path)
    after = {each for each in tmp_path.rglob("*") if "票据" not in each.parts}
    assert after - before == {path}
    assert [each.name for each in main.parent.joinpath("票据").rglob("*.*")] == ["发票_24512000000012345678.ofd"]


@pytest.mark.parametrize("number", ["../../a", "..\\..\\a", "/etc/passwd", "CON", "a" * 500, "a:b", "。"])
def test_a_number_is_no_path_either(tmp_path: Path, number: str) -> None:
    main = unit(tmp_path / "in" / "a", rules=RULES)
    imported(main, put(tmp_path, "一.xml", invoice(number)))
    (kept,) = [each for each in tmp_path.rglob("*") if each.is_file() and "票据" in each.parts]
    assert kept.parent == main.parent / "票据" / "2020-03"
    assert len(kept.name) < 80


def test_what_stands_there_stays(tmp_path: Path) -> None:
    main = unit(tmp_path / "a", rules=RULES)
    there = put(main.parent, "票据/2020-03/发票_24512000000012345678.xml", b"mine")
    imported(main, put(tmp_path, "一.xml", invoice()))
    assert there.read_bytes() == b"mine"
    assert len(list(there.parent.iterdir())) == 2


BROKEN = {
    "空.ofd": b"",
    "空.pdf": b"",
    "空.xml": b"",
    "断.ofd": ofd({"Doc_0/Attachs/a.xml": invoice()})[:400],
    "断.pdf": pdf({"a.xml": invoice()})[:200],
    "断.xml": invoice()[:200],
    "假.pdf": b"%PDF-1.7\n" + b"\0" * 100,
    "文字.ofd": "不是压缩包".encode(),
    "无.pdf": pdf({}),
    "图.pdf": pdf({"a.png": b"\x89PNG"}),
    "深.xml": b"<a>" * 5_000 + b"</a>" * 5_000,
    "二进.xml": b"<\0\xff\xfe",
    "另.xml": b"<a><b>1</b></a>",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_said(tmp_path: Path, name: str) -> None:
    assert said(tmp_path, name, BROKEN[name]) in (["import-unreadable"], ["import-unknown"])


def test_an_ofd_without_parts(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w"):
        pass
    assert said(tmp_path, "一.ofd", target.getvalue()) == ["import-unreadable"]
    assert said(tmp_path / "2", "一.ofd", ofd({})) in (["import-unreadable"], ["import-unknown"])


def test_without_the_library_pdfs_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    main = unit(tmp_path / "a", rules=RULES)
    made = taken(main, put(tmp_path, "一.pdf", pdf({"a.xml": invoice()})))
    assert "gov-accounts[papers]" in made.refused[0].remedy
    assert "XML" in made.refused[0].remedy


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_MOST_PARTS", 3)
    assert isinstance(_refused(ofd({"Doc_0/Attachs/a.xml": invoice()})), TableError)


def _refused(content: bytes) -> TableError | None:
    try:
        documents(content)
    except TableError as error:
        return error
    return None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_changed_it_is_read_or_refused(data: st.DataObject) -> None:
    whole = {"ofd": ofd({"Doc_0/Attachs/a.xml": invoice()}), "pdf": pdf({"a.xml": invoice()}), "xml": invoice()}
    content = bytearray(whole[data.draw(st.sampled_from(sorted(whole)))])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    assert suffix_of(bytes(content)) in ("", "ofd", "pdf", "xml")
    refused = _refused(bytes(content))
    assert refused is None or refused.what


def test_a_stream_that_is_no_stream() -> None:
    broken = pdf({"a.xml": invoice()}).replace(zlib.compress(invoice())[:8], b"\0" * 8)
    assert _refused(broken) is None or isinstance(_refused(broken), TableError)
