"""
The API: every organisation of an instance, for programs.

One file for each resource; who asks is found out in `guarding` and `asking`, failures have the one shape of `problems`.
"""

from etanche.web.api.application import A_MINUTE, create_api

__all__ = ["A_MINUTE", "create_api"]
