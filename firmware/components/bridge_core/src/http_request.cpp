#include "bridge/http_request.hpp"

#include <cstring>

namespace bridge {

namespace {

int hex_value(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    const int low = letter | 0x20;
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// Writes an urlencoded value as it was typed.
bool put_decoded(std::string_view text, TextWriter& into) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            into.put(text[i] == '+' ? ' ' : text[i]);
            continue;
        }
        if (i + 2 >= text.size()) return false;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return false;
        into.put(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return into.ok();
}

}  // namespace

void HttpRequestReader::feed(Bytes bytes) {
    const Bytes part = bytes.first(room_.size - used_);
    if (state_ == State::done || state_ == State::failed) return;
    if (!part.empty()) std::memcpy(room_.data + used_, part.data, part.size);
    used_ += part.size;
    if (state_ == State::head) take_head();
    if (state_ == State::body && used_ - head_bytes_ >= body_bytes_) {
        used_ = head_bytes_ + body_bytes_;
        state_ = State::done;
    }
}

void HttpRequestReader::take_head() {
    const std::string_view text = text_from({room_.data, used_});
    const std::size_t size = head_length(text);
    if (size == 0) {
        if (used_ == room_.size) state_ = State::failed;
        return;
    }
    head_ = HttpHead(text.substr(0, size));
    const std::string_view line = head_.first_line();
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    const bool is_request = first != std::string_view::npos && first < last &&
                            line.substr(last, 8) == " HTTP/1." && line.size() == last + 9;
    const bool has_length = !head_.header("Content-Length").empty();
    const auto length = head_.number("Content-Length");
    const std::int64_t left = static_cast<std::int64_t>(room_.size - size);
    if (!is_request || !head_.has_sound_headers() || !head_.header("Transfer-Encoding").empty() ||
        (has_length && !length) || length.value_or(0) > left) {
        state_ = State::failed;
        return;
    }
    method_ = line.substr(0, first);
    path_ = line.substr(first + 1, last - first - 1);
    head_bytes_ = size;
    body_bytes_ = static_cast<std::size_t>(length.value_or(0));
    state_ = State::body;
}

bool read_form_field(std::string_view form, std::string_view name, TextWriter& into) {
    while (!form.empty()) {
        const std::string_view pair = form.substr(0, form.find('&'));
        form.remove_prefix(pair.size() < form.size() ? pair.size() + 1 : form.size());
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        return put_decoded(pair.substr(equals + 1), into);
    }
    return false;
}

}  // namespace bridge
