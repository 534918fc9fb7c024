"""A time stamp authority on this machine, with keys made for the run: OpenSSL behind HTTP."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_SETTINGS = """\
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.13762.3
digests = sha256
accuracy = secs:1
tsa_name = yes
"""


class LocalAuthority:
    """An authority and how it answers; `certificates` vouch for it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.certificates = folder / "ca.pem"
        self.status, self.kind, self.pause = 200, "application/timestamp-reply", 0.0
        self.fixed: bytes | None = None
        self.headers: dict[str, str] = {}
        self.asked = 0
        self.url = ""
        (folder / "serial").write_text("01\n")
        (folder / "settings").write_text(_SETTINGS.format(folder=folder))
        (folder / "use").write_text("extendedKeyUsage=critical,timeStamping\n")
        self._run("req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "ca.key",
                  "-out", "ca.pem", "-subj", "/CN=Example Root", "-days", "30")  # fmt: skip
        self._run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key",
                  "-out", "tsa.csr", "-subj", "/CN=Example Authority")  # fmt: skip
        self._run("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                  "-out", "tsa.pem", "-days", "30", "-extfile", "use")  # fmt: skip

    def _run(self, *words: str) -> None:
        subprocess.run(("openssl", *words), cwd=self.folder, check=True, capture_output=True)

    def answer(self, query: bytes) -> bytes:
        """What the authority says to a question."""
        if self.fixed is not None:
            return self.fixed
        (self.folder / "asked.tsq").write_bytes(query)
        self._run("ts", "-reply", "-config", "settings", "-queryfile", "asked.tsq",
                  "-out", "given.tsr")  # fmt: skip
        return (self.folder / "given.tsr").read_bytes()


@contextmanager
def serving(authority: LocalAuthority) -> Iterator[LocalAuthority]:
    """The authority, answering at its `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            authority.asked += 1
            query = self.rfile.read(int(self.headers["Content-Length"]))
            body = authority.answer(query)
            self.send_response(authority.status)
            self.send_header("Content-Type", authority.kind)
            for name, value in authority.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for place in range(0, len(body), 100 if authority.pause else len(body) or 1):
                try:
                    self.wfile.write(body[place : place + 100] if authority.pause else body)
                except OSError:
                    return
                time.sleep(authority.pause)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}/stamp"
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
