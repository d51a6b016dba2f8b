"""Decision records are numbered, complete and known."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Repository

SECTIONS = ["Status", "Context", "Decision", "Consequences", "Alternatives refused"]
STATUSES = ("Accepted.", "Superseded by ")


def _records(repository: "Repository") -> list[str]:
    return repository.below("docs/decisions", suffix=".md")


def test_decisions_are_numbered_without_gaps(repository: "Repository") -> None:
    numbers = [path.split("/")[-1][:4] for path in _records(repository)]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_decisions_have_all_their_sections(repository: "Repository") -> None:
    for path in _records(repository):
        text = repository.read(path)
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS, path
        assert re.match(rf"# {path.split('/')[-1][:4]}\. [A-Z]", text), f"{path}: title"
        status = text.split("## Status\n\n")[1]
        assert status.startswith(STATUSES), f"{path}: status is one of {STATUSES}"


def test_libraries_of_the_core_are_decided(repository: "Repository") -> None:
    pages = "".join(repository.read(path) for path in _records(repository))
    for path in ["pyproject.toml", *repository.below("plugins", suffix="/pyproject.toml")]:
        project = repository.toml(path)["project"]
        assert isinstance(project, dict)
        for requirement in project["dependencies"]:
            name = re.split(r"[<>=\[ ]", requirement)[0]
            assert name.startswith("gamebridge") or f"| {name}" in pages or f", {name} " in pages, (
                f"{path} depends on {name}: add it to docs/decisions/0008-libraries.md"
            )


def test_news_fragments_have_a_kind(repository: "Repository") -> None:
    kinds = "feature|bugfix|change|removal"
    for path in repository.below("changes", suffix=""):
        name = path.split("/")[-1]
        assert name == "README.md" or re.fullmatch(rf"(\d+|\+[a-z0-9-]+)\.({kinds})\.md", name), (
            f"{path}: expected <issue>.<kind>.md or +<word>.<kind>.md, kind one of {kinds}"
        )
