#include "bridge/esp32/nvs_store.hpp"

#include <cstring>

#include "nvs_flash.h"

namespace bridge::esp32 {

namespace {

constexpr const char* kSpace = "gamebridge";

/// A name as the driver wants it, with a zero at its end and 15 letters at most.
class Key {
  public:
    explicit Key(std::string_view name) : fits_(name.size() < sizeof text_) {
        if (fits_) std::memcpy(text_, name.data(), name.size());
    }
    [[nodiscard]] bool fits() const { return fits_; }
    [[nodiscard]] const char* text() const { return text_; }

  private:
    char text_[16] = {};
    bool fits_;
};

}  // namespace

void NvsStore::open(Place& place) {
    esp_err_t result = nvs_flash_init_partition(place.partition);
    if (result == ESP_ERR_NVS_NO_FREE_PAGES || result == ESP_ERR_NVS_NEW_VERSION_FOUND) {
        place.was_erased = nvs_flash_erase_partition(place.partition) == ESP_OK;
        result = nvs_flash_init_partition(place.partition);
    }
    if (result == ESP_OK) {
        result = nvs_open_from_partition(place.partition, kSpace, NVS_READWRITE, &place.handle);
    }
    place.is_open = result == ESP_OK;
}

std::string_view NvsStore::begin() {
    open(main_);
    open(spare_);
    if (!main_.is_open && !spare_.is_open) {
        return "settings cannot be kept: no partition for them; flash the partition table anew";
    }
    std::size_t spare_entries = 0;
    if (spare_.is_open) nvs_get_used_entry_count(spare_.handle, &spare_entries);
    if (main_.was_erased && spare_entries != 0) {
        return "the memory for settings was spoilt and erased; their spare copy is in use";
    }
    if (main_.was_erased) {
        return "the memory for settings was spoilt and erased: networks, key and settings are "
               "lost";
    }
    return {};
}

std::size_t NvsStore::load_from(const Place& place, const char* key, Room into) {
    if (!place.is_open) return 0;
    std::size_t size = into.size;
    return nvs_get_blob(place.handle, key, into.data, &size) == ESP_OK ? size : 0;
}

bool NvsStore::save_to(const Place& place, const char* key, Bytes bytes) {
    if (!place.is_open) return false;
    esp_err_t result = ESP_OK;
    if (bytes.empty()) {
        result = nvs_erase_key(place.handle, key);
        if (result == ESP_ERR_NVS_NOT_FOUND) result = ESP_OK;
    } else {
        result = nvs_set_blob(place.handle, key, bytes.data, bytes.size);
    }
    return result == ESP_OK && nvs_commit(place.handle) == ESP_OK;
}

std::size_t NvsStore::load(std::string_view name, Room into) {
    const Key key(name);
    if (!key.fits()) return 0;
    const std::size_t size = load_from(main_, key.text(), into);
    return size != 0 ? size : load_from(spare_, key.text(), into);
}

bool NvsStore::save(std::string_view name, Bytes bytes) {
    const Key key(name);
    if (!key.fits()) return false;
    // The spare one first: a name that is erased must not come back from there.
    const bool is_spared = save_to(spare_, key.text(), bytes);
    return save_to(main_, key.text(), bytes) || (is_spared && !main_.is_open);
}

void NvsStore::erase_all() {
    for (Place* place : {&main_, &spare_}) {
        if (place->is_open) nvs_close(place->handle);
        place->is_open = false;
        nvs_flash_deinit_partition(place->partition);
        nvs_flash_erase_partition(place->partition);
        open(*place);
    }
}

}  // namespace bridge::esp32
