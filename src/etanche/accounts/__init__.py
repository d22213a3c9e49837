"""
Who logs in, and how it is known that it is them: passwords, second factors, sessions, links, throttling.

An account belongs to the instance, not to an organisation: the link from an account to its persons is sealed, and no
organisation is told of another. What this room does *not* do: decide what an account may see (the gate does, by roles),
send mail (outbound does), or draw pages.
"""

from etanche.accounts.logged_in import LoggedIn
from etanche.accounts.sessions import Begun, Level, Lifetimes, Session

__all__ = ["Begun", "Level", "Lifetimes", "LoggedIn", "Session"]
