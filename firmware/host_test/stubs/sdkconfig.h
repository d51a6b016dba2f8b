/* What a build's configuration would say; the build of the tests gives the board. */
#pragma once

#ifndef CONFIG_GAMEBRIDGE_BOARD
#define CONFIG_GAMEBRIDGE_BOARD "xiao_s3_sense"
#endif
#ifndef CONFIG_IDF_TARGET
#define CONFIG_IDF_TARGET "esp32s3"
#endif
#define CONFIG_GAMEBRIDGE_WIFI_COUNTRY "01"
#define CONFIG_FREERTOS_HZ 1000
