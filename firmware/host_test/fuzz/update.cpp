// What a bridge may offer, and what a server may answer to whoever pulls an image: nothing
// of it starts a firmware unless its digest is the one that was announced.
#include <cstdlib>
#include <cstring>

#include "bridge/json_reader.hpp"
#include "bridge/update_download.hpp"

using namespace bridge;

namespace {

/// The server's bytes, over and over, and a slot that counts.
class Surroundings : public Dialer, public ByteStream, public UpdateSlot {
  public:
    explicit Surroundings(Bytes words) : words_(words), rest_(words) {}

    void dial(std::string_view, std::uint16_t) override { rest_ = words_; }
    DialState state() override { return DialState::open; }
    ByteStream& stream() override { return *this; }
    void hang_up() override {}
    Moved write(const Bytes* parts, std::size_t) override { return {parts[0].size, false}; }
    Moved read(Room into) override {
        const Bytes part = rest_.first(into.size);
        if (!part.empty()) std::memcpy(into.data, part.data, part.size);
        rest_ = rest_.from(part.size);
        return {part.size, part.empty()};
    }
    void close() override {}

    RunningImage running() const override { return {}; }
    std::size_t room() const override { return SIZE_MAX; }
    std::string_view other() const override { return "ota_1"; }
    SlotFault begin(std::size_t) override { return SlotFault::none; }
    SlotFault write(Bytes bytes) override {
        written += bytes.size;
        return SlotFault::none;
    }
    SlotFault finish() override { std::abort(); }
    void abandon() override {}
    bool keep() override { return true; }
    void roll_back() override {}

    std::size_t written = 0;

  private:
    Bytes words_;
    Bytes rest_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes all{data, size};
    UpdateOffer offer;
    if (check_json(text_from(all)) &&
        read_offer(JsonView(text_from(all)), offer) == UpdateFault::none) {
        if (offer.size < kAppImageHead) std::abort();
    }
    const AppImage image = read_app_image(all);
    offer.chip.assign_cut(image.chip);
    offer.project = image.project;
    offer.version = image.version;
    if (image.is_valid() && judge_image(offer, all) != UpdateFault::none) std::abort();

    offer.sha256.assign("0000000000000000000000000000000000000000000000000000000000000000");
    offer.size = 600;
    Surroundings around(all);
    Identity identity;
    UpdateDownload download(identity, around, around);
    download.begin(offer, 0);
    BridgeAddress bridge;
    bridge.host.assign("10.0.0.2");
    bridge.port = 8080;
    for (std::int64_t now_us = 0; now_us < 200000000; now_us += 1000000) {
        download.turn(bridge, now_us);
    }
    if (download.state() != UpdateDownload::State::failed) std::abort();
    if (around.written > offer.size) std::abort();
    return 0;
}
