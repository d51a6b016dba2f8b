// One request of HTTP/1.x as a small server meets it, without I/O, and the fields of a form
// in it. Bodies have a length; everything else is refused.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/http_head.hpp"
#include "bridge/ports/bytes.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

class HttpRequestReader {
  public:
    enum class State : std::uint8_t { head, body, done, failed };

    /// Head and body have to fit into `room` together.
    explicit HttpRequestReader(Room room) : room_(room) {}

    /// Takes bytes until the request is whole; what follows it is not looked at.
    void feed(Bytes bytes);
    void reset() { *this = HttpRequestReader(room_); }

    [[nodiscard]] State state() const { return state_; }
    /// The next four are for a request that is done.
    [[nodiscard]] std::string_view method() const { return method_; }
    [[nodiscard]] std::string_view path() const { return path_; }
    [[nodiscard]] std::string_view header(std::string_view name) const {
        return head_.header(name);
    }
    [[nodiscard]] std::string_view body() const {
        return text_from({room_.data + head_bytes_, used_ - head_bytes_});
    }

  private:
    void take_head();

    Room room_;
    std::size_t used_ = 0;
    std::size_t head_bytes_ = 0;
    std::size_t body_bytes_ = 0;
    HttpHead head_;
    std::string_view method_;
    std::string_view path_;
    State state_ = State::head;
};

/// Writes a field of an urlencoded form; false when it is missing, malformed or too long.
bool read_form_field(std::string_view form, std::string_view name, TextWriter& into);

}  // namespace bridge
