#pragma once

#include <random>
#include <string>
#include <vector>

namespace sluice::fuzz {

/// Makes inputs of a corpus, the same for the same seed: some as they are, most with a few bytes or
/// tokens put in, taken out, repeated or moved over from another one.
class Mutator {
public:
    /// Neither is empty.
    Mutator(std::vector<std::string> corpus, std::vector<std::string> tokens, unsigned seed);

    std::string next();

private:
    size_t below(size_t bound) { return m_random() % bound; }
    const std::string& pick(const std::vector<std::string>& from) {
        return from[below(from.size())];
    }
    std::string pieceOf(const std::string& text, size_t most);
    void mutate(std::string& bytes);

    std::vector<std::string> m_corpus;
    std::vector<std::string> m_tokens;
    std::mt19937 m_random;
};

}  // namespace sluice::fuzz
