#include "cache/explanation.h"

#include <array>

#include "cache/freshness.h"
#include "cache/key.h"
#include "cache/storability.h"

namespace sluice::cache {

namespace {

using State = Explanation::State;

constexpr std::array<std::string_view, 9> shownNames{
    "Cache-Control", "CDN-Cache-Control", "Pragma", "Expires", "Last-Modified", "ETag", "Vary",
    "Age",           "Set-Cookie"};

Explanation::Fields shown(const http::HeaderMap& fields) {
    Explanation::Fields result;
    for (const auto field : fields) {
        for (const std::string_view name : shownNames) {
            if (!http::equalNames(field.name, name)) continue;
            const bool secret = name == "Set-Cookie";
            result.emplace_back(name, secret ? "(not shown)" : field.value.substr(0, 512));
        }
    }
    return result;
}

/// Why what is stored was stored: the one that decided.
Step storedBecause(const StoredResponse& response, const Reason& reason) {
    const RuleText& text = textOf(reason.rule);
    std::string sentence(text.decided);
    if (reason.rule == Rule::configured) sentence += " (" + reason.text + ")";
    sentence += ", for " + std::to_string(response.reuse.lifetime.count()) + " s";
    return {std::move(sentence), text.section, true};
}

std::string summaryOf(const Explanation& explanation) {
    const std::string left = std::to_string(explanation.freshFor.count());
    if (explanation.freshFor > Seconds(0))
        return "Stored by " + explanation.reason->text + ", fresh for " + left + " s more.";
    return "Stored by " + explanation.reason->text + ", but no longer fresh: it is validated.";
}

void describe(Explanation& explanation, const StoredResponse& response, std::string_view path,
              WallTime now, const Options& options) {
    explanation.state = State::stored;
    explanation.status = response.status;
    explanation.answer = shown(response.fields);
    explanation.age = currentAge(response, now);
    explanation.lifetime = response.reuse.lifetime;
    explanation.freshFor = freshFor(response, now);
    explanation.reason = reasonOf(response.reuse, path, options);
    explanation.storing = {storedBecause(response, *explanation.reason)};
    explanation.summary = summaryOf(explanation);
}

}  // namespace

std::string_view nameOf(State state) {
    constexpr std::array<std::string_view, 5> names{"stored", "not-stored", "unknown", "no-cache",
                                                    "no-route"};
    return names[static_cast<size_t>(state)];
}

Explanation explain(const Store& store, const http::RequestHead& request, WallTime now,
                    const Options& options, std::string_view upstream) {
    const std::string key = keyFor(request, upstream);
    Explanation explanation;
    explanation.key = urlOf(key);
    const VariantsPtr variants = store.peek(key);
    explanation.lookup = explainLookup(variants.get(), request, now, options);
    const auto response = variants ? select(*variants, request.fields, now) : nullptr;
    if (response) {
        describe(explanation, *response, request.path(), now, options);
    } else if (const auto refusal = store.refusals.find(key)) {
        explainRefusal(explanation, *refusal, now, options);
    } else {
        explanation.summary = "Nothing is stored for it, and no answer was seen lately.";
    }
    return explanation;
}

void explainRefusal(Explanation& explanation, const Refusal& refusal, WallTime now,
                    const Options& options) {
    explanation.state = State::notStored;
    explanation.status = refusal.response.status;
    explanation.answer = shown(refusal.response.fields);
    explanation.age = std::chrono::floor<Seconds>(now - refusal.received);
    explanation.storing = explainStoring(refusal.request, refusal.response, refusal.requested,
                                         refusal.received, options);
    if (refusal.cause == Refusal::Cause::size) {
        explanation.storing.back().decided = false;
        explanation.storing.push_back(
            {"its content is larger than cache.max_entry_bytes", "the configuration", true});
    }
    const Step& decisive = explanation.storing.back();
    const bool wouldBe = decisive.text.starts_with("stored");
    explanation.summary =
        wouldBe ? "The last answer was not stored, the next one would be: " : "Not stored: ";
    explanation.summary += decisive.text + '.';
}

}  // namespace sluice::cache
