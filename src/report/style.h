#pragma once

// How the picture looks: the colours differ in lightness too, and tell themselves apart for those
// who confuse red and green; each has a contrast of 3:1 at least with the ground it is on, light or
// dark. The wait for the lock and what failed have a pattern besides.

namespace aweigh {

inline constexpr const char* kStyle = R"svg(<style>
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.head{font-size:18px;font-weight:600}
.name{font:600 12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.detail{font-weight:400}
.soft,.detail{fill:#59636e}
.end{text-anchor:end}
.mid{text-anchor:middle}
.card{fill:#fff;stroke:#d1d9e0}
.grid{stroke:#d1d9e0;stroke-opacity:.7}
.track{fill:#818b98;fill-opacity:.13}
.absent{fill:#818b98}
.not-yet{fill:#c77700}
.rejected,.failed{fill:#c2255c}
.ready,.service{fill:#0b8a6a}
.since{fill:#0b8a6a;fill-opacity:.45}
.lock,.migration{fill:#0969da}
.stripe{stroke:#fff;stroke-opacity:.6;stroke-width:3}
.stripes{fill:url(#aweigh-stripes)}
.name,.soft{paint-order:stroke;stroke:#fff;stroke-width:4px}
.bad{fill:#c2255c}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.soft,.detail{fill:#9198a1}
.card{fill:#0d1117;stroke:#3d444d}
.grid{stroke:#3d444d}
.not-yet{fill:#e3a72f}
.rejected,.failed,.bad{fill:#f0709f}
.ready,.service,.since{fill:#2fc49a}
.lock,.migration{fill:#58a6ff}
.stripe{stroke:#0d1117}
.name,.soft{stroke:#0d1117}
}
</style>
<defs><pattern id="aweigh-stripes" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="stripe" d="M0 0V7"/></pattern></defs>
)svg";

}  // namespace aweigh
