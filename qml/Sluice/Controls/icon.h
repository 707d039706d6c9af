#pragma once

#include <QColor>
#include <QPainterPath>
#include <QQuickPaintedItem>

namespace sluice::desktop {

/// A drawing on a grid of 16 × 16, of lines or filled. Painted, since a Shape that is scrolled out
/// of sight is drawn all the same where Qt Quick draws in memory.
class Icon : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    /// As SVG has it: M L H V C A Z with absolute coordinates, parted by spaces. An arc's ellipse
    /// is not turned.
    Q_PROPERTY(QString path READ path WRITE setPath NOTIFY looksChanged REQUIRED)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY looksChanged)
    Q_PROPERTY(bool filled MEMBER m_filled NOTIFY looksChanged)

public:
    static constexpr int grid = 16;

    explicit Icon(QQuickItem* parent = nullptr);

    QString path() const { return m_text; }
    void setPath(const QString& text);

    void paint(QPainter* painter) override;

    /// What cannot be read ends the path.
    static QPainterPath parse(const QString& text);

Q_SIGNALS:
    void looksChanged();

private:
    QString m_text;
    QPainterPath m_path;
    QColor m_color = Qt::gray;
    bool m_filled = false;
};

}  // namespace sluice::desktop
