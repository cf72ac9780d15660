#include "display/with_display.h"

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <clocale>

#include "base/log.h"
#include "base/variable.h"
#include "display/screen.h"

namespace aweigh::display::detail {
namespace {

constexpr auto kBetweenPictures = std::chrono::milliseconds(100);
constexpr auto kBeforeFirst =
    std::chrono::milliseconds(200);  // what ends sooner would only flicker

/// --log-format text or json, and each level but info, ask for just these lines.
bool is_wanted_by_log() {
  return log_format() == LogFormat::automatic && is_logged(LogLevel::info) &&
         !is_logged(LogLevel::debug);
}

}  // namespace

class Display final : public BelowLog {
 public:
  Display(const asio::any_io_executor& loop, Screen screen, Style style, Picture picture)
      : screen_(std::move(screen)),
        style_(style),
        picture_(std::move(picture)),
        next_(loop, next_at()) {
    std::setlocale(LC_CTYPE, "C.UTF-8");  // for text/width.h
    set_below_log(this);
  }
  Display(const Display&) = delete;
  Display& operator=(const Display&) = delete;
  ~Display() {
    set_below_log(nullptr);
    screen_.clear();
  }

  [[nodiscard]] bool shows(std::string_view event) const override { return picture_.shows(event); }

  /// The picture comes back as soon as it may.
  void make_room() override {
    screen_.clear();
    next_.expires_at(next_at());
  }

  asio::awaitable<void> keep_showing() {
    for (;;) {
      std::error_code put_off;
      co_await next_.async_wait(asio::redirect_error(asio::use_awaitable, put_off));
      if (!put_off) {
        show();
        next_.expires_at(next_at());
      }
    }
  }

 private:
  [[nodiscard]] Clock::time_point next_at() const { return shown_at_ + kBetweenPictures; }

  void show() {
    shown_at_ = Clock::now();
    if (const auto size = screen_.size()) {
      const std::size_t rows = std::max<std::size_t>(2, size->rows) - 1;  // the cursor has the last
      screen_.show(picture_.rows({shown_at_, size->columns, rows, style_}));
    }
  }

  Screen screen_;
  Style style_;
  Picture picture_;
  Clock::time_point shown_at_ = Clock::now() + kBeforeFirst - kBetweenPictures;
  asio::steady_timer next_;
};

std::shared_ptr<Display> open_display(const asio::any_io_executor& loop, Picture picture) {
  if (!is_wanted_by_log()) {
    return nullptr;
  }
  const auto style = style_of(environment_variable);
  auto screen = style ? Screen::open() : std::nullopt;
  return screen ? std::make_shared<Display>(loop, std::move(*screen), *style, std::move(picture))
                : nullptr;
}

asio::awaitable<void> keep_showing(std::shared_ptr<Display> display) {
  const auto shown = std::move(display);  // gone from the terminal before the work's result is used
  co_await shown->keep_showing();
}

}  // namespace aweigh::display::detail
