#include "bridge/http_client.hpp"

#include <cstring>

namespace bridge {

namespace {

constexpr std::size_t kMaxLine = 128;  // Of a chunk's size or a trailer.

bool has_no_body(int status) {
    return status == 204 || status == 304;
}

int hex_value(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    const int low = letter | 0x20;
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

}  // namespace

void begin_head(TextWriter& out, const HttpRequest& request) {
    out.put(request.method).put(' ').put(request.path).put(" HTTP/1.1\r\nHost: ");
    out.put(request.host);
    if (request.port != 80) out.put(':').put_integer(request.port);
    out.put("\r\n");
    if (!request.content_type.empty()) {
        put_header(out, "Content-Type", request.content_type);
        put_header(out, "Content-Length", static_cast<std::int64_t>(request.body_bytes));
    }
}

void put_header(TextWriter& out, std::string_view name, std::string_view value) {
    out.put(name).put(": ").put(value).put("\r\n");
}

void put_header(TextWriter& out, std::string_view name, std::int64_t value) {
    out.put(name).put(": ").put_integer(value).put("\r\n");
}

void end_head(TextWriter& out) {
    out.put("\r\n");
}

void HttpAnswer::reset() {
    *this = HttpAnswer(room_);
}

std::size_t HttpAnswer::feed(Bytes bytes) {
    const std::size_t given = bytes.size;
    while (!bytes.empty() && (state_ == State::head || state_ == State::body)) {
        if (state_ == State::head) {
            take_head_byte(bytes[0]);
            bytes = bytes.from(1);
        } else {
            take_body(bytes);
        }
    }
    return given - bytes.size;
}

void HttpAnswer::take_head_byte(std::uint8_t byte) {
    if (used_ == room_.size) return fail();
    room_.data[used_++] = byte;
    const std::string_view text = text_from({room_.data, used_});
    if (byte != '\n' || text.size() < 4 || text.substr(text.size() - 4) != "\r\n\r\n") return;
    head_ = HttpHead(text);
    if (!head_.is_valid()) return fail();
    if (head_.status() >= 200 || head_.status() == 101) return begin_body();
    used_ = 0;  // 100 Continue and its like: the answer is still to come.
}

void HttpAnswer::begin_body() {
    head_bytes_ = used_;
    state_ = State::body;
    keeps_alive_ = !head_.is_http_1_0() && !head_.has_word("Connection", "close");
    const bool has_length = !head_.header("Content-Length").empty();
    const auto length = head_.number("Content-Length");
    if (has_no_body(head_.status()) || head_.status() == 101) {
        state_ = State::done;
    } else if (!head_.header("Transfer-Encoding").empty()) {
        // Both together are how requests are smuggled, and other encodings are not asked for.
        if (has_length || !equals_ignoring_case(head_.header("Transfer-Encoding"), "chunked"))
            fail();
        framing_ = Framing::chunked;
    } else if (has_length) {
        if (!length || static_cast<std::uint64_t>(*length) > room_.size - used_) return fail();
        expected_ = static_cast<std::size_t>(*length);
        if (expected_ == 0) state_ = State::done;
    } else {
        framing_ = Framing::until_close;
        keeps_alive_ = false;
    }
}

void HttpAnswer::store(Bytes& bytes, std::size_t most) {
    const Bytes part = bytes.first(most);
    if (part.size > room_.size - used_) return fail();
    std::memcpy(room_.data + used_, part.data, part.size);
    used_ += part.size;
    bytes = bytes.from(part.size);
}

void HttpAnswer::take_body(Bytes& bytes) {
    if (framing_ == Framing::chunked) return take_chunked(bytes);
    if (framing_ == Framing::until_close) return store(bytes, bytes.size);
    const std::size_t before = bytes.size;
    store(bytes, expected_);
    expected_ -= before - bytes.size;
    if (expected_ == 0) state_ = State::done;
}

void HttpAnswer::take_chunked(Bytes& bytes) {
    if (chunk_ == Chunk::data) {
        const std::size_t before = bytes.size;
        store(bytes, expected_);
        expected_ -= before - bytes.size;
        if (expected_ == 0) chunk_ = Chunk::data_end;
        return;
    }
    const auto letter = static_cast<char>(bytes[0]);
    bytes = bytes.from(1);
    if (++line_bytes_ > kMaxLine) return fail();
    if (chunk_ == Chunk::data_end) {
        if (letter == '\n')
            chunk_ = Chunk::size, line_bytes_ = 0;
        else if (letter != '\r')
            fail();
    } else if (chunk_ == Chunk::trailer) {
        take_trailer_letter(letter);
    } else {
        take_size_letter(letter);
    }
}

void HttpAnswer::take_size_letter(char letter) {
    const int digit = hex_value(letter);
    if (letter == '\n') {
        if (line_bytes_ < 3) return fail();  // No digit stood before the end of the line.
        line_bytes_ = 0;
        chunk_ = expected_ == 0 ? Chunk::trailer : Chunk::data;
    } else if (chunk_ == Chunk::extension || letter == '\r') {
        return;
    } else if (digit >= 0) {
        expected_ = expected_ * 16 + static_cast<std::size_t>(digit);
        if (expected_ > room_.size) fail();
    } else if (letter == ';' && line_bytes_ > 1) {
        chunk_ = Chunk::extension;
    } else {
        fail();
    }
}

/// An empty line ends the answer; other lines are passed over.
void HttpAnswer::take_trailer_letter(char letter) {
    if (letter != '\n') return;
    if (line_bytes_ <= 2) state_ = State::done;
    line_bytes_ = 0;
}

void HttpAnswer::end_of_stream() {
    if (state_ == State::body && framing_ == Framing::until_close) {
        state_ = State::done;
    } else if (state_ != State::done) {
        fail();
    }
}

}  // namespace bridge
