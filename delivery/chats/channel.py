"""A chat as a channel: one room, reached through a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from delivery.outgoing import UnavailableError, UncertainError
from newsdb.configuration import ROOT

if TYPE_CHECKING:
    from delivery.chats.services import Service
    from delivery.outgoing import Outgoing

#: Seconds after which a chat's process is ended; longer than its own waits together.
TIMEOUT = 45.0


class Worker:
    """The process that sends; started for the first message, and anew once it had to be ended."""

    def __init__(self, *, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout  # seconds
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def ask(self, asked: dict[str, str]) -> dict[str, Any]:
        """Return what became of a message; raises UncertainError without an answer in time."""
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(f"{json.dumps(asked)}\n")
            process.stdin.flush()
            line = self._answers.get(timeout=self.timeout)
        except (OSError, queue.Empty):
            line = ""
        if not line:
            self.close(now=True)
            raise UncertainError("no answer in time: it may have arrived")
        said: dict[str, Any] = json.loads(line)
        return said

    def close(self, *, now: bool = False) -> None:
        """End the process, which waits for nothing; ``now``, if it does."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(0 if now else 5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> subprocess.Popen[str]:
        # Passwords of other channels are none of its business.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("HANIL_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "delivery.chats.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=environment,
        )
        answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._answers = answers

        def read() -> None:
            assert process.stdout is not None
            with process.stdout:
                for line in process.stdout:
                    answers.put(line)
            answers.put("")

        threading.Thread(target=read, daemon=True).start()
        self._process = process
        return process


class ChatChannel:
    """One room of a chat; several channels may share a worker."""

    recipients = ("",)
    is_chat = True
    is_mail = False

    def __init__(self, service: Service, url: str, worker: Worker) -> None:
        self._service = service
        self._url = url
        self._worker = worker

    def send(self, outgoing: Outgoing) -> None:
        """Send a message; raises the errors of ``delivery.outgoing``."""
        asked = {"service": self._service.name, "url": self._url, "body": outgoing.text}
        raise_unless_sent(self._service.title, self._worker.ask(asked))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()


def raise_unless_sent(title: str, said: dict[str, Any]) -> None:
    """Raise what an answer means, unless the message was sent."""
    if said["outcome"] == "sent":
        return
    problem = f"{title}: {said['problem']}"
    match said["outcome"]:
        case "unknown":
            raise UncertainError(problem)
        case "refused":
            raise UnavailableError(problem, is_refusal=True)
        case _:
            raise UnavailableError(problem, retry_after=said.get("retry_after"))
