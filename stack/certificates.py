"""The certificates that close Temporal's port on a server: one for the port, and one for each part that may call it.

    python -m stack.certificates FOLDER [--renew] PART ...

makes those that are missing, and says until when each is good. A part is `port`, `worker`, `web-ui`, `staff/NAME` or
`integrator/NAME`. Its folder within FOLDER gets `certificate.pem`, `key.pem` and the authority's `authority.pem`. What
each part may call stands in temporal_port.yaml.
"""

import argparse
import re
import sys
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509

from domain.london import london_date, say_day
from stack.authority import Authority, certificate_in
from stack.errors import StackError

PART = re.compile(r"port|worker|web-ui|(staff|integrator)/[a-z0-9-]{1,40}")
PARTS = "port, worker, web-ui, staff/NAME or integrator/NAME, with small letters, digits and dashes"
NAMES_OF_THE_PORT = (x509.DNSName("temporal-port"), x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")))


def certificate_for(folder: Path, part: str, now: datetime, *, renew: bool = False) -> x509.Certificate:
    """The certificate of a part; made, as its authority is, if there is none or if it is to be made anew.

    Raises:
        StackError: a file cannot be written, or what is there is no certificate or key.
    """
    file = folder / part / "certificate.pem"
    try:
        if renew or not file.exists():
            names = NAMES_OF_THE_PORT if part == "port" else (x509.UniformResourceIdentifier(f"cspr:{part}"),)
            Authority.kept_in(folder / "authority", now).issue(folder / part, part, names, now)
        return certificate_in(file)
    except OSError as error:
        raise StackError(f"The certificates cannot be kept in {folder}: {error.strerror}.") from None


def main(arguments: list[str]) -> int:
    """Make what is missing and report. Returns the exit status: 0 done, 3 not possible; argparse exits with 2."""
    parser = argparse.ArgumentParser(prog="python -m stack.certificates")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("parts", type=_part, nargs="+", metavar="PART", help=PARTS)
    parser.add_argument("--renew", action="store_true", help="make them anew, whatever is there")
    given = parser.parse_args(arguments)
    now = datetime.now(UTC)  # noqa: TID251 - here, at the edge, is where time comes in
    try:
        for part in given.parts:
            until = certificate_for(given.folder, part, now, renew=given.renew).not_valid_after_utc
            good = "is good until" if now < until else "has expired; make it anew with --renew. It was good until"
            sys.stdout.write(f"The certificate of {part} {good} {say_day(london_date(until))}.\n")
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


def _part(text: str) -> str:
    if not PART.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text} is no part: {PARTS}")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
