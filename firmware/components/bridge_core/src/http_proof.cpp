#include "bridge/http_proof.hpp"

#include "bridge/proof.hpp"

namespace bridge {

namespace {

/// The value of nonce="…" in a header.
std::string_view nonce_in(std::string_view header) {
    constexpr std::string_view kWord = "nonce=\"";
    const std::size_t at = header.find(kWord);
    return at == std::string_view::npos ? std::string_view{}
                                        : header.substr(at + kWord.size(), kNonceLetters);
}

// Apart, so that what it needs on the stack is gone before the header is written.
[[gnu::noinline]] Digest prove_request(const Identity& identity, const HttpClaim& claim) {
    return prove(identity.key.view(), http_auth_message(claim).view());
}

}  // namespace

bool HttpProof::take_challenge(const HttpHead& head) {
    const std::string_view nonce = nonce_in(head.header("WWW-Authenticate"));
    count_ = 0;
    return is_hex_of(nonce, kNonceLetters) && nonce_.assign(nonce);
}

void HttpProof::put_header(TextWriter& out, const Identity& identity, std::string_view method,
                           std::string_view path, Bytes body) {
    const Digest proof = prove_request(
        identity, {identity.id.view(), nonce_.view(), ++count_, method, path, sha256(body)});
    out.put("Authorization: Gamebridge id=\"").put(identity.id.view()).put("\", nonce=\"");
    out.put(nonce_.view()).put("\", count=\"").put_integer(count_).put("\", proof=\"");
    out.put_hex(bytes_from(proof)).put("\"\r\n");
}

}  // namespace bridge
