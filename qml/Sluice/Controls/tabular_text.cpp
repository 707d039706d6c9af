#include "tabular_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace sluice::desktop {

TabularText::TabularText(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    connect(this, &TabularText::alignRightChanged, this, [this] { update(); });
    layout();
}

void TabularText::setText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    layout();
    Q_EMIT textChanged();
}

void TabularText::setColor(const QColor& color) {
    if (color == m_color) return;
    m_color = color;
    update();
    Q_EMIT colorChanged();
}

void TabularText::setFont(const QFont& font) {
    if (font == m_font) return;
    m_font = font;
    layout();
    Q_EMIT fontChanged();
}

qreal TabularText::advance(QChar character) const {
    return character.isDigit() ? m_digitWidth : QFontMetricsF(m_font).horizontalAdvance(character);
}

void TabularText::layout() {
    const QFontMetricsF metrics(m_font);
    m_digitWidth = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        m_digitWidth = std::max(m_digitWidth, metrics.horizontalAdvance(QChar(digit)));
    m_textWidth = 0;
    for (const QChar character : m_text)
        m_textWidth += advance(character);
    setImplicitSize(std::ceil(m_textWidth), std::ceil(metrics.height()));
    setBaselineOffset(metrics.ascent());
    update();
}

void TabularText::paint(QPainter* painter) {
    painter->setFont(m_font);
    painter->setPen(m_color);
    const QFontMetricsF metrics(m_font);
    const qreal top = (height() - metrics.height()) / 2;
    qreal x = m_alignRight ? width() - m_textWidth : 0;
    for (const QChar character : m_text) {
        const qreal room = advance(character);
        const qreal slack = room - metrics.horizontalAdvance(character);
        painter->drawText(QPointF(x + slack / 2, top + metrics.ascent()), QString(character));
        x += room;
    }
}

}  // namespace sluice::desktop
