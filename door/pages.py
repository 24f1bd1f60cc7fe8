"""The few pages of our own."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from door.case_columns import ALLOWED, SCRIPT

# Nothing runs in the browser but that one script, and none of it may be put into another page.
SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    f"script-src {ALLOWED}; frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_PAGE = Environment(
    loader=PackageLoader("door", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
).get_template("page.html")


def sign_in_page(*, provider: bool, onward: str, sentence: str, status: int) -> HTMLResponse:
    """Ask somebody to sign in; with a sentence that says what went wrong, if something did."""
    shown = _PAGE.render(title="Sign in", sentence=sentence, sign_in=True, provider=provider, onward=onward)
    return HTMLResponse(shown, status, headers=SAFE)


def signed_in_page(name: str, columns: str, onward: str | None = None) -> HTMLResponse:
    """Say who is signed in; and go on by this page of our own to the one of the path `onward`.

    On the way the browser gets the columns of the list of cases (`case_columns.columns_of`).
    A redirect would not do: the browser leaves a SameSite=Strict cookie out of what another site has started,
    and coming from a provider is such a thing.
    """
    return _going_on(f"Signed in as {name}", onward, columns)


def once_more_page(onward: str) -> HTMLResponse:
    """Go on to a path by this page of our own, so that the browser shows the cookie that it left out."""
    return _going_on("One moment", onward, "")


def _going_on(title: str, onward: str | None, columns: str) -> HTMLResponse:
    shown = _PAGE.render(
        title=title, sentence="", sign_in=False, provider=False, onward=onward, columns=columns, script=SCRIPT
    )
    return HTMLResponse(shown, headers=SAFE)
