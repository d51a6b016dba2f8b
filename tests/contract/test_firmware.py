"""The firmware's core knows no chip, keeps no clock and allocates nothing."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Repository

PORTABLE = ("firmware/components/bridge_core", "firmware/components/bridge_ports")
# What belongs to a chip's SDK, to threads, to clocks, and to the heap.
FOREIGN = {
    "an SDK": r"\besp_|\bfreertos|\bFreeRTOS|Arduino\.h|sdkconfig|\blwip|\bnvs_|\bmbedtls|\bpsa_",
    "threads": r"std::(thread|mutex|atomic|condition_variable|future)\b|<pthread",
    "a clock": r"std::chrono|<ctime>|<time\.h>|\bgettimeofday|\bclock_gettime|\btime\(",
    "the heap": r"std::(string|vector|map|set|function|deque|list|shared_ptr|unique_ptr)\b"
    r"|\bnew\s+\w|\bmalloc\(|\bcalloc\(|\brealloc\(",
    "streams": r"<iostream>|<sstream>|<fstream>|\bprintf\(",
    "exceptions or RTTI": r"\bthrow\b|\bcatch\s*\(|\bdynamic_cast\b|\btypeid\b",
    "double precision": r"\bdouble\b",
}
STANDARD = {
    *(
        "algorithm",
        "array",
        "cstddef",
        "cstdint",
        "cstdlib",
        "cstring",
        "initializer_list",
        "iterator",
    ),
    *("optional", "string_view", "utility", "variant"),
}


def _portable_code(repository: "Repository") -> dict[str, str]:
    paths = [
        path for suffix in (".hpp", ".cpp") for path in repository.below(*PORTABLE, suffix=suffix)
    ]
    assert len(paths) > 20
    return {path: _without_comments(repository.read(path)) for path in paths}


def _without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def test_core_and_ports_know_no_sdk_and_no_heap(repository: "Repository") -> None:
    found = []
    for path, code in _portable_code(repository).items():
        for what, pattern in FOREIGN.items():
            found += [
                f"{path} uses {what}: {line.strip()}"
                for line in code.splitlines()
                if re.search(pattern, line)
            ]
    assert not found, "\n".join(found)


def test_core_and_ports_include_themselves_and_a_few_standard_headers(
    repository: "Repository",
) -> None:
    found = []
    for path, code in _portable_code(repository).items():
        own = "bridge/ports/" if path.startswith(PORTABLE[1]) else "bridge/"
        standard = re.findall(r"#include\s+<([^>]+)>", code)
        others = re.findall(r'#include\s+"([^"]+)"', code)
        found += [f"{path} includes <{name}>" for name in standard if name not in STANDARD]
        found += [f"{path} includes {name}" for name in others if not name.startswith(own)]
    assert not found, "\n".join(found)


def test_sources_of_the_firmware_begin_with_what_they_are(repository: "Repository") -> None:
    silent = [
        path
        for path in repository.below("firmware", suffix=".hpp")
        if not repository.read(path).startswith("// ")
    ]
    assert not silent, f"the first line says what the header is for: {silent}"


def test_options_that_bind_the_core_are_in_its_build(repository: "Repository") -> None:
    component = repository.read("firmware/components/bridge_core/CMakeLists.txt")
    assert "-fno-exceptions -fno-rtti" in component
    host = repository.read("firmware/host_test/CMakeLists.txt")
    assert "-Wall -Wextra -Wconversion -Wshadow -Werror" in host
    assert "-fsanitize=address,undefined" in host
