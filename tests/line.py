"""A line between a browser and the app that breaks where a test wants it to: real sockets, as on the road."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 65_536


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
