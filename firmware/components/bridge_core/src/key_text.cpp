#include "bridge/key_text.hpp"

#include "bridge/base64.hpp"
#include "bridge/sha256.hpp"

namespace bridge {

namespace {

constexpr std::string_view kPrefix = "gbd1_";
constexpr std::size_t kSecretLetters = 43;
constexpr std::size_t kChecksumLetters = 4;

bool is_id_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           letter == '-';
}

bool is_base64url(std::string_view text) {
    for (const char letter : text) {
        const bool is_capital = letter >= 'A' && letter <= 'Z';
        if (!is_capital && !is_id_letter(letter)) return false;
    }
    return true;
}

void put_checksum(TextWriter& out, std::string_view body) {
    const Digest digest = sha256(bytes_from(body));
    put_base64url(out, bytes_from(digest).first(3));
}

}  // namespace

bool is_id(std::string_view text) {
    if (text.empty() || text.size() > kMaxIdText) return false;
    for (const char letter : text) {
        if (!is_id_letter(letter)) return false;
    }
    return true;
}

std::string_view id_of_key(std::string_view key) {
    // Ids and secrets may hold underscores, so what has a fixed length is taken from the end.
    constexpr std::size_t kTail = 1 + kSecretLetters + 1 + kChecksumLetters;
    if (key.size() <= kPrefix.size() + kTail || key.substr(0, kPrefix.size()) != kPrefix) return {};
    const std::string_view tail = key.substr(key.size() - kTail);
    const std::string_view id = key.substr(kPrefix.size(), key.size() - kTail - kPrefix.size());
    if (!is_id(id) || tail[0] != '_' || tail[1 + kSecretLetters] != '_') return {};
    if (!is_base64url(tail)) return {};
    char room[kChecksumLetters];
    TextWriter checksum(room);
    put_checksum(checksum, key.substr(0, key.size() - 1 - kChecksumLetters));
    return checksum.text() == tail.substr(2 + kSecretLetters) ? id : std::string_view{};
}

KeyText build_key(std::string_view id, Bytes secret) {
    char room[kMaxKeyText];
    TextWriter out(room);
    out.put(kPrefix).put(id).put('_');
    put_base64url(out, secret);
    const std::size_t body = out.size();
    out.put('_');
    put_checksum(out, out.text().substr(0, body));
    return KeyText(out.ok() ? out.text() : std::string_view{});
}

}  // namespace bridge
