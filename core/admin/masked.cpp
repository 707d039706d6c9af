#include "admin/masked.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

constexpr QStringView mask = u"\u2026";

bool holdsFields(const QString& key) {
    return key == u"headers" || (key.startsWith(u"set_") && key.endsWith(u"_headers"));
}

QJsonObject withoutValues(QJsonObject fields) {
    for (auto it = fields.begin(); it != fields.end(); ++it)
        it.value() = mask.toString();
    return fields;
}

}  // namespace

QJsonObject masked(QJsonObject settings) {
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        if (!it.value().isObject()) continue;
        const QJsonObject inner = it.value().toObject();
        it.value() = holdsFields(it.key()) ? withoutValues(inner) : masked(inner);
    }
    return settings;
}

std::string maskedUrl(std::string_view url) {
    const size_t mark = std::min(url.find('?'), url.size());
    std::string result(url.substr(0, mark));
    for (std::string_view query = url.substr(mark); !query.empty();) {
        const size_t end = std::min(query.find('&', 1), query.size());
        const std::string_view pair = query.substr(0, end);
        const size_t equals = pair.find('=');
        result.append(pair.substr(0, equals == pair.npos ? 1 : equals + 1));
        if (pair.size() > 1 && equals != pair.size() - 1) result.append("\u2026");
        query.remove_prefix(end);
    }
    return result;
}

}  // namespace sluice::admin
