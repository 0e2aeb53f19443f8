"""Cases of 平行记账 from official texts and textbooks: the vouchers of both books, as facts."""
