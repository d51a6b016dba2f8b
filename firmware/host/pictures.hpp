// Where pictures come from: a folder of JPEG files, or a program that draws them and hears
// what the sensor is told. No JPEG is made or decoded here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/ports/camera.hpp"

struct Picture {
    std::vector<std::uint8_t> jpeg;
    std::vector<std::uint8_t> note;  ///< A value about it, as MessagePack; may be empty.
    std::uint16_t width_px = 0;
    std::uint16_t height_px = 0;
    std::int64_t number = -1;  ///< Whoever made it counts; -1: nobody does.
    std::int64_t age_us = 0;   ///< How long ago it was taken.
};

class Pictures {
  public:
    virtual ~Pictures() = default;
    /// Writes the next picture when it is time for one. Reuses the memory of `into`.
    virtual bool next(std::int64_t now_us, Picture& into) = 0;
    /// The sensor was told something, as one line of JSON.
    virtual void tell(std::string_view) {}
    /// What to wait for; -1 for nothing.
    [[nodiscard]] virtual int descriptor() const { return -1; }
    /// What notes are about; empty when pictures have none.
    [[nodiscard]] virtual bridge::NoteTopic note_topic() const { return {}; }
};

/// The JPEG files of a folder in the order of their names, around and around.
class FolderPictures : public Pictures {
  public:
    /// Reads all files once; throws std::runtime_error when there is none.
    FolderPictures(const std::string& folder, std::int64_t interval_us);
    bool next(std::int64_t now_us, Picture& into) override;

  private:
    std::vector<Picture> pictures_;
    std::int64_t interval_us_;
    std::int64_t due_us_ = 0;
    std::size_t next_ = 0;
};

/// Pictures from a socket that was handed down: a line of JSON with `jpeg_bytes`,
/// `note_bytes`, `width_px`, `height_px`, `number` and `age_us`, then the bytes. What the sensor is
/// told goes the other way as lines.
class PipedPictures : public Pictures {
  public:
    explicit PipedPictures(int descriptor);
    ~PipedPictures() override;
    bool next(std::int64_t now_us, Picture& into) override;
    void tell(std::string_view line) override;
    [[nodiscard]] int descriptor() const override { return descriptor_; }
    [[nodiscard]] bridge::NoteTopic note_topic() const override {
        return {"truth", "GroundTruth@1"};
    }

  private:
    bool fill(std::size_t size);

    int descriptor_;
    std::vector<std::uint8_t> received_;
    std::size_t used_ = 0;
};
