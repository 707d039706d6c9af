#pragma once

#include <QColor>
#include <QFont>
#include <QQuickPaintedItem>

namespace sluice::desktop {

/// One line of text whose digits all take the room of the widest, so that a changing number does
/// not jitter and columns line up. Qt 6.4 cannot switch on a font's own tabular figures.
class TabularText : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY colorChanged)
    Q_PROPERTY(QFont font READ font WRITE setFont NOTIFY fontChanged)
    Q_PROPERTY(bool alignRight MEMBER m_alignRight NOTIFY alignRightChanged)

public:
    explicit TabularText(QQuickItem* parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString& text);
    QColor color() const { return m_color; }
    void setColor(const QColor& color);
    QFont font() const { return m_font; }
    void setFont(const QFont& font);

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void textChanged();
    void colorChanged();
    void fontChanged();
    void alignRightChanged();

private:
    qreal advance(QChar character) const;
    void layout();

    QString m_text;
    QColor m_color;
    QFont m_font;
    bool m_alignRight = false;
    qreal m_digitWidth = 0;
    qreal m_textWidth = 0;
};

}  // namespace sluice::desktop
