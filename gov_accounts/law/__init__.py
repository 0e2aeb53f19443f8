"""The law as data, read: formulas, forms and ties, codes and the chart, the rules of closing and of 平行记账."""
