#include "base/csv_text.h"

#include "base/printable.h"

namespace sluice {

std::string csvText(std::string_view text) {
    constexpr std::string_view formulaStarts = "=+-@\t\r\n";
    const bool isFormula = !text.empty() && formulaStarts.find(text.front()) != text.npos;
    return (isFormula ? "'" : "") + printable(text);
}

}  // namespace sluice
