"""The firmware through a compiler for its own processor, and what that measures.

Debian's compiler for the ESP8266 makes objects for the same family of processors, with the
same sizes of types; it cannot link a program for an ESP32. Core, ports and main are compiled
against the stubs, once for each chip, and held to their budgets:

    python3 firmware/host_test/xtensa.py BUILD_FOLDER
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FIRMWARE = Path(__file__).resolve().parent.parent
COMPILER = "xtensa-lx106-elf-g++"
# The loop's task has 8 KB, and calls nest a dozen deep.
MAX_STACK_BYTES = 512
# Without ESP-IDF, which adds some 900 KB of the 1.5 MB that a slot has on a board with 4 MB.
MAX_CODE_BYTES = {"core": 160 * 1024, "chip": 40 * 1024}
# Functions of the compiler's that compute in double precision, which no ESP32 does itself.
DOUBLES = re.compile(
    r"\b__(?:add|sub|mul|div|eq|lt|le|gt|ge|fix|fixuns|float|extend|trunc)\w*df\w*"
)
HEAP = re.compile(r"\b(?:malloc|calloc|realloc|_Znwj|_Znaj)\b")
STREAMS = re.compile(r"_ZSt4cout|_ZSt4cerr|ios_base")
CHIPS = {
    "esp32s3": ['-DCONFIG_IDF_TARGET="esp32s3"', '-DCONFIG_GAMEBRIDGE_BOARD="s3_eye"'],
    "esp32": [
        '-DCONFIG_IDF_TARGET="esp32"',
        '-DCONFIG_GAMEBRIDGE_BOARD="esp32cam"',
        "-DSTUB_CHIP_ESP32",
    ],
}


def header_folders() -> list[Path]:
    """Headers of the C++ and C libraries, which the compiler comes without."""
    cxx = sorted(Path("/usr/include/newlib/c++").glob("*"))
    own = sorted(Path("/usr/lib/gcc/xtensa-lx106-elf").glob("*"))
    if not cxx or not own:
        sys.exit("no headers: sudo apt-get install libnewlib-dev libstdc++-arm-none-eabi-dev")
    return [
        cxx[-1],
        cxx[-1] / "arm-none-eabi",
        own[-1] / "include",
        own[-1] / "include-fixed",
        Path("/usr/include/newlib"),
    ]


def command(source: Path, output: Path, flags: list[str]) -> list[str]:
    """Return what compiles one file as Espressif's compiler would."""
    own = [
        "components/bridge_core/include",
        "components/bridge_ports/include",
        "components/bridge_esp32/include",
        "boards/include",
        "host_test/stubs",
    ]
    return [
        COMPILER,
        *["-std=gnu++17", "-Os", "-mlongcalls", "-fno-exceptions", "-fno-rtti", "-nostdinc"],
        *["-Wall", "-Wextra", "-Wshadow", "-Werror", "-fstack-usage"],
        # Espressif's compilers have them so: std::max of an int and an int32_t does not
        # compile there, and %u is wrong for a uint32_t.
        *["-U__INT32_TYPE__", "-D__INT32_TYPE__=long int"],
        *["-U__UINT32_TYPE__", "-D__UINT32_TYPE__=long unsigned int"],
        *[f"-isystem{folder}" for folder in header_folders()],
        *[f"-I{FIRMWARE / folder}" for folder in own],
        *flags,
        *["-c", str(source), "-o", str(output)],
    ]


def sources_of(part: str, chip: str) -> list[Path]:
    """Return the files of the core, or of ports and main for one chip."""
    if part == "core":
        return sorted((FIRMWARE / "components/bridge_core/src").glob("*.cpp"))
    ports = sorted((FIRMWARE / "components/bridge_esp32/src").glob("*.cpp"))
    other = next(name for name in CHIPS if name != chip)
    own = [path for path in ports if not path.stem.endswith(f"_{other}")]
    return [
        *own,
        *sorted((FIRMWARE / "main").glob("*.cpp")),
        FIRMWARE / "host_test/conformance.cpp",
    ]


def compile_all(part: str, chip: str, folder: Path) -> list[Path]:
    """Compile a part into a folder that is emptied first; end the program if one fails."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    sources = sources_of(part, chip)
    outputs = [folder / f"{source.stem}.o" for source in sources]
    commands = [
        command(source, output, CHIPS[chip])
        for source, output in zip(sources, outputs, strict=True)
    ]
    jobs = int(os.environ.get("JOBS", os.cpu_count() or 1))
    with ThreadPoolExecutor(jobs) as pool:
        codes = list(pool.map(subprocess.call, commands))
    if any(codes):
        sys.exit(f"xtensa: {codes.count(0)} of {len(codes)} files of {part} compiled for {chip}")
    return outputs


def output_of(*words: str) -> str:
    """Run a program and return what it printed."""
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def faults_of(part: str, chip: str, objects: list[Path]) -> list[str]:
    """What is above its budget, after telling the sums."""
    sizes = output_of("xtensa-lx106-elf-size", "-t", *map(str, objects)).splitlines()[-1]
    code, data, zeroed = (int(number) for number in sizes.split()[:3])
    stacks = []
    for path in objects:
        for line in path.with_suffix(".su").read_text().splitlines():
            function, stack, _kind = line.rsplit("\t", 2)
            stacks.append((int(stack), function))
    most, deepest = max(stacks)
    sys.stdout.write(
        f"{part} for {chip}: {code} bytes of code of {MAX_CODE_BYTES[part]},"
        f" {data + zeroed} of data; stack {most} of {MAX_STACK_BYTES}"
        f" in {deepest.rsplit(':', 1)[-1]}\n"
    )
    faults = [f"{name}: {size} bytes of stack" for size, name in stacks if size > MAX_STACK_BYTES]
    if code > MAX_CODE_BYTES[part]:
        faults.append(f"{part}: {code} bytes of code, expected {MAX_CODE_BYTES[part]} at most")
    needed = output_of("xtensa-lx106-elf-nm", "--undefined-only", *map(str, objects))
    faults += [f"{part}: double precision, by {name}" for name in DOUBLES.findall(needed)]
    faults += [f"{part}: streams, by {name}" for name in STREAMS.findall(needed)]
    if part == "core":
        faults += [f"core: the heap, by {name}" for name in HEAP.findall(needed)]
    return faults


def main() -> None:
    """Compile everything and hold it to the budgets."""
    build = Path(sys.argv[1])
    faults: list[str] = []
    objects = compile_all("core", "esp32s3", build / "core")
    faults += faults_of("core", "esp32s3", objects)
    for chip in CHIPS:
        faults += faults_of("chip", chip, compile_all("chip", chip, build / chip))
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
