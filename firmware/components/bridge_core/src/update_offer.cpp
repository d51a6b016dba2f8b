#include "bridge/update_offer.hpp"

#include "bridge/bridge_messages.hpp"
#include "bridge/message_form.hpp"

namespace bridge {

namespace {

// More than any flash has.
constexpr std::int64_t kMaxImage = 64 * 1024 * 1024;

}  // namespace

UpdateFault read_offer(JsonView args, UpdateOffer& offer) {
    offer = UpdateOffer{};
    offer.sha256 = text_in<kShaLetters>(args.member("sha256"));
    offer.project = text_in<32>(args.member("project"));
    offer.version = text_in<32>(args.member("version"));
    offer.chip = text_in<16>(args.member("chip"));
    offer.is_again = args.member("again").boolean().value_or(false);
    const std::int64_t size = args.member("size").integer().value_or(0);
    const bool has_all = !offer.project.empty() && !offer.version.empty() && !offer.chip.empty();
    if (!has_all || !is_hex_of(offer.sha256.view(), kShaLetters) ||
        size < static_cast<std::int64_t>(kAppImageHead) || size > kMaxImage) {
        return UpdateFault::bad_offer;
    }
    offer.size = static_cast<std::size_t>(size);
    return UpdateFault::none;
}

UpdateFault judge_offer(const UpdateOffer& offer, const RunningImage& running, std::size_t room,
                        const Vitals& vitals) {
    if (running.is_on_trial) return UpdateFault::on_trial;
    if (!(offer.chip == running.chip)) return UpdateFault::wrong_chip;
    if (!(offer.project == running.project)) return UpdateFault::wrong_board;
    if (offer.version == running.version && !offer.is_again) return UpdateFault::same_version;
    if (offer.size > room) return UpdateFault::no_room;
    // A device by cable has no signal, and one without a battery no charge.
    if (vitals.rssi_dbm != 0 && vitals.rssi_dbm < kLeastRssiDbm) return UpdateFault::weak_signal;
    const bool is_flat =
        vitals.battery_percent != Vitals::kUnknown && vitals.battery_percent < kLeastBatteryPercent;
    return is_flat ? UpdateFault::low_battery : UpdateFault::none;
}

UpdateFault judge_image(const UpdateOffer& offer, Bytes start) {
    const AppImage image = read_app_image(start);
    if (!image.is_valid()) return UpdateFault::invalid;
    if (!(offer.chip == image.chip)) return UpdateFault::wrong_chip;
    if (!(offer.project == image.project.view())) return UpdateFault::wrong_board;
    return offer.version == image.version.view() ? UpdateFault::none : UpdateFault::invalid;
}

}  // namespace bridge
