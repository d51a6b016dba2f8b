/* Image sensors, as the camera driver sees them. Sizes are found by width and height: their
 * numbers have shifted twice. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    OV2640_PID = 0x26,
    OV3660_PID = 0x3660,
    OV5640_PID = 0x5640,
    GC0308_PID = 0x9b,
} camera_pid_t;

typedef enum {
    PIXFORMAT_RGB565,
    PIXFORMAT_YUV422,
    PIXFORMAT_YUV420,
    PIXFORMAT_GRAYSCALE,
    PIXFORMAT_JPEG,
} pixformat_t;

typedef enum {
    FRAMESIZE_QQVGA,
    FRAMESIZE_QVGA,
    FRAMESIZE_CIF,
    FRAMESIZE_VGA,
    FRAMESIZE_UXGA,
    FRAMESIZE_INVALID,
} framesize_t;

typedef enum {
    ASPECT_RATIO_4X3,
} aspect_ratio_t;

typedef enum {
    GAINCEILING_2X,
} gainceiling_t;

typedef struct {
    const uint16_t width;
    const uint16_t height;
    const aspect_ratio_t aspect_ratio;
} resolution_info_t;

extern const resolution_info_t resolution[];

typedef struct {
    uint8_t MIDH;
    uint8_t MIDL;
    uint16_t PID;
    uint8_t VER;
} sensor_id_t;

typedef struct {
    framesize_t framesize;
    uint8_t quality;
    int8_t brightness;
    int8_t contrast;
    int8_t saturation;
    int8_t sharpness;
    uint8_t denoise;
    uint8_t special_effect;
    uint8_t wb_mode;
    uint8_t awb;
    uint8_t aec;
    int8_t ae_level;
    uint16_t aec_value;
    uint8_t agc;
    uint8_t agc_gain;
    uint8_t gainceiling;
    uint8_t lenc;
    uint8_t hmirror;
    uint8_t vflip;
    uint8_t colorbar;
} camera_status_t;

typedef struct _sensor sensor_t;
struct _sensor {
    sensor_id_t id;
    pixformat_t pixformat;
    camera_status_t status;
    int (*set_framesize)(sensor_t* sensor, framesize_t size);
    int (*set_contrast)(sensor_t* sensor, int level);
    int (*set_brightness)(sensor_t* sensor, int level);
    int (*set_saturation)(sensor_t* sensor, int level);
    int (*set_sharpness)(sensor_t* sensor, int level);
    int (*set_denoise)(sensor_t* sensor, int level);
    int (*set_gainceiling)(sensor_t* sensor, gainceiling_t ceiling);
    int (*set_quality)(sensor_t* sensor, int quality);
    int (*set_colorbar)(sensor_t* sensor, int enable);
    int (*set_whitebal)(sensor_t* sensor, int enable);
    int (*set_gain_ctrl)(sensor_t* sensor, int enable);
    int (*set_exposure_ctrl)(sensor_t* sensor, int enable);
    int (*set_hmirror)(sensor_t* sensor, int enable);
    int (*set_vflip)(sensor_t* sensor, int enable);
    int (*set_agc_gain)(sensor_t* sensor, int gain);
    int (*set_aec_value)(sensor_t* sensor, int lines);
    int (*set_special_effect)(sensor_t* sensor, int effect);
    int (*set_wb_mode)(sensor_t* sensor, int mode);
    int (*set_ae_level)(sensor_t* sensor, int level);
    int (*set_lenc)(sensor_t* sensor, int enable);
    int (*set_reg)(sensor_t* sensor, int reg, int mask, int value);
};

#ifdef __cplusplus
}
#endif
