#include "bridge/esp32/ota_slot.hpp"

#include "esp_app_desc.h"

namespace bridge::esp32 {

RunningImage OtaSlot::running() const {
    RunningImage image;
    const esp_app_desc_t* description = esp_app_get_description();
    image.project = description->project_name;
    image.version = description->version;
    image.chip = chip_;
    const esp_partition_t* partition = esp_ota_get_running_partition();
    if (partition == nullptr) return image;
    image.slot = partition->label;
    esp_ota_img_states_t state = ESP_OTA_IMG_VALID;
    image.is_on_trial = esp_ota_get_state_partition(partition, &state) == ESP_OK &&
                        state == ESP_OTA_IMG_PENDING_VERIFY;
    return image;
}

std::size_t OtaSlot::room() const {
    const esp_partition_t* partition = esp_ota_get_next_update_partition(nullptr);
    return partition != nullptr ? partition->size : 0;
}

std::string_view OtaSlot::other() const {
    const esp_partition_t* partition = esp_ota_get_next_update_partition(nullptr);
    return partition != nullptr ? std::string_view(partition->label) : std::string_view{};
}

SlotFault OtaSlot::begin(std::size_t size) {
    abandon();
    const esp_partition_t* partition = esp_ota_get_next_update_partition(nullptr);
    if (partition == nullptr || size > partition->size) return SlotFault::no_room;
    // Erased as it is written: all of a slot at once would take ten seconds.
    is_open_ = esp_ota_begin(partition, OTA_WITH_SEQUENTIAL_WRITES, &handle_) == ESP_OK;
    return is_open_ ? SlotFault::none : SlotFault::flash;
}

SlotFault OtaSlot::write(Bytes bytes) {
    if (!is_open_) return SlotFault::flash;
    const esp_err_t result = esp_ota_write(handle_, bytes.data, bytes.size);
    if (result == ESP_OK) return SlotFault::none;
    return result == ESP_ERR_OTA_VALIDATE_FAILED ? SlotFault::invalid : SlotFault::flash;
}

SlotFault OtaSlot::finish() {
    if (!is_open_) return SlotFault::flash;
    is_open_ = false;
    const esp_err_t result = esp_ota_end(handle_);
    if (result == ESP_ERR_OTA_VALIDATE_FAILED) {
#ifdef CONFIG_SECURE_SIGNED_ON_UPDATE_NO_SECURE_BOOT
        // The chip tells a damaged image and a foreign one by the same word, and the core has
        // compared the image with its digest already.
        return SlotFault::unsigned_;
#else
        return SlotFault::invalid;
#endif
    }
    if (result != ESP_OK) return SlotFault::flash;
    const esp_partition_t* partition = esp_ota_get_next_update_partition(nullptr);
    return esp_ota_set_boot_partition(partition) == ESP_OK ? SlotFault::none : SlotFault::invalid;
}

void OtaSlot::abandon() {
    if (is_open_) esp_ota_abort(handle_);
    is_open_ = false;
}

bool OtaSlot::keep() {
    return esp_ota_mark_app_valid_cancel_rollback() == ESP_OK;
}

void OtaSlot::roll_back() {
    esp_ota_mark_app_invalid_rollback_and_reboot();
}

}  // namespace bridge::esp32
