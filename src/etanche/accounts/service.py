"""
The service of accounts: everything that a door asks of this room.
"""

from __future__ import annotations

from etanche.accounts.factors import Factors


class Accounts(Factors):
    """
    Lets people open accounts, come in, and change what is kept of them.

        accounts.ask_account("ann@example.org", language="fr", place=place)
        begun = accounts.open_account(word_of_the_letter, password, name="Ann", language="fr", shown=accounts.documents)
        session = accounts.session_of(begun.secret)
    """
