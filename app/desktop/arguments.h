#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sluice::desktop {

/// What the command line asks to start with; nothing: the window's welcome page.
struct Arguments {
    std::string file;
    bool demo = false;
    std::string listen;  ///< "127.0.0.1:8080"
    std::vector<std::string> urls;
};

/// Prints help, version or what is wrong, and then returns no arguments but the exit code.
std::optional<Arguments> parseArguments(int argc, char** argv, int& exitCode);

}  // namespace sluice::desktop
