#include "fuzz/mutator.h"

#include <utility>

namespace sluice::fuzz {

Mutator::Mutator(std::vector<std::string> corpus, std::vector<std::string> tokens, unsigned seed)
    : m_corpus(std::move(corpus)), m_tokens(std::move(tokens)), m_random(seed) {}

std::string Mutator::next() {
    std::string bytes = pick(m_corpus);
    if (below(4) == 0) bytes += pick(m_corpus);
    for (size_t count = below(5); count > 0; --count)
        mutate(bytes);
    return bytes;
}

std::string Mutator::pieceOf(const std::string& text, size_t most) {
    const size_t at = below(text.size() + 1);
    return text.substr(at, below(most));
}

void Mutator::mutate(std::string& bytes) {
    const size_t at = below(bytes.size() + 1);
    switch (below(8)) {
        case 0:
        case 1:
            bytes.insert(at, pick(m_tokens));
            break;
        case 2:
            bytes.erase(at, 1 + below(4));
            break;
        case 3:
            bytes.resize(at);
            break;
        case 4:
            bytes.insert(at, pieceOf(bytes, 40));
            break;
        case 5:
            bytes.insert(at, pieceOf(pick(m_corpus), 200));
            break;
        case 6:
            bytes.insert(at, below(400), 'x');
            break;
        default:
            if (at < bytes.size()) bytes[at] = static_cast<char>(below(256));
    }
}

}  // namespace sluice::fuzz
