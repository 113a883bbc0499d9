"""The way out of this machine over HTTP: a session with a deadline, a byte cap and an allow-list.

It knows HTTP and nothing of who is asked. Proxy and certificates come from the settings alone, no
redirection is followed, and no error quotes an address, a header or an answer.
"""

from net.deadline import Deadline, Overdue
from net.errors import NetworkError, RequestError
from net.session import Answer, Limits, Session

__all__ = ["Answer", "Deadline", "Limits", "NetworkError", "Overdue", "RequestError", "Session"]
