#include "icon.h"

#include <QPainter>
#include <QStringList>
#include <cmath>
#include <numbers>
#include <utility>

namespace sluice::desktop {

namespace {

constexpr qreal lineWidth = 1.5;
constexpr qreal degree = std::numbers::pi / 180;

/// The numbers that follow a command.
class Numbers {
public:
    explicit Numbers(const QString& text) : m_words(text.split(u' ', Qt::SkipEmptyParts)) {}

    bool atEnd() const { return m_next >= m_words.size(); }
    /// The command that comes; 0 if it is a number: the last one goes on.
    char16_t command() {
        const QString& word = m_words.at(m_next);
        if (word.size() != 1 || !word.at(0).isLetter()) return 0;
        ++m_next;
        return word.at(0).unicode();
    }
    qreal number() { return atEnd() ? 0 : m_words.at(m_next++).toDouble(); }
    QPointF point() {
        const qreal x = number();
        return {x, number()};
    }

private:
    QStringList m_words;
    qsizetype m_next = 0;
};

/// SVG 2, appendix B.2.4: from the two ends of an arc to its centre.
void arcTo(QPainterPath& path, QPointF radii, bool large, bool sweep, QPointF end) {
    const QPointF start = path.currentPosition();
    const auto squared = [](qreal value) { return value * value; };
    QPointF half = (start - end) / 2;
    half = {half.x() / radii.x(), half.y() / radii.y()};  // on the unit circle from here on
    const qreal length = squared(half.x()) + squared(half.y());
    if (length > 1) radii *= std::sqrt(length), half /= std::sqrt(length);
    const qreal aside = std::sqrt(std::max(0.0, 1 / std::min(length, 1.0) - 1));
    const QPointF centre = QPointF(half.y(), -half.x()) * (large != sweep ? aside : -aside);
    const qreal from = std::atan2(half.y() - centre.y(), half.x() - centre.x());
    qreal turn = std::atan2(-half.y() - centre.y(), -half.x() - centre.x()) - from;
    if (sweep && turn < 0) turn += 2 * std::numbers::pi;
    if (!sweep && turn > 0) turn -= 2 * std::numbers::pi;
    const QPointF middle =
        (start + end) / 2 + QPointF(centre.x() * radii.x(), centre.y() * radii.y());
    const QRectF ellipse(middle - radii, middle + radii);
    path.arcTo(ellipse, -from / degree, -turn / degree);
}

bool add(QPainterPath& path, char16_t command, Numbers& numbers) {
    const QPointF here = path.currentPosition();
    switch (command) {
        case u'M':
            path.moveTo(numbers.point());
            return true;
        case u'L':
            path.lineTo(numbers.point());
            return true;
        case u'H':
            path.lineTo(numbers.number(), here.y());
            return true;
        case u'V':
            path.lineTo(here.x(), numbers.number());
            return true;
        case u'C': {
            const QPointF first = numbers.point(), second = numbers.point();
            path.cubicTo(first, second, numbers.point());
            return true;
        }
        case u'A': {
            const QPointF radii = numbers.point();
            numbers.number();  // how far it is turned
            const bool large = numbers.number() != 0, sweep = numbers.number() != 0;
            arcTo(path, radii, large, sweep, numbers.point());
            return true;
        }
        case u'Z':
            path.closeSubpath();
            return true;
        default:
            return false;
    }
}

}  // namespace

Icon::Icon(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    setImplicitSize(grid, grid);
    connect(this, &Icon::looksChanged, this, [this] { update(); });
}

void Icon::setPath(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    m_path = parse(text);
    Q_EMIT looksChanged();
}

QPainterPath Icon::parse(const QString& text) {
    QPainterPath path;
    Numbers numbers(text);
    char16_t command = 0;
    while (!numbers.atEnd()) {
        if (const char16_t next = numbers.command()) command = next;
        if (!add(path, command, numbers)) break;
    }
    return path;
}

void Icon::paint(QPainter* painter) {
    if (m_filled) {
        painter->fillPath(m_path, m_color);
        return;
    }
    painter->setPen(QPen(m_color, lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPath(m_path);
}

}  // namespace sluice::desktop
