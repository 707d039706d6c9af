#pragma once

namespace sluice::cli {

/// Becomes the desktop application: sluice-desktop beside this program, in the build tree or in
/// PATH. Returns only if it cannot be started.
void becomeDesktop();

}  // namespace sluice::cli
