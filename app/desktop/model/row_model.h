#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <algorithm>

namespace sluice::desktop {

/// A table whose rows are replaced once a second. Rows keep their place and their delegate, so that
/// a slider that is being dragged, or the keyboard focus, is not disturbed.
class RowModel : public QAbstractListModel {
    Q_OBJECT
    QML_ANONYMOUS
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    using QAbstractListModel::QAbstractListModel;

    int count() const { return rowCount({}); }

Q_SIGNALS:
    void countChanged();

protected:
    template <class Row>
    void replaceRows(QList<Row>& rows, const QList<Row>& next) {
        const auto before = rows.size();
        if (next.size() < before) {
            beginRemoveRows({}, static_cast<int>(next.size()), static_cast<int>(before) - 1);
            rows.resize(next.size());
            endRemoveRows();
        }
        for (qsizetype i = 0; i < rows.size(); ++i)
            replaceRow(rows, static_cast<int>(i), next.at(i));
        if (next.size() > before) {
            beginInsertRows({}, static_cast<int>(before), static_cast<int>(next.size()) - 1);
            rows.append(next.sliced(before));
            endInsertRows();
        }
        if (next.size() != before) Q_EMIT countChanged();
    }

    template <class Row>
    void replaceRow(QList<Row>& rows, int i, const Row& next) {
        if (rows.at(i) == next) return;
        rows[i] = next;
        Q_EMIT dataChanged(index(i), index(i));
    }
};

}  // namespace sluice::desktop
