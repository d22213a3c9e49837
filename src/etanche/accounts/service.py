"""
The service of accounts: everything that a door asks of this room.
"""

from __future__ import annotations

from etanche.accounts.factors import Factors


class Accounts(Factors):
    """
    Lets people open accounts, come in, and change what is kept of them.

        accounts.register("ann@example.org", password, name="Ann", language="fr", place=place)
        begun = accounts.confirm(word_of_the_letter, password, place=place)
        session = accounts.session_of(begun.secret)
    """
