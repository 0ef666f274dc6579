"""Engines against servers that answer as their documentation says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from glosses.chosen_engine import engine_of
from glosses.engines.engine import EngineError, PassingError
from glosses.engines.http import LARGEST
from newsdb.configuration import ConfigurationError
from newsdb.configuration.model import GlossConfiguration
from tests.glosses import services
from tests.glosses.services import as_json, said, serving

if TYPE_CHECKING:
    from glosses.engines.engine import Engine
    from tests.glosses.services import Reply

TEXTS = ["한일 협약", "부품 상담회", "조합 교류"]
NAMES = {"중소기업중앙회": "韓国中小企業中央会"}
GOOD: dict[str, Reply] = {
    "chat": services.chat,
    "deepl": services.deepl,
    "papago": services.papago,
}


def engine(kind: str, url: str, **more: Any) -> Engine:
    values = {"engine": kind, "url": url, "model": "qwen3:8b", "timeout": 0.3, **more}
    made = engine_of(GlossConfiguration.model_validate(values), {"HANIL_GLOSS_KEY": "id:secret"})
    assert made is not None
    return made


@pytest.mark.parametrize("kind", GOOD)
def test_each_text_has_its_gloss(kind: str) -> None:
    with serving(GOOD[kind]) as service:
        found = engine(kind, service.url).gloss(TEXTS, "ko", "ja", NAMES)
    assert found == [f"訳：{each}" for each in TEXTS]


def test_what_is_sent() -> None:
    with serving(services.chat) as service:
        engine("chat", f"{service.url}/v1").gloss(TEXTS, "ko", "ja", NAMES)
    assert service.paths == ["/v1/chat/completions"]
    task = service.asked[0]["messages"][0]["content"]
    assert "중소기업중앙회 = 韓国中小企業中央会" in task
    assert not any(each in task for each in TEXTS), "texts are data, not instructions"
    with serving(services.deepl) as service:
        engine("deepl", service.url).gloss(TEXTS, "ko", "en", NAMES)
    asked = service.asked[0]
    assert (asked["source_lang"], asked["target_lang"]) == ("KO", "EN-US")
    assert asked["context"] == "중소기업중앙회 = 韓国中小企業中央会"
    assert service.headers[0]["authorization"] == "DeepL-Auth-Key id:secret"
    with serving(services.papago) as service:
        engine("papago", service.url).gloss(TEXTS[:1], "ko", "ja", {})
    assert service.asked == [{"source": "ko", "target": "ja", "text": TEXTS[0]}]
    assert service.headers[0]["x-ncp-apigw-api-key-id"] == "id"
    assert service.headers[0]["x-ncp-apigw-api-key"] == "secret"


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("number", [408, 429, 500, 503])
def test_what_may_pass(kind: str, number: int) -> None:
    with serving(services.status(number)) as service, pytest.raises(PassingError) as failed:
        engine(kind, service.url).gloss(TEXTS, "ko", "ja", {})
    assert str(number) in str(failed.value)
    assert len(service.asked) == 1, "nobody insists"


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("number", [302, 400, 401, 403, 413, 456])
def test_what_will_not_pass(kind: str, number: int) -> None:
    with serving(services.status(number)) as service, pytest.raises(EngineError) as failed:
        engine(kind, service.url).gloss(TEXTS, "ko", "ja", {})
    assert not isinstance(failed.value, PassingError)
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("kind", GOOD)
def test_nobody_waits_for_ever(kind: str) -> None:
    with serving(services.slow) as service, pytest.raises(PassingError, match="in time"):
        engine(kind, service.url).gloss(TEXTS[:1], "ko", "ja", {})
    with pytest.raises(PassingError, match="ConnectError"):
        engine(kind, "http://127.0.0.1:1").gloss(TEXTS[:1], "ko", "ja", {})


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b'"x"', b"[" * 100_000, b'{"a":' * 100_000]
)
def test_no_json(kind: str, content: bytes) -> None:
    with serving(lambda *_: (200, content)) as service, pytest.raises(EngineError):
        engine(kind, service.url).gloss(TEXTS, "ko", "ja", {})


def test_an_endless_answer() -> None:
    endless = serving(lambda *_: (200, b" " * (LARGEST + 1)))
    with endless as service, pytest.raises(EngineError, match="more than"):
        engine("deepl", service.url).gloss(TEXTS, "ko", "ja", {})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"glosses":[{"n":2,"text":"다"},{"n":0,"text":"가"}]}', ["가", None, "다"]),
        ('```json\n{"glosses":[{"n":1,"text":"나"}]}\n```', [None, "나", None]),
        ('[{"n":0,"text":"가"}]', ["가", None, None]),
        ('{"glosses":[{"n":0,"text":"가"},{"n":1,"te', [None, None, None]),
        ("Here are your translations!", [None, None, None]),
        ('{"glosses":[{"n":9,"text":"x"},{"n":-1,"text":"x"},{"n":true,"text":"x"}]}', [None] * 3),
        ('{"glosses":[{"n":0,"text":" "},{"n":1,"text":3},7]}', [None] * 3),
        ('{"glosses":"no"}', [None] * 3),
        ("```" * 20_000, [None] * 3),
    ],
)
def test_half_answers_of_a_model(content: str, found: list[str | None]) -> None:
    with serving(lambda *_: (200, said(content, "length"))) as service:
        assert engine("chat", service.url).gloss(TEXTS, "ko", "ja", {}) == found


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("chat", {"choices": []}),
        ("chat", {"choices": [{"message": {"content": None}}]}),
        ("deepl", {"translations": [{"text": "하나뿐"}]}),
        ("deepl", {"message": "Quota exceeded"}),
    ],
)
def test_an_answer_that_cannot_be_matched(kind: str, answer: object) -> None:
    with serving(lambda *_: (200, as_json(answer))) as service, pytest.raises(PassingError):
        engine(kind, service.url).gloss(TEXTS, "ko", "ja", {})


@pytest.mark.parametrize(
    ("values", "key", "said_"),
    [
        ({"engine": "deepl"}, "", "HANIL_GLOSS_KEY"),
        ({"engine": "papago"}, "no-halves", "two halves"),
        ({"engine": "deepl", "url": "http://translate.example.kr"}, "k", "https://"),
        ({"engine": "chat", "url": "http://8.8.8.8/v1", "model": "m"}, "", "https://"),
    ],
)
def test_what_cannot_be_used(values: dict[str, str], key: str, said_: str) -> None:
    settings = GlossConfiguration.model_validate(values)
    with pytest.raises(ConfigurationError, match=said_):
        engine_of(settings, {"HANIL_GLOSS_KEY": key})


@pytest.mark.parametrize(
    "url", ["http://localhost:11434/v1", "http://10.0.0.7/v1", "http://gpu:8000", "https://x.kr"]
)
def test_a_model_of_ones_own_needs_no_key(url: str) -> None:
    settings = GlossConfiguration(engine="chat", url=url, model="qwen3:8b")
    made = engine_of(settings, {})
    assert made is not None
    assert made.name == "chat:qwen3:8b"


def test_free_keys_have_a_host_of_their_own() -> None:
    settings = GlossConfiguration(engine="deepl")
    for key, host in (("abc:fx", "api-free.deepl.com"), ("abc", "api.deepl.com")):
        made = engine_of(settings, {"HANIL_GLOSS_KEY": key})
        assert host in str(vars(vars(made)["service"])["url"])


def test_off_is_off() -> None:
    assert engine_of(GlossConfiguration(), {"HANIL_GLOSS_KEY": "k"}) is None
    assert json.loads(GlossConfiguration().model_dump_json())["engine"] == "off"
