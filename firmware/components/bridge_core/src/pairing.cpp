#include "bridge/pairing.hpp"

#include "bridge/bridge_messages.hpp"
#include "bridge/json_writer.hpp"

namespace bridge {

namespace {

constexpr std::string_view kPath = "/v1/pairing";

/// Words that have a meaning for a path are not part of an id.
bool is_path_word(std::string_view text) {
    for (const char letter : text) {
        const bool is_word = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                             (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
        if (!is_word) return false;
    }
    return !text.empty();
}

bool read_hex_member(const JsonView& message, std::string_view name, Room into) {
    const auto text = message.member(name).plain_text();
    return text && read_hex(*text, into);
}

FixedText<8> code_from(const Digest& digest) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
    char room[8];
    TextWriter out(room);
    std::uint64_t unit = 100000;
    for (int digit = 0; digit < 6; ++digit, unit /= 10) {
        if (digit == 3) out.put(' ');
        out.put(static_cast<char>('0' + number / unit % 10));
    }
    return FixedText<8>(out.text());
}

bool is_zero(const Curve25519Bytes& number) {
    std::uint8_t any = 0;
    for (const std::uint8_t byte : number) any = static_cast<std::uint8_t>(any | byte);
    return any == 0;
}

}  // namespace

void Pairing::begin(std::string_view id, std::string_view name, Random& random) {
    forget();
    state_ = State::asking;
    id_.assign(id);
    name_.assign_cut(name);
    random.fill({secret_.data(), secret_.size()});
    random.fill(room_in(nonce_));
    public_ = x25519_public(secret_);
}

void Pairing::forget() {
    state_ = State::failed;
    pairing_.clear();
    code_.clear();
    key_.clear();
    problem_.clear();
    secret_ = bridge_public_ = public_ = {};
    shared_ = {};
}

[[gnu::noinline]] Digest Pairing::commitment() const {
    return Sha256().add(curve_bytes(public_)).add(bytes_from(nonce_)).finish();
}

void Pairing::put_request(TextWriter& out, std::string_view host, std::uint16_t port) const {
    char body_room[256];
    TextWriter body(body_room);
    put_body(body);
    char path_room[88];
    TextWriter path(path_room);
    path.put(kPath);
    if (state_ != State::asking) path.put('/').put(pairing_.view());
    if (state_ == State::revealing) path.put("/reveal");
    const bool has_body = body.size() != 0;
    begin_head(out, {has_body ? "POST" : "GET", path.text(), host, port,
                     has_body ? "application/json" : "", body.size()});
    end_head(out);
    out.put(body.text());
}

[[gnu::noinline]] void Pairing::put_body(TextWriter& body) const {
    JsonWriter json(body);
    if (state_ == State::asking) {
        json.begin_object().field("role", "device").field("id", id_.view());
        if (!name_.empty()) json.field("name", name_.view());
        json.key("commitment").hex(bytes_from(commitment())).end_object();
    } else if (state_ == State::revealing) {
        json.begin_object().key("public_key").hex(curve_bytes(public_));
        json.key("nonce").hex(bytes_from(nonce_)).end_object();
    }
}

void Pairing::take_answer(const HttpHead& head, Bytes body) {
    const std::string_view text = text_from(body);
    if (is_over()) return;
    if (head.status() == 404 && state_ != State::asking) {
        state_ = State::expired;
    } else if (head.status() == 429 || head.status() == 503) {
        if (state_ != State::waiting) fail("the bridge has no time; try again later");
    } else if ((head.status() != 200 && head.status() != 201) || !check_json(text)) {
        fail("the bridge does not pair, or not with this device");
    } else if (state_ == State::asking) {
        take_pairing(text);
    } else {
        take_state(text);
    }
}

void Pairing::take_pairing(std::string_view body) {
    const JsonView message(body);
    pairing_ = text_in<64>(message.member("pairing"));
    if (!is_path_word(pairing_.view()) ||
        !read_hex_member(message, "public_key", {bridge_public_.data(), bridge_public_.size()}) ||
        !read_hex_member(message, "nonce", room_in(bridge_nonce_))) {
        return fail("the bridge's answer has no key or no nonce");
    }
    state_ = State::revealing;
    derive();
}

/// What both sides know of each other, as one digest.
[[gnu::noinline]] Digest Pairing::transcript() const {
    char room[160];
    TextWriter head(room);
    head.put("gamebridge.v1,pairing,device,")
        .put(id_.view())
        .put(',')
        .put(pairing_.view())
        .put(',');
    return Sha256()
        .add(bytes_from(head.text()))
        .add(curve_bytes(public_))
        .add(curve_bytes(bridge_public_))
        .add(bytes_from(nonce_))
        .add(bytes_from(bridge_nonce_))
        .finish();
}

/// Code and key follow from what both sides know; the key is worth something only when a
/// person has seen that the codes agree.
void Pairing::derive() {
    const Digest transcript = this->transcript();
    const Digest digits = Sha256()
                              .add(bytes_from("gamebridge.v1,pairing code,"))
                              .add(bytes_from(transcript))
                              .finish();
    const Curve25519Bytes shared = x25519(secret_, bridge_public_);
    // A point of small order would make the secret the same for everybody.
    if (is_zero(shared)) return fail("the bridge's key is not one");
    code_ = code_from(digits);
    shared_ = hkdf_sha256(curve_bytes(shared), bytes_from(transcript),
                          bytes_from("gamebridge.v1,pairing key"));
}

void Pairing::take_state(std::string_view body) {
    const JsonView state = JsonView(body).member("state");
    if (state.equals("waiting")) {
        state_ = State::waiting;
    } else if (state.equals("approved") && state_ == State::waiting) {
        state_ = State::approved;
        const FixedText<33> granted = text_in<33>(JsonView(body).member("id"));
        key_ = build_key(is_id(granted.view()) ? granted.view() : id_.view(), bytes_from(shared_));
    } else if (state.equals("refused")) {
        state_ = State::refused;
    } else if (state.equals("expired")) {
        state_ = State::expired;
    } else {
        fail("the bridge's answer makes no sense");
    }
}

void Pairing::fail(std::string_view problem) {
    state_ = State::failed;
    problem_.assign_cut(problem);
}

}  // namespace bridge
