#include "cache/make_stored.h"

#include <algorithm>
#include <iterator>

#include "cache/freshness.h"
#include "cache/plain_request.h"
#include "cache/selecting.h"
#include "cache/stored_fields.h"
#include "http/ascii.h"

namespace sluice::cache {

namespace {

void addTags(std::string_view list, std::string_view separators, std::vector<std::string>& tags) {
    while (!list.empty() && tags.size() < maxTags) {
        const size_t end = std::min(list.find_first_of(separators), list.size());
        const std::string_view tag = http::trimmed(list.substr(0, end));
        if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end())
            tags.emplace_back(tag);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

/// Where the origin is silent it may have forgotten Vary, too.
std::vector<std::string> withChoosingNames(const std::vector<std::string>& varyNames) {
    const std::vector<std::string>& choosing = choosingNames();
    std::vector<std::string> names;
    std::set_union(varyNames.begin(), varyNames.end(), choosing.begin(), choosing.end(),
                   std::back_inserter(names));
    return names;
}

}  // namespace

StoredResponse makeStored(const http::RequestHead& request, const http::ResponseHead& response,
                          WallTime requested, WallTime received, const Options& options,
                          std::string_view route) {
    StoredResponse stored;
    stored.status = response.status;
    stored.reason = response.reason;
    stored.fields = storedFields(response.fields, received);
    stored.varyNames = varyNames(response.fields).value_or(std::vector<std::string>{"*"});
    stored.reuse = reuseOf(request, response, requested, received, options);
    if (stored.reuse.presumed) stored.varyNames = withChoosingNames(stored.varyNames);
    stored.selecting = selectingFields(request.fields, stored.varyNames);
    stored.tags = tagsOf(response.fields);
    stored.requested = requested;
    stored.received = received;
    stored.route = route;
    return stored;
}

std::vector<std::string> tagsOf(const http::HeaderMap& responseFields) {
    std::vector<std::string> tags;
    for (const auto field : responseFields) {
        if (http::equalNames(field.name, "Surrogate-Key")) addTags(field.value, " \t", tags);
        if (http::equalNames(field.name, "Cache-Tag")) addTags(field.value, ",", tags);
    }
    return tags;
}

}  // namespace sluice::cache
