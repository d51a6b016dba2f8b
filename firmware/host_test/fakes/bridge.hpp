// The other end of native protocol v1, as far as a device meets it, for tests. It checks
// what it is told, and does wrong what a test wants it to do wrong.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/base64.hpp"
#include "bridge/http_head.hpp"
#include "bridge/json_reader.hpp"
#include "bridge/proof.hpp"
#include "bridge/sample_header.hpp"
#include "bridge/sha1.hpp"
#include "fakes/streams.hpp"
#include "hex.hpp"
#include "ws_talk.hpp"

class FakeBridge {
  public:
    struct Sample {
        std::int64_t channel;
        std::int64_t captured_us;
        std::string payload;
    };

    /// Reads what came over this connection and answers.
    void serve(FakeStream& stream, std::int64_t now_us) {
        if (&stream != stream_) {
            stream_ = &stream;
            is_open_ = false;
            is_closed = false;
            partial_.clear();
        }
        if (is_silent || stream.is_closed) return;
        if (!is_open_) take_request(stream);
        ClientFrame frame;
        while (is_open_ && take_client_frame(stream.written, frame)) take_frame(frame, now_us);
    }

    void say(const std::string& text) { stream_->arrive(server_frame(1, text)); }
    void close(int code) {
        stream_->arrive(
            server_frame(8, std::string{static_cast<char>(code >> 8), static_cast<char>(code)}));
    }

    std::string key;          ///< Of the device; empty: admitted without.
    std::string http_answer;  ///< Instead of the 101.
    bool is_silent = false;
    bool proves_itself = true;
    bool answers_time = true;
    bool answers_hello = true;
    std::int64_t ahead_us = 5000000000;  ///< The bridge's clock.
    bool is_closed = false;
    std::string boot = "1b7c";
    std::vector<std::string> texts;
    std::vector<Sample> samples;
    std::vector<std::string> closes;
    int sessions = 0;
    int pings = 0;

    [[nodiscard]] int count(const std::string& part) const {
        int found = 0;
        for (const std::string& text : texts) found += text.find(part) != std::string::npos ? 1 : 0;
        return found;
    }
    [[nodiscard]] int count_samples(std::int64_t channel) const {
        int found = 0;
        for (const Sample& sample : samples) found += sample.channel == channel ? 1 : 0;
        return found;
    }

  private:
    void take_request(FakeStream& stream) {
        const std::string text(stream.written.begin(), stream.written.end());
        const std::size_t size = bridge::head_length(text);
        if (size == 0) return;
        stream.written.erase(stream.written.begin(),
                             stream.written.begin() + static_cast<std::ptrdiff_t>(size));
        if (!http_answer.empty()) return stream.arrive(http_answer);
        const std::string word = "Sec-WebSocket-Key: ";
        const std::string sent =
            text.substr(text.find(word) + word.size(), 24) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        const auto digest = bridge::sha1(bridge::bytes_from(sent));
        char room[28];
        bridge::TextWriter accept(room);
        bridge::put_base64(accept, {digest.data(), digest.size()});
        stream.arrive(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: " +
            std::string(accept.text()) +
            "\r\nSec-WebSocket-Protocol: gamebridge.v1+msgpack\r\n\r\n");
        is_open_ = true;
    }

    void take_frame(const ClientFrame& frame, std::int64_t now_us) {
        if (frame.opcode == 8) {
            is_closed = true;
            closes.push_back(std::to_string(static_cast<unsigned char>(frame.payload[0]) * 256 +
                                            static_cast<unsigned char>(frame.payload[1])));
            stream_->arrive(server_frame(8, frame.payload.substr(0, 2)));
        } else if (frame.opcode == 9) {
            ++pings;
            stream_->arrive(server_frame(10, frame.payload));
        } else if (frame.opcode < 8) {
            if (frame.opcode != 0) is_text_ = frame.opcode == 1;
            partial_ += frame.payload;
            if (!frame.is_last) return;
            const std::string message = partial_;
            partial_.clear();
            is_text_ ? take_text(message, now_us) : take_sample(message);
        }
    }

    void take_sample(const std::string& message) {
        bridge::SampleHeader header;
        bridge::Bytes payload;
        REQUIRE(bridge::decode_sample(bridge::bytes_from(message), header, payload));
        samples.push_back(
            {header.channel, header.captured_us, std::string(bridge::text_from(payload))});
    }

    void take_text(const std::string& text, std::int64_t now_us) {
        REQUIRE(bridge::check_json(text));
        texts.push_back(text);
        const bridge::JsonView message(text);
        const auto op = *message.member("op").plain_text();
        if (op == "hello") take_hello(message, text.size());
        if (op == "proof") take_proof(message);
        if (op == "sync" && answers_time) {
            const std::string now = std::to_string(now_us + ahead_us);
            say("{\"op\":\"sync\",\"t0\":" + std::string(message.member("t0").raw()) +
                ",\"t1\":" + now + ",\"t2\":" + now + "}");
        }
        if (op == "advertise")
            say("{\"op\":\"advertised\",\"channels\":" +
                std::string(message.member("channels").raw()) + "}");
    }

    void take_hello(const bridge::JsonView& hello, std::size_t size) {
        CHECK(size <= 4096);
        if (!answers_hello) return;
        id_ = std::string(*hello.member("id").plain_text());
        peer_nonce_ = std::string(hello.member("nonce").plain_text().value_or(""));
        CHECK(peer_nonce_.empty() == key.empty());
        if (key.empty()) return welcome("");
        say("{\"op\":\"challenge\",\"nonce\":\"" + nonce_ + "\",\"method\":\"scram-sha-256\"}");
    }

    void take_proof(const bridge::JsonView& proof) {
        const auto message = bridge::websocket_auth_message("device", id_, peer_nonce_, nonce_);
        const std::string right = hex_from(bridge::bytes_from(bridge::prove(key, message.view())));
        if (!proof.member("proof").equals(right)) return close(4401);
        const auto own = bridge::server_proof(proves_itself ? key : "guess", message.view());
        welcome(",\"proof\":\"" + hex_from(bridge::bytes_from(own)) + "\"");
    }

    void welcome(const std::string& proof) {
        ++sessions;
        say("{\"op\":\"welcome\",\"session\":\"5e55\",\"id\":\"" + id_ +
            "\",\"role\":\"device\",\"server\":"
            "{\"name\":\"gamebridge\",\"version\":\"0.1.0\",\"boot\":\"" +
            boot +
            "\"},\"now_us\":1,\"wall_us\":1,"
            "\"protocol\":\"1.0\",\"limits\":{\"idle_timeout_us\":25000000}" +
            proof + "}");
    }

    FakeStream* stream_ = nullptr;
    bool is_open_ = false;
    bool is_text_ = true;
    std::string partial_;
    std::string id_;
    std::string peer_nonce_;
    std::string nonce_ = "f0e0d0c0b0a090807060504030201000";
};
