"""
What the checks do with persons: make one up for each reason, write to the vault of them, ask for them, open what was sealed.

A made-up person is written and erased by the vault itself, under the credential of one run, and is of no use to anybody else.
"""
