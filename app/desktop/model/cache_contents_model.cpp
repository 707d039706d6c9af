#include "cache_contents_model.h"

#include <algorithm>

#include "number_format.h"

namespace sluice::desktop {

namespace {

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QString sizeText(uint64_t bytes) {
    const format::Quantity size = format::bytes(static_cast<double>(bytes));
    return size.value + u' ' + size.unit;
}

QString leftText(const cache::StoredUrl& url) {
    if (url.noCache) return CacheContentsModel::tr("validated");
    if (url.freshFor <= cache::Seconds(0)) return CacheContentsModel::tr("stale");
    return format::duration(static_cast<double>(url.freshFor.count()));
}

QString shortened(const QString& url, const QString& listenUrl) {
    if (!listenUrl.isEmpty() && url.startsWith(listenUrl + u'/'))
        return url.sliced(listenUrl.size());
    const QString scheme = QStringLiteral("http://");
    return url.startsWith(scheme) ? url.sliced(scheme.size()) : url;
}

}  // namespace

int CacheContentsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> CacheContentsModel::roleNames() const {
    return {{UrlRole, "url"},           {PathRole, "path"},      {RouteRole, "route"},
            {TypeRole, "type"},         {StatusRole, "status"},  {SizeRole, "size"},
            {AgeRole, "age"},           {LeftRole, "remaining"}, {LeftPartRole, "remainingPart"},
            {VariantsRole, "variants"}, {HitsRole, "hits"},      {WhyRole, "why"}};
}

QVariant CacheContentsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case UrlRole:
            return row.url;
        case PathRole:
            return row.path;
        case RouteRole:
            return row.route;
        case TypeRole:
            return row.type;
        case StatusRole:
            return row.status;
        case SizeRole:
            return row.size;
        case AgeRole:
            return row.age;
        case LeftRole:
            return row.left;
        case LeftPartRole:
            return row.leftPart;
        case VariantsRole:
            return row.variants;
        case HitsRole:
            return row.hits;
        case WhyRole:
            return row.why;
        default:
            return {};
    }
}

CacheContentsModel::Row CacheContentsModel::rowOf(const cache::StoredUrl& url) const {
    const auto lifetime = static_cast<double>(url.lifetime.count());
    const auto left = static_cast<double>(url.freshFor.count());
    return {.url = text(url.key),
            .path = shortened(text(url.key), m_listenUrl),
            .route = text(url.route),
            .type = text(url.contentType),
            .status = QString::number(url.status),
            .size = sizeText(url.bytes),
            .age = format::duration(static_cast<double>(url.age.count())),
            .left = leftText(url),
            .leftPart = url.noCache || lifetime <= 0 ? 0 : std::clamp(left / lifetime, 0.0, 1.0),
            .variants = QString::number(url.variants),
            .hits = format::shortCount(static_cast<double>(url.hits)),
            .why = text(url.reason.text)};
}

void CacheContentsModel::setSearch(const QString& search) {
    if (search == m_search) return;
    m_search = search;
    Q_EMIT changed();
    refresh();
}

void CacheContentsModel::setOrder(int order) {
    if (order == m_order) return;
    m_order = static_cast<Order>(std::clamp(order, 0, int{Newest}));
    Q_EMIT changed();
    refresh();
}

void CacheContentsModel::setLive(bool live) {
    if (live == m_live) return;
    m_live = live;
    Q_EMIT changed();
    refresh();
}

void CacheContentsModel::setByRoute(bool byRoute) {
    if (byRoute == m_byRoute) return;
    m_byRoute = byRoute;
    Q_EMIT changed();
}

QString CacheContentsModel::summary() const {
    if (!m_contents) return {};
    const auto matching = static_cast<double>(m_contents->matching);
    if (m_contents->matching <= m_contents->urls.size())
        return tr("%1 entries").arg(format::count(matching));
    const QString shown = format::count(static_cast<double>(m_contents->urls.size()));
    return tr("%1 of %2 entries").arg(shown, format::count(matching));
}

const std::vector<cache::Contents::Part>& CacheContentsModel::parts() const {
    static const std::vector<cache::Contents::Part> none;
    if (!m_contents) return none;
    return m_byRoute ? m_contents->routes : m_contents->types;
}

QStringList CacheContentsModel::partNames() const {
    QStringList names;
    for (const auto& part : parts())
        names.append(text(part.name));
    return names;
}

QList<double> CacheContentsModel::partShares() const {
    QList<double> shares;
    for (const auto& part : parts())
        shares.append(
            m_capacity > 0 ? static_cast<double>(part.bytes) / static_cast<double>(m_capacity) : 0);
    return shares;
}

QStringList CacheContentsModel::partSizes() const {
    QStringList sizes;
    for (const auto& part : parts())
        sizes.append(sizeText(part.bytes));
    return sizes;
}

void CacheContentsModel::show(const CacheContentsPtr& contents) {
    m_waiting = false;
    if (m_capacity == 0) return;
    if (m_stale) return refresh();
    if (!contents) return;
    m_contents = contents;
    QList<Row> rows;
    for (const auto& url : contents->urls)
        rows.append(rowOf(url));
    replaceRows(m_rows, rows);
    Q_EMIT changed();
}

void CacheContentsModel::tick(uint64_t capacity, const QString& listenUrl) {
    if (capacity == 0) return clear();
    m_listenUrl = listenUrl;
    m_capacity = capacity;
    const bool due = !m_sinceAsked.isValid() || m_sinceAsked.elapsed() >= interval_ms - 500;
    if (due && !m_waiting) refresh();
}

void CacheContentsModel::refresh() {
    m_stale = m_waiting;
    if (!m_live || m_waiting || m_capacity == 0) return;
    m_waiting = true;
    m_sinceAsked.start();
    cache::ContentsQuery query;
    query.text = m_search.trimmed().toStdString();
    query.order = static_cast<cache::ContentsQuery::Order>(m_order);
    Q_EMIT asked(query);
}

void CacheContentsModel::clear() {
    m_capacity = 0;
    m_waiting = m_stale = false;
    m_contents.reset();
    replaceRows(m_rows, {});
    Q_EMIT changed();
}

}  // namespace sluice::desktop
