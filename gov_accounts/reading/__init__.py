"""A ledger's files read and checked as beancount does it, whatever is in them: each stage is a module.

`parsing` makes directives of one file's text, `files` follows its lines ``include``, `stages` books, runs the plugins
and validates. `permissions` is what the user allows; `errors` is how a stage says what it refused, in which line.
`mistyped`, `includes`, `conflicts`, `leftovers` and the others say what is wrong with the text, `translation` what
beancount says of it.
"""
