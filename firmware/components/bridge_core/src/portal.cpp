#include "bridge/portal.hpp"

#include <algorithm>

#include "bridge/portal_dns.hpp"
#include "bridge/portal_page.hpp"
#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::int64_t kRetryUs = 30 * kSecond;
// A phone that has opened a connection and says nothing keeps the others waiting.
constexpr std::int64_t kSilentUs = 3 * kSecond;
constexpr std::uint16_t kUsualPort = 8080;

template <std::size_t Capacity>
bool read_field(std::string_view form, std::string_view name, FixedText<Capacity>& into) {
    char room[Capacity];
    TextWriter text(room);
    return read_form_field(form, name, text) && into.assign(text.text());
}

/// "host" or "host:port"; false for anything else than a name and a port of 1 to 65535.
bool read_bridge(std::string_view text, FixedText<64>& host, std::uint16_t& port) {
    const std::size_t colon = text.find(':');
    std::uint32_t number = colon == std::string_view::npos ? kUsualPort : 0;
    for (const char digit : colon == std::string_view::npos ? "" : text.substr(colon + 1)) {
        if (digit < '0' || digit > '9' || number > 65535) return false;
        number = number * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    port = static_cast<std::uint16_t>(number);
    return number > 0 && number <= 65535 && colon != 0 && host.assign(text.substr(0, colon));
}

}  // namespace

void Portal::turn(std::int64_t now_us) {
    if (!device_.wants_portal(now_us)) {
        if (is_open_) close();
        return;
    }
    if (!is_open_ && now_us >= retry_us_) open(now_us);
    if (!is_open_) return;
    collect_networks();
    answer_dns();
    turn_http(now_us);
}

void Portal::open(std::int64_t now_us) {
    retry_us_ = now_us + kRetryUs;
    char room[32];
    TextWriter name(room);
    name.put("gamebridge-").put(device_.identity().id.view().substr(0, 21));
    is_open_ = ports_.access_point.open(name.text()) && ports_.http.listen(kHttpPort) &&
               ports_.dns.listen(kDnsPort);
    if (!is_open_) {
        close();
        return device_.cargo().log().write(LogLevel::warning, now_us,
                                           "the portal did not open; trying again");
    }
    networks_size_ = 0;
    has_scanned_ = !ports_.scan.begin();
    device_.cargo().log().write(LogLevel::info, now_us, "the portal is open");
}

void Portal::close() {
    stream_ = nullptr;
    request_.reset();
    is_answering_ = has_wish_ = is_open_ = false;
    ports_.http.close();
    ports_.dns.close();
    ports_.access_point.close();
}

void Portal::collect_networks() {
    if (has_scanned_ || ports_.scan.state() != ScanState::done) return;
    has_scanned_ = true;
    FoundNetwork found;
    TextWriter options(networks_);
    while (ports_.scan.take(found)) {
        const std::size_t before = options.size();
        put_network_option(options, {found.name, found.name_size});
        if (!options.ok()) options.cut(before);
    }
    networks_size_ = options.size();
}

void Portal::answer_dns() {
    // A phone asks for a dozen names at once; a flood is not read to its end in one turn.
    for (int i = 0; i < 8; ++i) {
        const std::size_t size = ports_.dns.receive(room_in(dns_));
        if (size == 0) return;
        // The answer begins with the question, and so it is written over it.
        const std::size_t answer_size =
            put_portal_dns_answer({dns_, size}, ports_.access_point.address(), room_in(dns_));
        if (answer_size != 0) ports_.dns.answer({dns_, answer_size});
    }
}

void Portal::turn_http(std::int64_t now_us) {
    if (stream_ == nullptr) {
        stream_ = ports_.http.accept();
        heard_us_ = now_us;
        if (stream_ == nullptr) return;
    }
    if (is_answering_) return write(now_us);
    std::uint8_t room[256];
    const Moved moved = stream_->read(room_in(room));
    if (moved.bytes != 0) heard_us_ = now_us;
    request_.feed({room, moved.bytes});
    if (request_.state() == HttpRequestReader::State::done) return answer(now_us);
    const bool has_failed = request_.state() == HttpRequestReader::State::failed;
    if (moved.is_broken || has_failed || now_us - heard_us_ >= kSilentUs) hang_up(now_us);
}

void Portal::put_head(std::string_view status_and_headers) {
    std::size_t body = 0;
    for (std::size_t i = 1; i < kParts; ++i) body += parts_[i].size;
    TextWriter head(head_);
    head.put("HTTP/1.1 ").put(status_and_headers);
    head.put("\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Length: ");
    head.put_integer(static_cast<std::int64_t>(body)).put("\r\n\r\n");
    parts_[0] = bytes_from(head.text());
}

void Portal::answer(std::int64_t now_us) {
    for (Bytes& part : parts_) part = Bytes{};
    is_answering_ = true;
    const std::string_view address = ports_.access_point.address();
    const std::string_view host = request_.header("Host");
    const bool is_ours = host.substr(0, address.size()) == address &&
                         (host.size() == address.size() || host[address.size()] == ':');
    const bool is_page = is_ours && request_.path() == "/";
    if (is_page && request_.method() == "GET") {
        put_note(device_.reason() == Reason::none ? std::string_view{}
                                                  : portal_note_of(device_.reason()));
        show_page();
    } else if (is_page && request_.method() == "POST") {
        has_wish_ = take_form();
        if (!has_wish_) show_page();
    } else {
        // Whatever phones ask to find out whether this is the internet: it is not.
        char room[96];
        TextWriter words(room);
        words.put("302 Found\r\nLocation: http://").put(address).put("/");
        put_head(words.text());
    }
    write(now_us);
}

void Portal::put_note(std::string_view words) {
    TextWriter note(note_);
    if (!words.empty()) note.put("<p class=note>").put(words).put("</p>");
    parts_[2] = bytes_from(note.text());
}

void Portal::show_page() {
    parts_[1] = bytes_from(kPortalBefore);
    parts_[3] = bytes_from(kPortalForm);
    parts_[4] = Bytes{reinterpret_cast<const std::uint8_t*>(networks_), networks_size_};
    parts_[5] = bytes_from(kPortalAfter);
    put_head("200 OK\r\nContent-Type: text/html; charset=utf-8");
}

/// Reads the wish and answers that it is being tried, or says what is wrong with it.
bool Portal::take_form() {
    const std::string_view form = request_.body();
    wish_ = Wish{};
    FixedText<70> bridge;
    if (!read_field(form, "network", wish_.network) || wish_.network.empty()) {
        put_note("A network has a name of 1 to 32 letters.");
        return false;
    }
    if (!read_field(form, "password", wish_.password)) {
        put_note("A password has up to 64 letters.");
        return false;
    }
    if (!read_field(form, "bridge", bridge) ||
        (!bridge.empty() && !read_bridge(bridge.view(), wish_.host, wish_.port))) {
        put_note("The bridge is a name or an address, and perhaps a port: 192.168.1.20:8080.");
        return false;
    }
    parts_[1] = bytes_from(kPortalBefore);
    put_note(
        "Trying it. This network goes away when it works; if it is still here in half a "
        "minute, load the page again.");
    parts_[3] = bytes_from(kPortalEnd);
    put_head("200 OK\r\nContent-Type: text/html; charset=utf-8");
    return true;
}

void Portal::write(std::int64_t now_us) {
    for (Bytes& part : parts_) {
        if (part.empty()) continue;
        const Moved moved = stream_->write(&part, 1);
        if (moved.bytes != 0) heard_us_ = now_us;
        part = part.from(moved.bytes);
        if (moved.is_broken || now_us - heard_us_ >= kSilentUs) return hang_up(now_us);
        if (!part.empty()) return;
    }
    hang_up(now_us);
}

void Portal::hang_up(std::int64_t now_us) {
    stream_->close();
    stream_ = nullptr;
    request_.reset();
    is_answering_ = false;
    // Not before: joining another network may take this one away from the phone.
    if (has_wish_) do_wish(now_us);
}

void Portal::do_wish(std::int64_t now_us) {
    has_wish_ = false;
    if (!wish_.host.empty()) device_.learn_bridge(wish_.host.view(), wish_.port, now_us);
    device_.learn_network(wish_.network.view(), wish_.password.view(), now_us);
    wish_ = Wish{};
}

}  // namespace bridge
