#include <algorithm>
#include <array>

#include "base/duration_text.h"
#include "report/concat.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/rows.h"
#include "report/scale.h"
#include "report/style.h"
#include "report/xml.h"
#include "text/printable.h"
#include "text/width.h"

// The picture, from top to bottom: heading, legend, a row for each bar, the axis.

namespace aweigh {
namespace {

// In pixels of the picture; who shows it may scale it.
constexpr int kWidth = 640;
constexpr int kLeft = 20;
constexpr int kRight = kWidth - 20;
constexpr int kPlotEnd = kRight - 22;  // of the time; the service's arrow goes on to kRight
constexpr int kFirstRow = 96;
constexpr int kRowHeight = 40;
constexpr int kBarTop = 21;  // below the top of its row
constexpr double kBarHeight = 10;
constexpr double kLineHeight = 2;  // from when a target is ready on
constexpr int kAxisHeight = 34;
constexpr double kNarrowest = 2;     // part of a bar
constexpr double kNameColumn = 7.3;  // the width of a character of .name
constexpr double kNoteColumn = 7;    // the same of .soft, at the most for a whole word
constexpr int kMostTicks = 8;

struct Look {
  const char* style;
  std::string_view meaning;
  bool striped;
};

/// In the order of Paint.
constexpr std::array<Look, 7> kLooks = {{{"absent", "nobody there", false},
                                         {"not-yet", "not yet", false},
                                         {"rejected", "rejected", true},
                                         {"ready", "ready", false},
                                         {"lock", "waiting for the lock", true},
                                         {"migration", "migration", false},
                                         {"failed", "failed", true}}};

struct Box {
  double x;
  double y;
  double width;
  double height;
};

/// The row in one sentence: of its tooltip, and of the whole picture's description.
std::string sentence_of(const Row& row) {
  return concat({row.name, ": ", row.note, row.detail.empty() ? "" : "; ", row.detail});
}

class Picture {
 public:
  explicit Picture(const Report& report)
      : report_(report),
        rows_(rows_of(report)),
        total_(std::max<Duration>(report.total(), std::chrono::milliseconds(1))) {
    if (report.timeline.service_started) {
      Row& service = rows_.emplace_back();
      service.name = "service";
      service.note = concat({"started after ", to_text(service_start())});
    }
    end_of_rows_ = kFirstRow + kRowHeight * static_cast<int>(rows_.size());
  }

  std::string svg() {
    begin();
    add_heading();
    add_legend();
    add_axis();
    int top = kFirstRow;
    for (const Row& row : rows_) {
      add_words(row, top);
      add_bars(row, top + kBarTop);
      top += kRowHeight;
    }
    if (report_.timeline.service_started) {
      add_arrow(x_of(service_start()), top - kRowHeight + kBarTop);
    }
    svg_ << "</svg>\n";
    return std::move(svg_.text);
  }

 private:
  void begin() {
    const int height = end_of_rows_ + kAxisHeight;
    svg_ << R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" width=")" << kWidth
         << R"(" height=")" << height << R"(" viewBox="0 0 )" << kWidth << " " << height
         << "\">\n<title>" << heading() << "</title>\n<desc>";
    for (const Row& row : rows_) {
      svg_ << xml_text(sentence_of(row)) << ".\n";
    }
    svg_ << "</desc>\n" << kStyle;
    add_rect({.x = 0.5, .y = 0.5, .width = kWidth - 1.0, .height = height - 1.0}, R"(card" rx="6)");
  }

  [[nodiscard]] std::string heading() const {
    return xml_text(concat({report_.outcome.heading, " ", to_text(report_.total())}));
  }

  void add_heading() {
    add_text(kLeft, 36, report_.outcome.good ? "head" : "head bad", heading());
    constexpr std::string_view kProgram = "aweigh " AWEIGH_VERSION;
    const std::string_view started = report_.started;  // 2026-03-01T12:00:00.250Z
    const std::string_view day = started.substr(0, 10);
    const std::string_view time = started.substr(11, 8);
    add_text(kRight, 36, "soft end", concat({kProgram, ", ", day, " ", time, " UTC"}));
  }

  /// Of what is in the picture.
  void add_legend() {
    constexpr int kSide = 12;
    constexpr int kGap = 6;
    double x = kLeft;
    for (std::size_t at = 0; at < kLooks.size(); ++at) {
      const auto paint = static_cast<Paint>(at);
      const bool used = std::ranges::any_of(rows_, [paint](const Row& row) {
        return std::ranges::find(row.segments, paint, &Segment::paint) != row.segments.end();
      });
      if (used) {
        const std::string_view meaning = kLooks[at].meaning;
        add_bar({.x = x, .y = 56, .width = kSide, .height = kSide}, paint);
        add_text(x + kSide + kGap, 66.5, "soft", meaning);
        x += kSide + 4 * kGap + kNoteColumn * static_cast<double>(meaning.size());
      }
    }
  }

  void add_axis() {
    const Duration step = tick_step(total_, kMostTicks);
    for (Duration at{}; at <= total_; at += step) {
      svg_ << R"(<path class="grid" d="M)" << x_of(at) << " " << kFirstRow - 6 << "V"
           << end_of_rows_ << "\"/>\n";
      add_text(x_of(at), end_of_rows_ + 17, at == Duration{} ? "soft" : "soft mid",
               tick_text(at, step));
    }
  }

  /// Name and detail on the left, the note on the right. What has no room is cut; the tooltip has
  /// all of it.
  void add_words(const Row& row, int top) {
    const double note = kNoteColumn * static_cast<double>(width_of(row.note));
    const auto room = static_cast<std::size_t>((kRight - kLeft - note) / kNameColumn) - 2;
    const std::string name = cut_to(printable(row.name), room);
    const std::size_t left = room - width_of(name);
    constexpr std::size_t kLeastDetail = 12;
    Markup words;
    words << "<title>" << xml_text(sentence_of(row)) << "</title>" << xml_text(name);
    if (!row.detail.empty() && left > kLeastDetail) {
      words << R"(<tspan class="detail" dx="8">)"
            << xml_text(cut_to(printable(row.detail), left - 1)) << "</tspan>";
    }
    add_text(kLeft, top + 15, "name", words.text);
    add_text(kRight, top + 15, "soft end", xml_text(row.note));
  }

  void add_bars(const Row& row, int top) {
    const auto bar = [top](double x, double end) {
      return Box{.x = x, .y = static_cast<double>(top), .width = end - x, .height = kBarHeight};
    };
    add_rect(bar(kLeft, kPlotEnd), "track");
    if (row.ready_since) {
      Box line = bar(x_of(*row.ready_since), kPlotEnd);
      line.y += (kBarHeight - kLineHeight) / 2;
      line.height = kLineHeight;
      add_rect(line, "since");
    }
    for (const Segment& segment : row.segments) {
      const double x = std::min(x_of(segment.begun), kPlotEnd - kNarrowest);
      // A pixel of the ground parts it from the next one, where there is room.
      const double end = std::max(x_of(segment.ended) - 1, x + kNarrowest);
      add_bar(bar(x, end), segment.paint,
              concat({row.name, ": ", segment.words, "; from ", tick_text(segment.begun, {}),
                      " to ", tick_text(segment.ended, {})}));
    }
  }

  /// The service goes on out of the picture.
  void add_arrow(double x, int top) {
    svg_ << R"(<path class="service" d="M)" << x << " " << top << "H" << kRight - 7 << "l7 5l-7 5H"
         << x << "z\"/>\n";
  }

  void add_bar(const Box& box, Paint paint, std::string_view tooltip = {}) {
    const Look& look = kLooks[static_cast<std::size_t>(paint)];
    add_rect(box, look.style, tooltip);
    if (look.striped && box.width > kNarrowest) {
      add_rect(box, "stripes", tooltip);
    }
  }

  void add_rect(const Box& box, const char* style, std::string_view tooltip = {}) {
    svg_ << R"(<rect class=")" << style << R"(" x=")" << box.x << R"(" y=")" << box.y
         << R"(" width=")" << box.width << R"(" height=")" << box.height;
    if (tooltip.empty()) {
      svg_ << "\"/>\n";
    } else {
      svg_ << "\"><title>" << xml_text(tooltip) << "</title></rect>\n";
    }
  }

  /// `markup`: xml_text() and elements.
  void add_text(double x, double y, const char* style, std::string_view markup) {
    svg_ << R"(<text class=")" << style << R"(" x=")" << x << R"(" y=")" << y << "\">" << markup
         << "</text>\n";
  }

  [[nodiscard]] double x_of(Duration at) const {
    return kLeft + (kPlotEnd - kLeft) *
                       (static_cast<double>(at.count()) / static_cast<double>(total_.count()));
  }

  [[nodiscard]] Duration service_start() const {
    return report_.since_begin(*report_.timeline.service_started);
  }

  const Report& report_;
  std::vector<Row> rows_;
  Duration total_;
  int end_of_rows_;
  Markup svg_;
};

}  // namespace

std::string report_svg(const Report& report) {
  return Picture(report).svg();
}

}  // namespace aweigh
