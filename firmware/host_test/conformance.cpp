// What our code relies on in ESP-IDF and in the camera's driver, as facts that a compiler checks.
//
// The tests compile it against the stubs. Compile it against Espressif's own headers, with
// the include path of a build, to see whether the stubs tell the truth.
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "driver/gpio.h"
#include "driver/ledc.h"
#include "driver/uart.h"
#include "esp_camera.h"
#include "esp_event.h"
#include "esp_heap_caps.h"
#include "esp_log.h"
#include "esp_mac.h"
#include "esp_netif.h"
#include "esp_psram.h"
#include "esp_random.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "esp_timer.h"
#include "esp_vfs_eventfd.h"
#include "esp_wifi.h"
#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "lwip/dns.h"
#include "lwip/sockets.h"
#include "lwip/tcpip.h"
#include "nvs.h"
#include "nvs_flash.h"

namespace {

template <typename A, typename B>
constexpr bool same = std::is_same_v<A, B>;

// Errors.
static_assert(same<esp_err_t, int> && ESP_OK == 0 && ESP_ERR_NOT_SUPPORTED == 0x106);
static_assert(ESP_ERR_NVS_NOT_FOUND == 0x1102 && ESP_ERR_NVS_NO_FREE_PAGES == 0x110d &&
              ESP_ERR_NVS_NEW_VERSION_FOUND == 0x1110);

// Times and tasks.
static_assert(same<decltype(&esp_timer_get_time), std::int64_t (*)()>);
static_assert(same<TaskFunction_t, void (*)(void*)> && same<TickType_t, std::uint32_t>);
static_assert(pdTRUE == 1 && pdPASS == 1 && portMAX_DELAY == 0xffffffffUL);
static_assert(std::is_pointer_v<QueueHandle_t> && same<SemaphoreHandle_t, QueueHandle_t>);
static_assert(same<decltype(&esp_task_wdt_add), esp_err_t (*)(TaskHandle_t)>);
static_assert(same<decltype(&esp_fill_random), void (*)(void*, std::size_t)>);

// Values in flash.
static_assert(same<decltype(&nvs_open_from_partition),
                   esp_err_t (*)(const char*, const char*, nvs_open_mode_t, nvs_handle_t*)>);
static_assert(
    same<decltype(&nvs_get_blob), esp_err_t (*)(nvs_handle_t, const char*, void*, std::size_t*)>);
static_assert(same<decltype(&nvs_set_blob),
                   esp_err_t (*)(nvs_handle_t, const char*, const void*, std::size_t)>);
static_assert(same<decltype(&nvs_flash_init_partition), esp_err_t (*)(const char*)>);

// The radio.
static_assert(same<decltype(wifi_sta_config_t::ssid), std::uint8_t[32]> &&
              same<decltype(wifi_sta_config_t::password), std::uint8_t[64]>);
static_assert(WIFI_IF_STA == 0 && WIFI_PS_NONE == 0 && WIFI_STORAGE_RAM == 1);
static_assert(WIFI_AUTH_OPEN == 0 && WIFI_AUTH_WPA_PSK == 2);
static_assert(WIFI_REASON_ASSOC_LEAVE == 8 && WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT == 15);
static_assert(WIFI_REASON_NO_AP_FOUND == 201 && WIFI_REASON_AUTH_FAIL == 202 &&
              WIFI_REASON_HANDSHAKE_TIMEOUT == 204);
static_assert(same<decltype(wifi_event_sta_disconnected_t::reason), std::uint8_t>);
static_assert(same<decltype(wifi_ap_record_t::rssi), std::int8_t>);
static_assert(same<decltype(&esp_wifi_set_country_code), esp_err_t (*)(const char*, bool)>);
static_assert(IP_EVENT_STA_GOT_IP == 0 && IP_EVENT_STA_LOST_IP == 1);
static_assert(same<esp_event_handler_t, void (*)(void*, esp_event_base_t, std::int32_t, void*)>);

// The network stack.
static_assert(same<err_t, std::int8_t> && ERR_OK == 0 && ERR_INPROGRESS == -5);
static_assert(same<dns_found_callback, void (*)(const char*, const ip_addr_t*, void*)>);
static_assert(LWIP_DNS_ADDRTYPE_IPV4 == 0);
static_assert(same<decltype(sockaddr_in::sin_port), std::uint16_t>);
static_assert(same<decltype(&eventfd), int (*)(unsigned int, int)> ||
              std::is_nothrow_invocable_r_v<int, decltype(&eventfd), unsigned int, int>);

// The camera.
static_assert(OV2640_PID == 0x26 && OV3660_PID == 0x3660 && OV5640_PID == 0x5640 &&
              GC0308_PID == 0x9b);
static_assert(same<decltype(camera_fb_t::timestamp), timeval>);
static_assert(same<decltype(camera_config_t::pin_sccb_sda), int> &&
              same<decltype(camera_config_t::xclk_freq_hz), int>);
static_assert(same<decltype(sensor_t::set_quality), int (*)(sensor_t*, int)> &&
              same<decltype(sensor_t::set_gainceiling), int (*)(sensor_t*, gainceiling_t)> &&
              same<decltype(sensor_t::set_reg), int (*)(sensor_t*, int, int, int)>);
static_assert(same<decltype(camera_status_t::gainceiling), std::uint8_t>,
              "ten bits of a ceiling are still cut: see apply_control");
static_assert(same<jpg_out_cb, std::size_t (*)(void*, std::size_t, const void*, std::size_t)>);
static_assert(CAMERA_GRAB_LATEST == 1 && CAMERA_FB_IN_PSRAM == 0);

// Pins, pulses and cables.
static_assert(LEDC_TIMER_8_BIT == 8 && GPIO_MODE_OUTPUT == 2);
static_assert(
    same<decltype(&ledc_set_duty), esp_err_t (*)(ledc_mode_t, ledc_channel_t, std::uint32_t)>);
static_assert(
    same<decltype(&uart_get_tx_buffer_free_size), esp_err_t (*)(uart_port_t, std::size_t*)>);
static_assert(same<vprintf_like_t, int (*)(const char*, va_list)>);

}  // namespace
