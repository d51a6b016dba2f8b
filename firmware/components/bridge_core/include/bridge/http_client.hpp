// HTTP/1.1 as a client speaks it, without I/O: requests into text, answers out of bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/http_head.hpp"
#include "bridge/ports/bytes.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

struct HttpHeader {
    std::string_view name;
    std::string_view value;
};

struct HttpRequest {
    std::string_view method;
    std::string_view path;
    std::string_view host;
    std::uint16_t port = 80;
    std::string_view content_type;  ///< Empty when there is no body.
    std::size_t body_bytes = 0;
};

/// Writes request line, Host, length and type; the caller adds headers and `end_head`.
void begin_head(TextWriter& out, const HttpRequest& request);
void put_header(TextWriter& out, std::string_view name, std::string_view value);
void put_header(TextWriter& out, std::string_view name, std::int64_t value);
void end_head(TextWriter& out);

/// Collects one answer after the other in a buffer of fixed size.
class HttpAnswer {
  public:
    enum class State : std::uint8_t { head, body, done, failed };

    /// Head and body of an answer have to fit into `room` together.
    explicit HttpAnswer(Room room) : room_(room) {}

    /// Takes bytes until the answer is whole; returns how many were its own.
    std::size_t feed(Bytes bytes);
    /// The connection ended, which is how some answers end.
    void end_of_stream();
    /// Begins the next answer.
    void reset();

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const HttpHead& head() const { return head_; }
    [[nodiscard]] Bytes body() const { return {room_.data + head_bytes_, used_ - head_bytes_}; }
    /// True when the next request may use the same connection.
    [[nodiscard]] bool keeps_alive() const { return keeps_alive_; }

  private:
    enum class Framing : std::uint8_t { length, chunked, until_close };
    enum class Chunk : std::uint8_t { size, extension, data, data_end, trailer };

    void take_head_byte(std::uint8_t byte);
    void begin_body();
    void take_body(Bytes& bytes);
    void take_chunked(Bytes& bytes);
    void take_size_letter(char letter);
    void take_trailer_letter(char letter);
    void store(Bytes& bytes, std::size_t most);
    void fail() { state_ = State::failed; }

    Room room_;
    std::size_t used_ = 0;
    std::size_t head_bytes_ = 0;
    HttpHead head_;
    State state_ = State::head;
    Framing framing_ = Framing::length;
    Chunk chunk_ = Chunk::size;
    std::size_t expected_ = 0;    ///< Bytes of the body or of the chunk that are to come.
    std::size_t line_bytes_ = 0;  ///< Length of the line of a chunk or trailer so far.
    bool keeps_alive_ = false;
};

}  // namespace bridge
