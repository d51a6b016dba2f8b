// The other end of HTTP for tests: requests out of a stream, answers into it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/http_head.hpp"
#include "fakes/streams.hpp"

struct HttpAsked {
    std::string line;  ///< "POST /v1/pairing"
    std::string head;
    std::string body;
    [[nodiscard]] std::string header(const std::string& name) const {
        // An answer's head has the same form but for its first line.
        return std::string(bridge::HttpHead("HTTP/1.1 200 OK\r\n" + head).header(name));
    }
};

class HttpServer {
  public:
    void serve(FakeStream& stream) {
        const std::string text(stream.written.begin(), stream.written.end());
        const std::size_t size = bridge::head_length(text);
        if (size == 0 || stream.is_closed) return;
        HttpAsked asked;
        const std::size_t first = text.find("\r\n");
        asked.line = text.substr(0, text.find(" HTTP/1.1"));
        asked.head = text.substr(first + 2, size - first - 2);
        const std::string length = asked.header("Content-Length");
        const std::size_t body = length.empty() ? 0 : static_cast<std::size_t>(std::stoul(length));
        if (text.size() < size + body) return;
        asked.body = text.substr(size, body);
        stream.written.erase(stream.written.begin(),
                             stream.written.begin() + static_cast<std::ptrdiff_t>(size + body));
        all.push_back(asked);
        stream.arrive(answer(asked));
    }

    static std::string reply(int status, const std::string& body, const std::string& more = "") {
        return "HTTP/1.1 " + std::to_string(status) +
               " So\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" +
               body;
    }

    std::function<std::string(const HttpAsked&)> answer;
    std::vector<HttpAsked> all;
};
