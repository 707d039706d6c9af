#pragma once

namespace sluice::cli {

/// Whether there is a screen to open a window on, as far as the environment tells.
bool hasDisplay();

/// Becomes the desktop application: sluice-desktop beside this program, in the build tree or in
/// PATH. Returns only if it cannot be started.
void becomeDesktop();

}  // namespace sluice::cli
