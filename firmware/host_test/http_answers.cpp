// Answers over HTTP: every framing, cut anywhere, and nothing that could be read twice.
#include <doctest/doctest.h>

#include <string>

#include "bridge/http_client.hpp"

using namespace bridge;

namespace {

struct Read {
    HttpAnswer::State state;
    int status;
    std::string body;
    std::size_t taken;
    bool keeps_alive;
};

Read read(const std::string& text, std::size_t step = SIZE_MAX, bool ends = false) {
    static std::uint8_t room[2048];
    HttpAnswer answer(room_in(room));
    std::size_t taken = 0;
    for (std::size_t at = 0; at < text.size(); at += step) {
        taken += answer.feed(bytes_from(std::string_view(text).substr(at, step)));
        if (step == SIZE_MAX) break;
    }
    if (ends) answer.end_of_stream();
    return {answer.state(), answer.head().status(), std::string(text_from(answer.body())), taken,
            answer.keeps_alive()};
}

const std::string kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n, my world\r\n"
    "0\r\nTrailer: 1\r\n\r\n";

}  // namespace

TEST_CASE("a body of a given length ends where it says") {
    const std::string text = "HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nhelloHTTP/1.1";
    const Read got = read(text);
    CHECK(got.state == HttpAnswer::State::done);
    CHECK(got.status == 202);
    CHECK(got.body == "hello");
    CHECK(got.taken == text.size() - 8);
    CHECK(got.keeps_alive);
}

TEST_CASE("chunks are put together, and trailers passed over") {
    const Read got = read(kChunked);
    CHECK(got.state == HttpAnswer::State::done);
    CHECK(got.body == "hello, my world");
    CHECK(got.taken == kChunked.size());
}

TEST_CASE("an answer that is cut anywhere is the same answer") {
    for (std::size_t step = 1; step < 20; ++step) {
        CAPTURE(step);
        CHECK(read(kChunked, step).body == "hello, my world");
        CHECK(read(kChunked, step).state == HttpAnswer::State::done);
    }
}

TEST_CASE("a body without a length ends with the connection") {
    const std::string text = "HTTP/1.0 200 OK\r\n\r\nall of it";
    CHECK(read(text).state == HttpAnswer::State::body);
    const Read got = read(text, SIZE_MAX, true);
    CHECK(got.state == HttpAnswer::State::done);
    CHECK(got.body == "all of it");
    CHECK_FALSE(got.keeps_alive);
}

TEST_CASE("a connection that ends too early is a failure") {
    CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", 1, true).state ==
          HttpAnswer::State::failed);
    CHECK(read("HTTP/1.1 200", 1, true).state == HttpAnswer::State::failed);
    for (std::size_t cut = 0; cut < kChunked.size(); ++cut) {
        CHECK(read(kChunked.substr(0, cut), SIZE_MAX, true).state == HttpAnswer::State::failed);
    }
}

TEST_CASE("an interim answer is passed over, and some answers have no body") {
    const Read got = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
    CHECK(got.state == HttpAnswer::State::done);
    CHECK(got.status == 204);
    CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, Close\r\n\r\n")
              .keeps_alive == false);
}

TEST_CASE("what could be read in two ways is refused") {
    for (const char* text :
         {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", "HTTP/2 200 OK\r\n\r\n",
          "HTTP/1.1 20 OK\r\n\r\n", "SSH-2.0-dropbear\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nName : x\r\n\r\n",
          "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"}) {
        CAPTURE(text);
        CHECK(read(text).state == HttpAnswer::State::failed);
    }
}

TEST_CASE("a head that never ends fills no more than its buffer") {
    CHECK(read("HTTP/1.1 200 OK\r\nX: " + std::string(5000, 'x')).state ==
          HttpAnswer::State::failed);
}

TEST_CASE("an answer can be followed by another in the same buffer") {
    static std::uint8_t room[256];
    HttpAnswer answer(room_in(room));
    const std::string two =
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 404 No\r\nContent-Length: "
        "1\r\n\r\nb";
    const std::size_t taken = answer.feed(bytes_from(two));
    CHECK(text_from(answer.body()) == "a");
    answer.reset();
    CHECK(answer.feed(bytes_from(std::string_view(two).substr(taken))) == two.size() - taken);
    CHECK(answer.head().status() == 404);
    CHECK(text_from(answer.body()) == "b");
}

TEST_CASE("headers are found in any case, words in any order") {
    const HttpHead head(
        "HTTP/1.1 503 No\r\nretry-AFTER:  7 \r\nConnection: keep-alive , Upgrade\r\n\r\n");
    CHECK(head.retry_after_ms() == 7000);
    CHECK(head.has_word("connection", "UPGRADE"));
    CHECK_FALSE(head.has_word("connection", "grade"));
    CHECK(head.header("Missing").empty());
    CHECK(HttpHead("HTTP/1.1 503 No\r\nRetry-After: soon\r\n\r\n").retry_after_ms() == 0);
    CHECK(
        HttpHead("HTTP/1.1 503 No\r\nRetry-After: 99999999999999999999\r\n\r\n").retry_after_ms() ==
        0);
}

TEST_CASE("a request names host, type and length") {
    char room[256];
    TextWriter out(room);
    begin_head(out, {"POST", "/v1/ingest/cam-1", "10.0.0.2", 8080, "application/json", 2});
    put_header(out, "Gamebridge-Seq", 7);
    end_head(out);
    CHECK(out.text() ==
          "POST /v1/ingest/cam-1 HTTP/1.1\r\nHost: 10.0.0.2:8080\r\n"
          "Content-Type: application/json\r\nContent-Length: 2\r\nGamebridge-Seq: 7\r\n\r\n");
}
