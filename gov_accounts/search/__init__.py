"""Finding vouchers by what a person remembers of them.

    words typed ──words──► Word ──vouchers──► hits ──sheet──► a sheet to print
                                  near ──► what is nearly it, where there are none

All of it is pure: postings and words in, values out.
"""
