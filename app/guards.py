"""What stands before every route: only our own pages may write, no body is endless, every answer has its headers."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FORM = 6 * 1024 * 1024
"""Bytes of one request: more than any text that comes back can be (see deps.LARGEST_FIELD)."""

LARGEST_WITH_FILES = 64 * 1024 * 1024
"""The same where pages come along: ten photos as a phone takes them."""
WITH_FILES = ("/letters", "/drafts", "/pages")
"""How the addresses end to which pages are sent."""

READS = {"GET", "HEAD", "OPTIONS"}

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Turned(Exception):
    """A request that is turned away before any route, with the status of the page that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def same_origin(headers: Headers) -> bool:
    """Whether a write comes from one of our own pages.

    Sec-Fetch-Site says so (Fetch Metadata, W3C); browsers leave it out on plain http to another machine, and there
    Origin must name this Host.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    return bool(headers.get("host")) and headers.get("origin", "").partition("://")[2] == headers["host"]


class Guards:
    """Refuses foreign writes (403) and endless bodies (413) through the page `turned`, and sets the headers."""

    def __init__(self, app: ASGIApp, turned: ASGIApp, *, https: bool) -> None:
        self.app, self.turned, self.https = app, turned, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_headers(MutableHeaders(scope=message), scope["path"], https=self.https)
            await send(message)

        headers = Headers(scope=scope)
        if scope["method"] not in READS and not same_origin(headers):
            scope["turned"] = 403
        most = LARGEST_WITH_FILES if scope["path"].endswith(WITH_FILES) else LARGEST_FORM
        if "turned" not in scope and _length(headers) > most:
            scope["turned"] = 413
        await (self.turned if "turned" in scope else self.app)(scope, _limited(receive, most), send_with_headers)


def set_headers(headers: MutableHeaders, path: str, *, https: bool) -> None:
    """What every answer says to the browser."""
    headers.setdefault("Content-Security-Policy", POLICY)  # a page of a letter brings a stricter one
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
    headers["X-Robots-Tag"] = "noindex"
    if not path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "0")
    return int(given) if given.isdecimal() else LARGEST_WITH_FILES + 1


def _limited(receive: Receive, most: int) -> Receive:
    """A body without a length is counted while it comes."""
    came = 0

    async def receive_counted() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise Turned(413)
        return message

    return receive_counted
