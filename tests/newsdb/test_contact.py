"""What is a contact, what only looks like one, and what an outlet sees of it."""

from __future__ import annotations

import pytest

from newsdb.configuration import ConfigurationError, load
from newsdb.contact import checked, is_placeholder, problem, user_agent


@pytest.mark.parametrize(
    "contact",
    [
        "desk@hanil-watch.or.kr",
        "mailto:d.esk+news@watch.co.jp",
        "https://watch.kr",
        "http://watch.kr:8080/about/crawler?lang=ko#who",
        "x@counterexample.kr",  # only its end is that of an example
        "https://example-watch.kr/",
        "https://watch.kr/@desk@example.com",
    ],
)
def test_contacts(contact: str) -> None:
    assert checked(f" {contact} ") == contact
    assert not is_placeholder(contact)
    assert problem(contact) == ""
    assert user_agent("Watch/1", contact) == f"Watch/1 (news monitor; +{contact})"


@pytest.mark.parametrize(
    "contact",
    [
        "you@example.com",
        "desk@example.kr",
        "desk@press.example.co.jp",
        "https://example.org/bot",
        "https://watch.example",
        "http://localhost:8001/",
        "me@localhost",
        "me@none.invalid",
        "you@your-office.kr",  # of our own message
        "root@newsserver",
        "http://127.0.0.1/",
    ],
)
def test_addresses_of_examples_reach_nobody(contact: str) -> None:
    assert checked(contact) == contact
    assert is_placeholder(contact)
    assert f"{contact} is only an example" in problem(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "me",
        "watch.kr",
        "ftp://watch.kr",
        "me@watch.kr, you@watch.kr",
        "https://한일.kr",
        "a b@watch.kr",
        "@watch.kr",
        "me@watch.kr\r\nX-Other: 1",
        "https://watch.kr/(x)",
        "https://" + "a" * 9000,
    ],
)
def test_what_no_outlet_could_use_is_refused(contact: str) -> None:
    with pytest.raises(ValueError, match="neither an e-mail address nor"):
        checked(contact)
    with pytest.raises(ConfigurationError, match="HANIL_CONTACT="):
        load({"HANIL_CONTACT": contact})


def test_without_a_contact_nobody_is_referred_to_a_page() -> None:
    assert checked("") == ""
    assert "no contact is set" in problem("")
    assert user_agent("Watch/1", "") == "Watch/1 (news monitor)"
