#include "console_desk.hpp"

using namespace bridge;

namespace {

constexpr std::string_view kImprovMagic = "IMPROV";

}  // namespace

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
    for (std::size_t i = 0; i < size; ++i) take(typed[i], now_us);
    // What it began, as joining a network, goes on without letters.
    if (size == 0) pass_on({}, now_us);
}

void ConsoleDesk::take(std::uint8_t byte, std::int64_t now_us) {
    if (packet_bytes_ != 0) {
        // After the magic word and the version: a type, a length, so many bytes, a checksum.
        if (++packet_bytes_ == kImprovHeadBytes) packet_size_ = kImprovHeadBytes + byte + 1U;
        pass_on({&byte, 1}, now_us);
        if (packet_bytes_ == packet_size_) packet_bytes_ = packet_size_ = 0;
        return;
    }
    if (byte == 1 && line_.text() == kImprovMagic) {
        packet_bytes_ = kImprovMagic.size() + 1;
        pass_on(bytes_from(kImprovMagic), now_us);
        pass_on({&byte, 1}, now_us);
        return line_.clear();
    }
    char room[4];
    TextWriter echo(room);
    const bool is_whole = line_.take(static_cast<char>(byte), echo);
    ports_.write(echo.text());
    if (!is_whole) return;
    pass_on(bytes_from(line_.text()), now_us);
    pass_on(bytes_from("\n"), now_us);
}

/// Packets go out as they are, text with the ends of lines that terminals want.
void ConsoleDesk::pass_on(Bytes bytes, std::int64_t now_us) {
    TextWriter answer(answer_);
    serial_.turn(bytes, now_us, answer);
    const std::string_view text = answer.text();
    if (text.substr(0, kImprovMagic.size()) == kImprovMagic) {
        ports_.write(text);
    } else {
        say(text);
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
