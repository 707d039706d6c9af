#pragma once

#include <QElapsedTimer>

#include "cache/contents.h"
#include "gateway_control.h"
#include "row_model.h"

namespace sluice::desktop {

/// What is stored: the first entries by some order, and what takes the room. Asks for news every
/// two seconds while somebody looks.
class CacheContentsModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to CacheModel")
    /// Part of a URL; empty: all.
    Q_PROPERTY(QString search READ search WRITE setSearch NOTIFY changed)
    Q_PROPERTY(int order READ order WRITE setOrder NOTIFY changed)
    /// Whether somebody looks.
    Q_PROPERTY(bool live READ live WRITE setLive NOTIFY changed)
    /// "200 of 4,312, the largest"; empty before the first answer.
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(bool byRoute READ byRoute WRITE setByRoute NOTIFY changed)
    /// What takes room, largest first: names, parts of the memory's bound (0 to 1), and sizes.
    Q_PROPERTY(QList<QString> partNames READ partNames NOTIFY changed)
    Q_PROPERTY(QList<double> partShares READ partShares NOTIFY changed)
    Q_PROPERTY(QList<QString> partSizes READ partSizes NOTIFY changed)

public:
    enum Role {
        UrlRole = Qt::UserRole,
        PathRole,  ///< without "http://", and the host if it is where the gateway listens
        RouteRole,
        TypeRole,
        StatusRole,
        SizeRole,
        AgeRole,
        LeftRole,      ///< "59 s", "stale", "validated"
        LeftPartRole,  ///< of its lifetime, 0 to 1
        VariantsRole,
        HitsRole,
        WhyRole
    };
    enum Order { Largest, MostUsed, Newest };
    Q_ENUM(Order)

    static constexpr int interval_ms = 2000;

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString search() const { return m_search; }
    void setSearch(const QString& text);
    int order() const { return m_order; }
    void setOrder(int order);
    bool live() const { return m_live; }
    void setLive(bool live);
    QString summary() const;
    bool byRoute() const { return m_byRoute; }
    void setByRoute(bool byRoute);
    QStringList partNames() const;
    QList<double> partShares() const;
    QStringList partSizes() const;

    void show(const CacheContentsPtr& contents);
    /// A second has passed. `capacity` is the memory's bound in bytes, 0 without a cache;
    /// `listenUrl` as in a snapshot.
    void tick(uint64_t capacity, const QString& listenUrl);
    /// Something was removed or changed: asks at once.
    void refresh();
    void clear();

Q_SIGNALS:
    void changed();
    void asked(const sluice::cache::ContentsQuery& query);

private:
    struct Row {
        QString url, path, route, type, status, size, age, left;
        double leftPart = 0;
        QString variants, hits, why;

        bool operator==(const Row&) const = default;
    };

    Row rowOf(const cache::StoredUrl& url) const;
    const std::vector<cache::Contents::Part>& parts() const;

    QString m_search;
    Order m_order = Largest;
    bool m_live = false, m_byRoute = false;
    bool m_waiting = false, m_stale = false;  ///< an answer is due; it will be out of date
    uint64_t m_capacity = 0;
    QString m_listenUrl;
    QElapsedTimer m_sinceAsked;
    CacheContentsPtr m_contents;
    QList<Row> m_rows;
};

}  // namespace sluice::desktop
