"""A line between a browser and the app that breaks where a test wants it to: real sockets, as on the road."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 65_536
HEADERS_END = b"\r\n\r\n"


class Line:
    """Listens on a port of its own and passes everything on, both ways."""

    def __init__(self, to: str) -> None:
        self._to = (str(urlsplit(to).hostname), int(urlsplit(to).port or 80))
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.cut_after: bytes = b""
        """How a request begins whose answer never comes: the app got all of it, and then the line is cut."""
        self.instead: tuple[bytes, bytes] | None = None
        """How a request begins that never gets to the app, and what answers instead of it."""
        self.cut_within: tuple[bytes, float] | None = None
        """How a request begins that is cut once, and after which part of its body: 0 is after its header, 1 when the
        app has all of it, and before the answer."""
        self.cuts = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """No line any more."""
        self._door.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                threading.Thread(target=self._join, args=[browser], daemon=True).start()

    def _join(self, browser: socket.socket) -> None:
        app = socket.create_connection(self._to)
        cut = threading.Event()
        threading.Thread(target=self._answers, args=[app, browser, cut], daemon=True).start()
        with suppress(OSError):
            while asked := browser.recv(CHUNK):
                if self.instead and asked.startswith(self.instead[0]):
                    browser.sendall(self.instead[1])
                    break
                if self.cut_after and asked.startswith(self.cut_after):
                    cut.set()
                if self.cut_within and asked.startswith(self.cut_within[0]):
                    part, self.cut_within = self.cut_within[1], None
                    if not _passes(asked, part, browser, app):
                        self.cuts += 1
                        break
                    cut.set()
                    continue
                app.sendall(asked)
        _hang_up(app, browser)

    def _answers(self, app: socket.socket, browser: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while answer := app.recv(CHUNK):
                if cut.is_set():
                    self.cuts += 1
                    break
                browser.sendall(answer)
        _hang_up(app, browser)


def _passes(asked: bytes, part: float, browser: socket.socket, app: socket.socket) -> bool:
    """Pass on a part of a request's body; whether that was all."""
    head = asked.index(HEADERS_END) + len(HEADERS_END)
    length = int(re.findall(rb"(?i)content-length: (\d+)", asked[:head])[0])
    left = head + int(length * part)
    while left and asked:
        app.sendall(asked[:left])
        left -= min(left, len(asked))
        asked = browser.recv(CHUNK) if left else b""
    return part == 1


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def line(to: str) -> Iterator[Line]:
    """A line to an app, until the block ends."""
    between = Line(to)
    yield between
    between.close()
