"""Finding vouchers by what a person remembers of them, and codes by what a person knows of them.

    words typed ──words──► Word ──vouchers──► hits ──sheet──► a sheet to print
                                  near ──► what is nearly it, where there are none
    words typed ──codes──► codes of a year

All of it is pure: words in, values out.
"""
