"""Files made to harm: refused in words, in time, with bounded memory; nothing outside them is opened."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
import zlib
from pathlib import Path

import pypdf
import pytest

from gov_accounts.audit.reading import UnreadableError, bounded, read
from gov_accounts.audit.source import Source
from tests.audit.reading import made

PLAIN = made.written([made.text(50, 700, "394.82")])
DOCUMENT = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def texts(source: Source) -> list[str]:
    return [each.text for each in source.lines()]


def refused(path: Path, content: bytes, deadline: int = 60) -> UnreadableError:
    path.write_bytes(content)
    begun = time.monotonic()
    with pytest.raises(UnreadableError) as told:
        read([path], deadline=deadline)
    assert time.monotonic() - begun < deadline + 15
    assert told.value.what.startswith(f"{path.name}：")
    assert told.value.why.endswith("。")
    assert told.value.remedy.endswith("。")
    return told.value


def zipped(parts: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace(b"startxref\n", b"startxref\n9"),
        PLAIN.replace(b"xref\n0", b"xrxf\n0"),
        b"rubbish before\n" * 20 + PLAIN,
        PLAIN.replace(b"/Pages 2 0 R", b"/Pages 9 0 R"),
    ],
)
def test_a_broken_table_of_references_is_mended(tmp_path: Path, content: bytes) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(content)
    assert texts(read([path])) == ["394.82"]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n%%EOF" + bytes(1000),
        PLAIN[:60],
        PLAIN[: PLAIN.index(b"xref\n0")],
        PLAIN.replace(b"/MediaBox [0 0 600 800]", b"/MediaBox [0 0 (a) <<>>]"),
    ],
)
def test_a_broken_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    refused(tmp_path.joinpath("a.pdf"), content)


def encrypted(password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PLAIN))
    writer.encrypt(password, "owner", algorithm=algorithm)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_refused_an_empty_one_is_none(tmp_path: Path, algorithm: str) -> None:
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(encrypted("", algorithm))
    assert texts(read([path])) == ["394.82"]
    assert "密码" in refused(path, encrypted("secret", algorithm)).what


def test_a_stream_that_swells(tmp_path: Path) -> None:
    """To seven hundred megabytes, from a few megabytes; packed twice, from a few kilobytes."""
    press = zlib.compressobj(1)
    packed = b"".join(press.compress(b" " * (1 << 24)) for _ in range(44)) + press.flush()
    content = made.written([b""])
    once = made.stream(packed, "/Filter /FlateDecode")
    twice = made.stream(zlib.compress(packed, 9), "/Filter [/FlateDecode /FlateDecode]")
    for body in (once, twice):
        told = refused(tmp_path.joinpath("a.pdf"), content.replace(made.stream(b""), body), deadline=30)
        assert "内存" in told.what


def test_pages_without_number(tmp_path: Path) -> None:
    count = 5_000
    path = tmp_path.joinpath("a.pdf")
    kids = b" ".join([b"10 0 R"] * count)
    path.write_bytes(PLAIN.replace(b"/Kids [10 0 R]", b"/Kids [" + kids + b"]"))
    assert len(read([path]).pages) == 1
    objects = dict.fromkeys(range(10, 10 + count), b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    kids = b" ".join(f"{number} 0 R".encode() for number in objects)
    head = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 9 /Kids [" + kids + b"] >>"}
    assert "页" in refused(path, made.assembled(head | objects)).why


@pytest.mark.parametrize(
    "content",
    [
        made.assembled({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"}),
        made.assembled(
            {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
            | {at: f"<< /Type /Pages /Kids [{at + 1} 0 R] /Count 1 >>".encode() for at in range(2, 3_000)}
        ),
        made.written([b"[" * 50_000 + b"]" * 50_000 + b" TJ"]),
    ],
    ids=["of itself", "deep", "arrays"],
)
def test_trees_that_have_no_end(tmp_path: Path, content: bytes) -> None:
    """Refused, or read as far as there is something to read; in time either way."""
    path = tmp_path.joinpath("a.pdf")
    path.write_bytes(content)
    begun = time.monotonic()
    with contextlib.suppress(UnreadableError):
        assert texts(read([path], deadline=30)) == []
    assert time.monotonic() - begun < 45


def test_forms_within_forms(tmp_path: Path) -> None:
    """A form that draws the next one many times, and so on: 10^9 drawings."""
    path = tmp_path.joinpath("a.pdf")
    inside = "<< /XObject << /X {} 0 R >> /Font << /F1 3 0 R >> >>"
    form = f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources {inside}"
    extra = {200 + at: made.stream(b"/X Do\n" * 10, form.format(201 + at)) for at in range(9)}
    extra[209] = made.stream(made.text(1, 1, "x"), form.format(3))
    refused(path, made.written([b"/X Do"], resources="/XObject << /X 200 0 R >>", extra=extra), deadline=5)


def test_more_characters_than_are_read(tmp_path: Path) -> None:
    told = refused(tmp_path.joinpath("a.pdf"), made.written([made.text(50, 700, "1" * 31_000)]))
    assert "第1页" in told.why


def test_many_lines_are_a_drawing(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    lines = b"".join(
        f"{at % 600} 0 m {at % 600} 800 l S 0 {at % 800} m 600 {at % 800} l S\n".encode() for at in range(6_100)
    )
    path.write_bytes(made.written([lines + made.text(50, 700, "394.82")]))
    source = read([path])
    assert texts(source) == ["394.82"]
    assert [each.what for each in source.unread] == ["第1页的线条"]


def test_programs_and_attachments_are_not_touched(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.pdf")
    marker = tmp_path.joinpath("marker")
    catalog = (
        f"/OpenAction << /S /Launch /F ({marker}) >> "
        f"/AA << /WC << /S /JavaScript /JS (app.launchURL('file://{marker}')) >> >> "
        f"/Names << /EmbeddedFiles << /Names [(a) << /F ({marker}) >>] >> >>"
    )
    path.write_bytes(made.written([made.text(50, 700, "394.82")], catalog=catalog))
    assert texts(read([path])) == ["394.82"]
    assert not marker.exists()


WORD = f'<w:document xmlns:w="{DOCUMENT}"><w:body><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:body></w:document>'


def test_entities_are_inert(tmp_path: Path) -> None:
    secret = tmp_path.joinpath("secret.txt")
    secret.write_text("秘密", encoding="utf-8")
    external = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    laughs = (
        '<!DOCTYPE a [<!ENTITY a "ha">'
        + "".join(
            f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
        )
        + "]>"
    )
    for doctype, name in ((external, "x"), (laughs, "j")):
        word = zipped({"word/document.xml": doctype + WORD.format(f"&{name};")})
        assert "秘密" not in str(refused(tmp_path.joinpath("a.docx"), word))
        page = tmp_path.joinpath("a.html")
        page.write_text(f"{doctype}<html><p>394.82&{name};</p></html>", encoding="utf-8")
        assert "秘密" not in "".join(texts(read([page])))


def test_a_zip_that_swells(tmp_path: Path) -> None:
    big = b" " * 121_000_000
    word = WORD.format("x").encode()
    refused(tmp_path.joinpath("a.docx"), zipped({"word/document.xml": word.replace(b"<w:body>", big + b"<w:body>")}))


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": "<w:document"},
        {"word/document.xml": "<a/>"},
        {"word/document.xml": WORD.format("x"), "word/styles.xml": "<"},
        {"word/document.xml": "<a>" * 5000 + "</a>" * 5000},
        {"xl/workbook.xml": "<a/>"},
        {"xl/workbook.xml": "no xml"},
        {"other.xml": "<a/>"},
    ],
)
def test_broken_parts_are_refused(tmp_path: Path, parts: dict[str, str | bytes]) -> None:
    refused(tmp_path.joinpath("a.docx"), zipped(parts))


def test_a_part_that_cannot_be_unpacked(tmp_path: Path) -> None:
    content = bytearray(zipped({"word/document.xml": WORD.format("甲乙丙丁" * 500)}))
    content[60:90] = bytes(30)
    refused(tmp_path.joinpath("a.docx"), bytes(content))


def test_a_table_of_a_cell_over_a_million_columns(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.html")
    path.write_text(
        '<table><tr><td colspan="999999" rowspan="999999">1</td><td>2</td></tr><tr><td>3</td></tr></table>',
        encoding="utf-8",
    )
    (grid,) = read([path]).grids()
    assert grid.height == 2
    assert grid.width <= 500
    refused(path, b"<table>" + b"<tr><td>1<td>2</tr>" * 110_000 + b"</table>")


def test_a_page_that_is_deep(tmp_path: Path) -> None:
    path = tmp_path.joinpath("a.html")
    path.write_text("<html><body><p>394.82</p>" + "<div>" * 100_000 + "x", encoding="utf-8")
    with contextlib.suppress(UnreadableError):  # A refusal is right as well.
        assert texts(read([path]))[0] == "394.82"


def _sleeps() -> None:
    time.sleep(60)


def _devours() -> int:
    return len(bytes(3_000_000_000))


def _breaks() -> None:
    raise ZeroDivisionError


def _gives_a_program() -> object:
    return print


@pytest.mark.parametrize(
    ("function", "what"), [(_sleeps, "秒"), (_devours, "内存"), (_breaks, "损坏"), (_gives_a_program, "内存")]
)
def test_the_child_is_held(function: object, what: str) -> None:
    assert callable(function)
    begun = time.monotonic()
    with pytest.raises(UnreadableError, match=what):
        bounded.run(function, deadline=3 if function is _sleeps else 30)
    assert time.monotonic() - begun < 40
