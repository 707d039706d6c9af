#include "base/csv_text.h"

namespace sluice {

std::string csvText(std::string_view text) {
    constexpr std::string_view formulaStarts = "=+-@\t\r\n";
    const bool isFormula = !text.empty() && formulaStarts.find(text.front()) != text.npos;
    return (isFormula ? "'" : "") + std::string(text);
}

}  // namespace sluice
