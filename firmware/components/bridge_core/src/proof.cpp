#include "bridge/proof.hpp"

namespace bridge {

namespace {

template <typename Message>
Message message_from(const TextWriter& out) {
    return Message(out.ok() ? out.text() : std::string_view{});
}

}  // namespace

AuthMessage websocket_auth_message(std::string_view role, std::string_view id,
                                   std::string_view peer_nonce, std::string_view bridge_nonce) {
    char room[sizeof(AuthMessage)];
    TextWriter out(room);
    out.put("gamebridge.v1,").put(role).put(',').put(id).put(',').put(peer_nonce).put(',');
    out.put(bridge_nonce);
    return message_from<AuthMessage>(out);
}

HttpAuthMessage http_auth_message(const HttpClaim& claim) {
    char room[sizeof(HttpAuthMessage)];
    TextWriter out(room);
    out.put("gamebridge.v1,http,").put(claim.id).put(',').put(claim.nonce).put(',');
    out.put_integer(claim.count).put(',').put(claim.method).put(',').put(claim.path).put(',');
    out.put_hex(bytes_from(claim.body));
    return message_from<HttpAuthMessage>(out);
}

Digest prove(std::string_view key, std::string_view auth_message) {
    const Digest client_key = hmac_sha256(bytes_from(key), bytes_from("Client Key"));
    const Digest stored_key = sha256(bytes_from(client_key));
    Digest proof = hmac_sha256(bytes_from(stored_key), bytes_from(auth_message));
    for (std::size_t i = 0; i < proof.size(); ++i) proof[i] ^= client_key[i];
    return proof;
}

Digest server_proof(std::string_view key, std::string_view auth_message) {
    const Digest server_key = hmac_sha256(bytes_from(key), bytes_from("Server Key"));
    return hmac_sha256(bytes_from(server_key), bytes_from(auth_message));
}

}  // namespace bridge
