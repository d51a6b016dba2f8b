#include "bridge/update_trial.hpp"

namespace bridge {

void UpdateTrial::begin(std::int64_t now_us, std::int64_t frames_sent, bool needs_picture) {
    began_us_ = now_us;
    frames_before_ = frames_sent;
    needs_picture_ = needs_picture;
    streaming_since_us_ = -1;
    fault_ = UpdateFault::no_session;
}

UpdateTrial::Verdict UpdateTrial::judge(bool is_streaming, std::int64_t frames_sent,
                                        std::int64_t now_us) {
    if (!is_streaming) {
        streaming_since_us_ = -1;
    } else if (streaming_since_us_ < 0) {
        streaming_since_us_ = now_us;
    }
    const bool has_stayed = is_streaming && now_us - streaming_since_us_ >= rules_.proof_us;
    const bool has_picture = !needs_picture_ || frames_sent > frames_before_;
    fault_ = has_stayed ? UpdateFault::no_picture : UpdateFault::no_session;
    if (has_stayed && has_picture) return Verdict::proven;
    return now_us - began_us_ >= rules_.give_up_us ? Verdict::failed : Verdict::open;
}

}  // namespace bridge
