#include "console_desk.hpp"

using namespace bridge;

void ConsoleDesk::turn(std::int64_t now_us) {
    take_letters(now_us);
    tell_stage();
    ports_.drain();
}

void ConsoleDesk::say(std::string_view lines) {
    while (!lines.empty()) {
        const std::size_t size = lines.find('\n');
        ports_.write(lines.substr(0, size));
        ports_.write("\r\n");
        lines.remove_prefix(size == std::string_view::npos ? lines.size() : size + 1);
    }
}

void ConsoleDesk::take_letters(std::int64_t now_us) {
    std::uint8_t typed[64];
    const std::size_t size = ports_.read(room_in(typed));
    for (std::size_t i = 0; i < size; ++i) {
        char room[4];
        TextWriter echo(room);
        const bool is_whole = line_.take(static_cast<char>(typed[i]), echo);
        ports_.write(echo.text());
        if (!is_whole) continue;
        TextWriter answer(answer_);
        device_.run_console(line_.text(), now_us, answer);
        say(answer.text());
    }
}

/// A person at the console sees where it hangs, without asking.
void ConsoleDesk::tell_stage() {
    if (device_.stage() == stage_ && device_.reason() == reason_) return;
    stage_ = device_.stage();
    reason_ = device_.reason();
    char room[200];
    TextWriter text(room);
    text.put("stage ").put(name_of(stage_));
    if (reason_ != Reason::none) text.put(": ").put(remedy_of(reason_));
    say(text.text());
}
