"""Electronic documents, written: XML of several makers, alone, in an OFD, or attached to a PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import pypdf

EINV = "http://xbrl.mof.gov.cn/taxonomy/2023-12-31/einv"


def xbrl(prefix: str, facts: Mapping[str, str], date: str = "2023-05-15") -> bytes:
    """An instance of the Ministry's taxonomies."""
    space = f"http://xbrl.mof.gov.cn/taxonomy/{date}/{prefix}"
    body = "".join(f'<{prefix}:{key} contextRef="c">{escape(value)}</{prefix}:{key}>' for key, value in facts.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:{prefix}="{space}" '
        'xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<link:schemaRef xlink:type="simple" xlink:href="{prefix}_entry_point_{date}.xsd"/>'
        '<context id="c"><entity><identifier scheme="x">1</identifier></entity>'
        f"<period><instant>{date}</instant></period></context>{body}</xbrl>"
    ).encode()


def tax_xml(facts: Mapping[str, str], items: Sequence[Mapping[str, str]]) -> bytes:
    """An invoice as the tax authority's platform gives it: groups of elements without a namespace."""
    groups = {
        "SellerInformation": ("SellerIdNum", "SellerName"),
        "BuyerInformation": ("BuyerIdNum", "BuyerName"),
        "BasicInformation": ("TotalAmWithoutTax", "TotalTaxAm", "TotalTax-includedAmount", "RequestTime"),
    }
    body = "".join(f"<{name}>{_elements(facts, names)}</{name}>" for name, names in groups.items())
    lines = "".join(f"<IssuItemInformation>{_elements(each, tuple(each))}</IssuItemInformation>" for each in items)
    told = _elements(facts, ("InvoiceNumber", "IssueTime"))
    return (
        f"<EInvoice><Header><Version>1.0</Version></Header><EInvoiceData>{body}{lines}</EInvoiceData>"
        f"<TaxSupervisionInfo>{told}</TaxSupervisionInfo></EInvoice>"
    ).encode()


def voucher_xml(facts: Mapping[str, str], items: Sequence[Mapping[str, str]]) -> bytes:
    """A payment voucher of DA/T 95-2022 表 B.1."""
    lines = "".join(f"<Items>{_elements(each, tuple(each))}</Items>" for each in items)
    return f"<AuthorizedPaymentVoucher>{_elements(facts, tuple(facts))}{lines}</AuthorizedPaymentVoucher>".encode()


def _elements(facts: Mapping[str, str], names: tuple[str, ...]) -> str:
    return "".join(f"<{name}>{escape(facts[name])}</{name}>" for name in names if name in facts)


def ofd(parts: Mapping[str, bytes]) -> bytes:
    """An OFD: its own parts, and those given."""
    own = {
        "OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody/></ofd:OFD>',
        "Doc_0/Document.xml": b'<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"/>',
        "Doc_0/Pages/Page_0/Content.xml": b'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>',
        "Doc_0/Res/seal.png": b"\x89PNG\r\n",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, content in {**own, **parts}.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    return target.getvalue()


def pdf(attachments: Mapping[str, bytes]) -> bytes:
    """A PDF of one page with files attached."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attachments.items():
        writer.add_attachment(name, content)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
