"""Servers on loopback that answer as engines' documentation says, well or badly."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.support.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Reply = Callable[[dict[str, Any], Mapping[str, str]], tuple[int, bytes]]


class Service:
    """What a server was asked; ``reply`` may be changed meanwhile."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.paths: list[str] = []
        self.url = ""


@contextmanager
def serving(reply: Reply) -> Iterator[Service]:
    service = Service(reply)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            service.asked.append(body)
            service.headers.append({k.lower(): v for k, v in self.headers.items()})
            service.paths.append(self.path)
            status, content = service.reply(body, self.headers)  # type: ignore[arg-type]
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = LoopbackServer(Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def chat(body: dict[str, Any], _headers: object = None) -> tuple[int, bytes]:
    """Answer as a chat endpoint does: each headline with its language before it."""
    given = json.loads(body["messages"][1]["content"])["headlines"]
    glosses = [{"n": each["n"], "text": f"訳：{each['text']}"} for each in given]
    return 200, said(json.dumps({"glosses": glosses}))


def said(content: str | None, reason: str = "stop") -> bytes:
    choice = {"index": 0, "finish_reason": reason, "message": {"content": content}}
    return as_json({"id": "x", "object": "chat.completion", "choices": [choice]})


def deepl(body: dict[str, Any], _headers: object = None) -> tuple[int, bytes]:
    texts = [{"detected_source_language": "KO", "text": f"訳：{each}"} for each in body["text"]]
    return 200, as_json({"translations": texts})


def papago(body: dict[str, Any], _headers: object = None) -> tuple[int, bytes]:
    result = {"srcLangType": "ko", "tarLangType": "ja", "translatedText": f"訳：{body['text']}"}
    return 200, as_json({"message": {"result": result}})


def status(number: int) -> Reply:
    return lambda _body, _headers: (number, as_json({"message": "no"}))


def slow(_body: object, _headers: object) -> tuple[int, bytes]:
    time.sleep(1)
    return 200, b"{}"
