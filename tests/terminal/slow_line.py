"""The program over a real ssh connection on this machine, through a line as slow as wanted."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.terminal.pseudo_terminal import Terminal

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
"""OpenSSH's server, if it is there."""
SEGMENT = 1024
"""Bytes that a line carries at once."""
RECEIVED = 4096
"""Bytes that the line's end holds for the sender: what is not carried yet stays in the sender's own queue."""


class Line:
    """Carries one connection to a server; what comes back is carried at a limited speed."""

    def __init__(self, port: int, bytes_a_second: float) -> None:
        """Wait for a connection.

        Args:
            port: where the server listens.
            bytes_a_second: how fast the server is heard.
        """
        self._port = port
        self._speed = bytes_a_second
        self.carried = 0
        """Bytes that have come from the server."""
        self.goes = threading.Event()
        """Cleared to have the line stand still."""
        self.goes.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        """Where to connect to."""
        self._server = socket.socket()
        threading.Thread(target=self._carry, daemon=True).start()

    def _carry(self) -> None:
        client, _ = self._listener.accept()
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED)
        self._server.connect(("127.0.0.1", self._port))
        for end in (client, self._server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self._type, args=(client,), daemon=True).start()
        due = time.monotonic()
        with client, suppress(OSError):  # it is dropped
            while data := self._server.recv(SEGMENT):
                due = max(due, time.monotonic()) + len(data) / self._speed
                time.sleep(max(due - time.monotonic(), 0))
                self.goes.wait()
                self.carried += len(data)
                client.sendall(data)

    def _type(self, client: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(SEGMENT):
                self._server.sendall(data)
            self._server.shutdown(socket.SHUT_WR)

    @property
    def queued(self) -> int:
        """Bytes that the server has sent and the line has not taken: its send queue and what has been received."""
        port = self._server.getsockname()[1]
        sent = _queues(f":{self._port:04X}", f":{port:04X}")[0]
        received = _queues(f":{port:04X}", f":{self._port:04X}")[1]
        return sent + received

    def close(self) -> None:
        """Drop it."""
        self._listener.close()
        self._server.close()


def _queues(local: str, remote: str) -> tuple[int, int]:
    """Return how many bytes the system holds for a connection: to be sent, and received."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(local) and fields[2].endswith(remote):
            sent, received = fields[4].split(":")
            return int(sent, 16), int(received, 16)
    return 0, 0


class Server:
    """OpenSSH's server, with keys of its own, for the one who runs the tests."""

    def __init__(self) -> None:
        """Start it."""
        assert SSHD is not None
        self._folder = TemporaryDirectory(prefix="xortui-sshd-")
        folder = Path(self._folder.name)
        for name in ("host", "user"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        shutil.copy(folder / "user.pub", folder / "authorized")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        config = folder / "sshd_config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
            f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nPermitRootLogin yes\nCompression no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\nPrintLastLog no\n"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where its children are confined to, made at its usual start
        self._log = (folder / "log").open("w")
        self._process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=self._log)
        self._wait()

    def _wait(self) -> None:
        for _ in range(1000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise AssertionError((Path(self._folder.name) / "log").read_text())

    def command(self, port: int, *arguments: str, variables: dict[str, str] | None = None) -> list[str]:
        """Return the command that runs xortui there.

        Args:
            port: of the line to the server.
            arguments: of the program.
            variables: of its environment.
        """
        here = Path(__file__).parents[2]
        settings = {"PYTHONPATH": str(here), "TERM": "xterm-256color"} | (variables or {})
        run = " ".join(["exec env", *(f"{name}={value}" for name, value in settings.items()), sys.executable])
        options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "Compression=no", "LogLevel=ERROR"]
        named = [part for option in options for part in ("-o", option)]
        key = f"{self._folder.name}/user"
        remote = " ".join([run, "-m", "xortui", *arguments])
        return ["ssh", "-F", "none", "-tt", "-i", key, "-p", str(port), *named, "127.0.0.1", remote]

    def close(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait()
        self._log.close()
        self._folder.cleanup()


class Remote:
    """The program at the other end of a slow line, in a terminal here."""

    def __init__(self, server: Server, bytes_a_second: float, columns: int = 80, lines: int = 24) -> None:
        """Log in and start it."""
        self._state = TemporaryDirectory(prefix="xortui-remote-", ignore_cleanup_errors=True)
        self.line = Line(server.port, bytes_a_second)
        variables = {"XDG_STATE_HOME": self._state.name, "XDG_CONFIG_HOME": self._state.name}
        command = server.command(self.line.port, variables=variables)
        self.terminal = Terminal(command=command, columns=columns, lines=lines)

    @property
    def program(self) -> int:
        """The process of the program at the other end."""
        mark = f"XDG_STATE_HOME={self._state.name}".encode()
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdigit() and mark in (folder / "environ").read_bytes().split(b"\0"):
                    return int(folder.name)
        raise AssertionError("the program is not there")

    def __enter__(self) -> Remote:
        """Use it in a with statement."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.terminal.__exit__()
        self.line.close()
        self._state.cleanup()
