"""平行记账 (财会〔2017〕25号): what a voucher's accrual legs are in the budget book. The rules are ``law.parallel``.

legs      the types: a leg, its codes, a budget leg, a problem
history   what a detail account stands for, by how it arose
derive    legs → budget legs, or the problems that stand in the way
identity  8001 资金结存 against the money there is, day by day
messages  problems in Chinese
"""
