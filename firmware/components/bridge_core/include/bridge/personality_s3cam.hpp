// s3cam: registers, tells its health every ten seconds, obeys commands in its own numbers and
// answers in Spanish. Pictures go bare, announced, or in chunks, by their size.
//
// The original rests up to 200 ms between messages; this one is held up by the network only.
#pragma once

#include "bridge/personality.hpp"

namespace bridge {

class S3camPersonality : public Personality {
  public:
    explicit S3camPersonality(Cargo& cargo) : cargo_(cargo) {}

    [[nodiscard]] std::string_view path() const override { return "/"; }
    void begin(std::int64_t now_us) override;
    void take_text(std::string_view text, std::int64_t now_us) override;
    bool put_next_text(TextWriter& out, std::int64_t now_us) override;
    [[nodiscard]] bool has_text(std::int64_t now_us) const override;
    PictureStep step_of(const Frame& frame, std::size_t number, TextWriter& out) override;

  private:
    struct Response {
        FixedText<16> command;
        bool is_ok = false;
        bool has_value = false;
        FixedText<48> value;
    };

    void obey(std::string_view command, std::string_view value, std::int64_t now_us);
    void set_number(std::string_view command, std::string_view value, std::int64_t now_us);
    void set_resolution(std::int64_t index, std::int64_t now_us);
    void set_mode(std::string_view value);
    void answer(bool is_ok, std::string_view value);
    void put_info(TextWriter& out) const;
    void put_health(TextWriter& out, std::int64_t now_us) const;
    static void put_response(TextWriter& out, const Response& response);
    [[nodiscard]] std::string_view mode_name() const;
    [[nodiscard]] PictureStep step_of_chunks(const Frame& frame, std::size_t number,
                                             TextWriter& out) const;
    [[nodiscard]] std::size_t chunk_bytes(std::size_t size) const;

    Cargo& cargo_;
    std::uint8_t said_ = 0;  ///< How many of the first texts.
    bool is_fast_ = false;
    bool owes_health_ = false;
    bool owes_farewell_ = false;
    // Pages of that system send a dozen settings at once; each is answered.
    static constexpr std::size_t kResponses = 12;
    Response responses_[kResponses];
    std::size_t response_count_ = 0;
    std::int64_t health_due_us_ = 0;
    std::int64_t picture_ = 0;
};

}  // namespace bridge
