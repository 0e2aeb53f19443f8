"""An audit as text, JSON, a workbook or a page: one module a format."""
