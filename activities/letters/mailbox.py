"""A name and an e-mail address, as a header shows them."""

import re
from email.headerregistry import Address

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"  # RFC 5322, 3.2.3
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"  # RFC 1123, 2.1
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)")


def mailbox(name: str, address: str) -> Address | None:
    """The mailbox, its domain written in ASCII as mail servers need it; None where that is no e-mail address.

    Only the form is judged: whether a domain exists is for the mail server to say, and inside an organisation there
    are domains that nobody outside knows.
    """
    local, _, domain = address.rpartition("@")
    try:
        in_ascii = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    parts = _ADDRESS.fullmatch(f"{local}@{in_ascii}")
    return Address(name, username=parts[1], domain=parts[2]) if parts else None
