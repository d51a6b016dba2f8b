#include "bridge/dns_sd.hpp"

#include "bridge/http_head.hpp"

namespace bridge {

namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr unsigned kTypeA = 1;
constexpr unsigned kTypePtr = 12;
constexpr unsigned kTypeSrv = 33;
constexpr unsigned kAnswer = 0x8000;
// "Answer me directly", in the class of a question.
constexpr unsigned kUnicast = 0x8001;
constexpr int kMaxRecords = 64;

// A bridge's service or host: one label of 63 and what stands behind it.
using NameText = FixedText<96>;

class Reader {
  public:
    explicit Reader(Bytes bytes) : bytes_(bytes) {}

    bool number(unsigned& value) {
        if (bytes_.size - at_ < 2) return false;
        value = static_cast<unsigned>(bytes_[at_] << 8 | bytes_[at_ + 1]);
        at_ += 2;
        return true;
    }

    bool skip(std::size_t count) {
        if (bytes_.size - at_ < count) return false;
        at_ += count;
        return true;
    }

    /// Reads a name with its compression; names that are too long come out empty.
    bool name(NameText& into) {
        char room[96];
        TextWriter out(room);
        std::size_t at = at_;
        bool has_jumped = false;
        // Pointers go backwards only, so the walk ends; the count ends it for liars.
        for (int labels = 0; labels < 40; ++labels) {
            if (at >= bytes_.size) return false;
            const std::size_t length = bytes_[at];
            if (length >= 0xC0) {
                if (at + 2 > bytes_.size) return false;
                if (!has_jumped) at_ = at + 2;
                has_jumped = true;
                at = (length & 0x3F) << 8 | bytes_[at + 1];
                continue;
            }
            if (length > 63 || at + 1 + length > bytes_.size) return false;
            if (length == 0) {
                if (!has_jumped) at_ = at + 1;
                into = NameText(out.ok() ? out.text() : std::string_view{});
                return true;
            }
            if (out.size() != 0) out.put('.');
            out.put(text_from({bytes_.data + at + 1, length}));
            at += 1 + length;
        }
        return false;
    }

    [[nodiscard]] std::size_t position() const { return at_; }
    void go_to(std::size_t at) { at_ = at < bytes_.size ? at : bytes_.size; }
    [[nodiscard]] Bytes rest() const { return bytes_.from(at_); }

  private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

bool is_of_service(const NameText& name) {
    const std::string_view text = name.view();
    if (text.size() <= kBridgeService.size()) return false;
    return equals_ignoring_case(text.substr(text.size() - kBridgeService.size()), kBridgeService);
}

struct Record {
    NameText name;
    unsigned type = 0;
    std::size_t data_at = 0;
    std::size_t data_size = 0;
};

[[gnu::noinline]] bool take_record(Reader& in, Record& record) {
    unsigned kind = 0;
    unsigned size = 0;
    if (!in.name(record.name) || !in.number(record.type) || !in.number(kind)) return false;
    if (!in.skip(4) || !in.number(size)) return false;
    record.data_at = in.position();
    record.data_size = size;
    return in.skip(size);
}

/// What the records say of one bridge.
struct Found {
    NameText target;
    unsigned port = 0;
};

[[gnu::noinline]] void take_srv(Reader in, const Record& record, Found& found) {
    in.go_to(record.data_at);
    unsigned priority = 0;
    unsigned weight = 0;
    if (found.port != 0 || !is_of_service(record.name)) return;
    if (!in.number(priority) || !in.number(weight) || !in.number(found.port)) found.port = 0;
    if (!in.name(found.target)) found.port = 0;
}

void put_address(Bytes four, FixedText<64>& into) {
    char room[16];
    TextWriter out(room);
    for (std::size_t i = 0; i < 4; ++i) out.put(i == 0 ? "" : ".").put_integer(four[i]);
    into.assign(out.text());
}

/// The address of the host that was found, if the answer has it too.
[[gnu::noinline]] void find_host(Reader in, unsigned count, const Found& found, Bytes answer,
                                 FixedText<64>& host) {
    Record record;
    for (unsigned i = 0; i < count && i < kMaxRecords && take_record(in, record); ++i) {
        const bool is_host = equals_ignoring_case(record.name.view(), found.target.view());
        if (record.type != kTypeA || record.data_size != 4 || !is_host) continue;
        return put_address(answer.from(record.data_at).first(4), host);
    }
}

}  // namespace

std::size_t put_bridge_query(std::uint16_t id, Room into) {
    char room[64];
    TextWriter out(room);
    const auto put_number = [&](unsigned value) {
        out.put(static_cast<char>(value >> 8)).put(static_cast<char>(value));
    };
    for (const unsigned word : {static_cast<unsigned>(id), 0U, 1U, 0U, 0U, 0U}) put_number(word);
    std::string_view rest = kBridgeService;
    while (!rest.empty()) {
        const std::string_view label = rest.substr(0, rest.find('.'));
        out.put(static_cast<char>(label.size())).put(label);
        rest.remove_prefix(label.size() < rest.size() ? label.size() + 1 : rest.size());
    }
    out.put('\0');
    put_number(kTypePtr);
    put_number(kUnicast);
    if (!out.ok() || out.size() > into.size) return 0;
    for (std::size_t i = 0; i < out.size(); ++i)
        into.data[i] = static_cast<std::uint8_t>(out.text()[i]);
    return out.size();
}

BridgeAddress read_bridge_answer(Bytes answer, std::string_view sender) {
    Reader in(answer);
    unsigned words[kHeaderBytes / 2] = {};
    for (unsigned& word : words) {
        if (!in.number(word)) return {};
    }
    if ((words[1] & kAnswer) == 0) return {};
    Record record;
    for (unsigned i = 0; i < words[2] && i < kMaxRecords; ++i) {
        if (!in.name(record.name) || !in.skip(4)) return {};
    }
    const std::size_t records_at = in.position();
    const unsigned count = words[3] + words[4] + words[5];
    Found found;
    for (unsigned i = 0; i < count && i < kMaxRecords && take_record(in, record); ++i) {
        if (record.type == kTypeSrv) take_srv(in, record, found);
    }
    BridgeAddress address;
    if (found.port == 0) return address;
    address.port = static_cast<std::uint16_t>(found.port);
    address.host.assign(sender);
    in.go_to(records_at);
    find_host(in, count, found, answer, address.host);
    return address;
}

}  // namespace bridge
