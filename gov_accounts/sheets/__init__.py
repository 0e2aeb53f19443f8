"""Tables that people have, csv and workbooks: their cells, within bounds, as values. Nothing in them is trusted."""
