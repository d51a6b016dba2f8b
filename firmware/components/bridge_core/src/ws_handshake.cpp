#include "bridge/ws_handshake.hpp"

#include "bridge/base64.hpp"
#include "bridge/http_client.hpp"
#include "bridge/sha1.hpp"

namespace bridge {

namespace {

constexpr std::string_view kMagic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

}  // namespace

WsKey ws_key_from(Bytes sixteen_random_bytes) {
    char room[24];
    TextWriter out(room);
    put_base64(out, sixteen_random_bytes);
    return WsKey(out.text());
}

void put_upgrade_request(TextWriter& out, const WsOpening& opening, const WsKey& key) {
    HttpRequest request;
    request.method = "GET";
    request.path = opening.path;
    request.host = opening.host;
    request.port = opening.port;
    begin_head(out, request);
    put_header(out, "Connection", "Upgrade");
    put_header(out, "Upgrade", "websocket");
    put_header(out, "Sec-WebSocket-Version", "13");
    put_header(out, "Sec-WebSocket-Key", key.view());
    if (!opening.protocol.empty()) put_header(out, "Sec-WebSocket-Protocol", opening.protocol);
    end_head(out);
}

void put_ws_accept(TextWriter& out, std::string_view key) {
    char hashed[24 + 36];
    TextWriter text(hashed);
    text.put(key).put(kMagic);
    const auto digest = sha1(bytes_from(text.text()));
    put_base64(out, {digest.data(), digest.size()});
}

WsAsked read_upgrade_request(const HttpHead& head) {
    WsAsked asked;
    const bool is_wanted = head.first_line().substr(0, 4) == "GET " && head.has_sound_headers() &&
                           head.has_word("Upgrade", "websocket") &&
                           head.has_word("Connection", "upgrade");
    if (is_wanted) asked.key = head.header("Sec-WebSocket-Key");
    asked.has_protocol = !head.header("Sec-WebSocket-Protocol").empty();
    return asked;
}

bool is_upgrade_accepted(const HttpHead& head, const WsKey& key, std::string_view protocol) {
    char room[28];
    TextWriter accept(room);
    put_ws_accept(accept, key.view());
    const std::string_view chosen = head.header("Sec-WebSocket-Protocol");
    return head.status() == 101 && head.has_word("Upgrade", "websocket") &&
           head.has_word("Connection", "upgrade") &&
           head.header("Sec-WebSocket-Accept") == accept.text() &&
           head.header("Sec-WebSocket-Extensions").empty() &&
           (chosen.empty() || chosen == protocol);
}

}  // namespace bridge
