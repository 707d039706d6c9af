#include "cache_explanation_model.h"

#include <algorithm>

namespace sluice::desktop {

namespace {

using Known = cache::Explanation::State;

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

/// "Name: value | Name: value"; nothing if a part has no name.
std::optional<std::vector<std::pair<std::string, std::string>>> parsed(const QString& fields) {
    std::vector<std::pair<std::string, std::string>> result;
    for (const QString& part : fields.split(u'|', Qt::SkipEmptyParts)) {
        const qsizetype colon = part.indexOf(u':');
        const QString name = part.first(std::max<qsizetype>(colon, 0)).trimmed();
        if (name.isEmpty() || name.contains(u' ')) return {};
        result.emplace_back(name.toStdString(), part.sliced(colon + 1).trimmed().toStdString());
    }
    return result;
}

}  // namespace

int CacheExplanationModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> CacheExplanationModel::roleNames() const {
    return {{TextRole, "text"},
            {SectionRole, "section"},
            {DecidedRole, "decided"},
            {TitleRole, "title"}};
}

QVariant CacheExplanationModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case TextRole:
            return row.text;
        case SectionRole:
            return row.section;
        case DecidedRole:
            return row.decided;
        case TitleRole:
            return row.title;
        default:
            return {};
    }
}

QString CacheExplanationModel::summary() const {
    if (m_state == Failed) return m_problem;
    return m_explanation ? text(m_explanation->summary) : QString();
}

int CacheExplanationModel::mark() const {
    if (m_state == Failed) return Mark::Bad;
    if (!m_explanation || m_explanation->state == Known::unknown) return Mark::Off;
    return m_explanation->state == Known::stored ? Mark::Good : Mark::Notice;
}

QString CacheExplanationModel::answer() const {
    if (!m_explanation || m_explanation->status == 0) return {};
    QString answer = QString::number(m_explanation->status);
    for (const auto& [name, value] : m_explanation->answer)
        answer += QStringLiteral(" · ") + text(name) + QStringLiteral(": ") + text(value);
    if (m_explanation->answer.empty()) answer += tr(" · nothing about caching");
    return answer;
}

bool CacheExplanationModel::unknown() const {
    return m_state == Ready && m_explanation->state == Known::unknown;
}

bool CacheExplanationModel::mayAsk() const {
    return m_state == Ready && m_explanation && m_explanation->state != Known::noRoute &&
           m_explanation->state != Known::noCache;
}

QString CacheExplanationModel::fieldsProblem(const QString& fields) const {
    return parsed(fields) ? QString() : tr("Write them like Accept: text/html | Cookie: a=1");
}

void CacheExplanationModel::explain(const QString& url, const QString& fields) {
    m_url = url.trimmed();
    m_fields = fields;
    ask(false);
}

void CacheExplanationModel::askServer() {
    ask(true);
}

void CacheExplanationModel::ask(bool server) {
    const auto fields = parsed(m_fields);
    if (m_url.isEmpty() || !fields || m_state == Waiting) return;
    m_state = Waiting;
    Q_EMIT changed();
    Q_EMIT asked({m_url.toStdString(), *fields}, server);
}

void CacheExplanationModel::show(const CacheExplanationPtr& explanation) {
    m_state = Ready;
    m_explanation = explanation;
    arrange();
    Q_EMIT changed();
}

void CacheExplanationModel::arrange() {
    QList<Row> lookup, storing;
    for (const auto& step : m_explanation->lookup)
        lookup.append({text(step.text), text(step.section), step.decided, {}});
    for (const auto& step : m_explanation->storing) {
        const Row row{text(step.text), text(step.section), step.decided, {}};
        storing.insert(step.decided ? 0 : storing.size(), row);
    }
    if (!lookup.isEmpty()) lookup.first().title = tr("A request for it now");
    if (!storing.isEmpty()) storing.first().title = tr("Storing the last answer");
    const bool isStored = m_explanation->state == Known::stored;
    replaceRows(m_rows, isStored ? lookup + storing : storing + lookup);
}

void CacheExplanationModel::fail(const QString& why) {
    m_state = Failed;
    m_problem = why;
    m_explanation.reset();
    replaceRows(m_rows, {});
    Q_EMIT changed();
}

void CacheExplanationModel::clear() {
    m_state = Unasked;
    m_explanation.reset();
    replaceRows(m_rows, {});
    Q_EMIT changed();
}

}  // namespace sluice::desktop
