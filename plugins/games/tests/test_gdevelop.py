"""What GDevelop writes into an export."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_games.gdevelop import (
    facts_from_data,
    facts_from_manifest,
    is_project,
    short_text,
    title_from_page,
)
from bridge_games.values import ExportFacts
from plugins.games.tests.exports import DATA, PROJECT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_project_in_an_export_says_name_text_size_and_picture() -> None:
    assert facts_from_data(DATA) == ExportFacts(
        title="Tilt & Turn",
        text="Roll the marble home.",
        picture="loading.png",
        width_px=960,
        height_px=540,
        orientation="landscape",
    )


def test_manifest_says_name_text_turn_and_its_largest_icon() -> None:
    icons = [
        {"src": "small.png", "sizes": "48x48"},
        {"src": "./large.png", "sizes": "512x512"},
        {"src": "any.svg", "sizes": "any"},
    ]
    manifest = {"name": "Tilt", "description": "Roll.", "orientation": "portrait-primary"}
    facts = facts_from_manifest(json.dumps({**manifest, "icons": icons}))
    assert facts == ExportFacts(
        title="Tilt", text="Roll.", picture="large.png", orientation="portrait"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gdjs.projectData = ",
        "gdjs.projectData = {",
        "gdjs.projectData = [1];",
        "gdjs.projectData = " + "[" * 100_000,
        'gdjs.projectData = {"properties": 3, "resources": []};',
        'gdjs.projectData = {"properties": {"windowWidth": true, "windowHeight": 1e400}};',
    ],
)
def test_what_is_no_project_says_nothing(text: str) -> None:
    assert facts_from_data(text) == ExportFacts()


@given(JSON)
def test_no_json_is_a_trap(value: object) -> None:
    text = json.dumps(value)
    for facts in (facts_from_data(f"gdjs.projectData = {text};"), facts_from_manifest(text)):
        assert 0 <= facts.width_px <= 16384
        assert len(facts.title) <= 80
    is_project(text)


@given(JSON)
def test_no_property_is_a_trap(value: object) -> None:
    properties = dict.fromkeys(PROJECT["properties"], value)
    resources = {"resources": [{"name": value, "file": value}, value]}
    text = json.dumps({"properties": properties, "resources": resources})
    facts = facts_from_data(f"gdjs.projectData = {text};")
    assert facts.orientation in ("", "landscape", "portrait")


def test_project_of_the_editor_is_known_from_other_json() -> None:
    assert is_project(json.dumps(PROJECT))
    for text in ("{}", "[]", "no json", '{"firstLayout": "x"}'):
        assert not is_project(text)


def test_title_of_a_page_is_its_text() -> None:
    assert title_from_page("<html><TITLE lang=en>\n Tilt  it </TITLE>") == "Tilt it"
    assert title_from_page("<h1>None</h1>") == ""


def test_text_is_one_line_and_short() -> None:
    assert short_text("a\x00b\u202ec\n d", 80) == "a b c d"
    assert short_text("word " * 30, 20) == "word word word word…"
    assert short_text(7, 20) == ""
