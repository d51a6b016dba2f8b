// Letters from a terminal: echo, backspace, ends of lines, and secrets that are not shown.
#include <doctest/doctest.h>

#include <string>

#include "bridge/console_line.hpp"

using namespace bridge;

namespace {

struct Terminal {
    /// What the screen shows; whole lines go to `lines`.
    std::string type(const std::string& letters) {
        std::string screen;
        for (const char letter : letters) {
            char room[4];
            TextWriter echo(room);
            if (line.take(letter, echo)) lines += std::string(line.text()) + "|";
            screen += echo.text();
        }
        return screen;
    }
    ConsoleLine line;
    std::string lines;
};

}  // namespace

TEST_CASE("lines end in any of the ways that terminals know") {
    Terminal terminal;
    CHECK(terminal.type("status\r") == "status\r\n");
    terminal.type("help\r\nlog\n\rx\n");
    CHECK(terminal.lines == "status|help|log||x|");
}

TEST_CASE("a letter is taken back, control letters are not shown, and a line has an end") {
    Terminal terminal;
    CHECK(terminal.type("\bst\x7F"
                        "o\x1B\t\r") == "st\b \bo\r\n");
    CHECK(terminal.lines == "so|");
    terminal.lines.clear();
    terminal.type(std::string(400, 'a') + "\r");
    CHECK(terminal.lines == std::string(256, 'a') + "|");
}

TEST_CASE("passwords and keys are stars on the screen, and themselves in the line") {
    Terminal terminal;
    CHECK(terminal.type("wifi add home secret\r") == "wifi add home ******\r\n");
    CHECK(terminal.type("wifi add \"my home\" \"a b\"\r") == "wifi add \"my home\" *****\r\n");
    CHECK(terminal.type("wifi set home secret save\r") == "wifi set home ***********\r\n");
    CHECK(terminal.type("bridge key gbd1_x\r") == "bridge key ******\r\n");
    CHECK(terminal.type("bridge set host 8080\r") == "bridge set host 8080\r\n");
    CHECK(terminal.lines.find("wifi add home secret|") == 0);
}
