#include <QPainter>
#include <QtTest>

#include "icon.h"
#include "plot.h"

using namespace sluice::desktop;

/// What is painted by hand.
class DrawingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLineHasGaps();
    void whatIsBeyondTheEndsIsDrawnOnThem();
    void aLonelyPointIsSeen();
    void iconsAreRead();

private:
    static QImage paint(PlotSeries& series);
    static bool isDrawn(const QImage& picture, int x);
};

/// From -10 to 0 and 0 to 1, ten pixels a unit.
QImage DrawingTest::paint(PlotSeries& series) {
    Plot plot;
    plot.setSize({100, 100});
    plot.setProperty("xFrom", -10);
    plot.setProperty("xTo", 0);
    QQmlListProperty<PlotSeries> all = plot.series();
    all.append(&all, &series);
    series.setProperty("color", QColor(Qt::black));
    QImage picture(100, 100, QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    plot.paint(&painter);
    return picture;
}

bool DrawingTest::isDrawn(const QImage& picture, int x) {
    for (int y = 0; y < picture.height(); ++y)
        if (picture.pixelColor(x, y) != Qt::white) return true;
    return false;
}

void DrawingTest::aLineHasGaps() {
    PlotSeries series;
    series.setLine({{-10, 0.5}, {-7, 0.5}, {-6, PlotSeries::gap}, {-3, 0.5}, {0, 0.5}});
    const QImage picture = paint(series);
    QVERIFY(isDrawn(picture, 15));
    QVERIFY(!isDrawn(picture, 40));
    QVERIFY(!isDrawn(picture, 60));
    QVERIFY(isDrawn(picture, 85));
}

void DrawingTest::whatIsBeyondTheEndsIsDrawnOnThem() {
    PlotSeries series;
    series.setLine({{-10, -5}, {0, -5}});
    const QImage picture = paint(series);
    QVERIFY(picture.pixelColor(50, 99) != Qt::white);
    QCOMPARE(picture.pixelColor(50, 90), QColor(Qt::white));
}

void DrawingTest::aLonelyPointIsSeen() {
    PlotSeries series;
    series.setBand({{-6, 0}, {-5, 0}, {-4, 0}},
                   {{-6, PlotSeries::gap}, {-5, 1}, {-4, PlotSeries::gap}});
    const QImage picture = paint(series);
    QVERIFY(isDrawn(picture, 50));
    QVERIFY(!isDrawn(picture, 35));
    QVERIFY(!isDrawn(picture, 65));
}

void DrawingTest::iconsAreRead() {
    const auto bounds = [](const char* text) {
        return Icon::parse(QString::fromLatin1(text)).boundingRect().toAlignedRect();
    };
    QCOMPARE(bounds("M 4 4 H 12 V 12 H 4 Z"), QRect(4, 4, 8, 8));
    QCOMPARE(bounds("M 2 8 A 6 6 0 1 1 14 8"), QRect(2, 2, 12, 6));  // the upper half of a circle
    QCOMPARE(bounds("M 2 8 A 6 6 0 1 0 14 8"), QRect(2, 8, 12, 6));
    QCOMPARE(bounds("M 2 2 L 10 2 10 6"), QRect(2, 2, 8, 4));
    QVERIFY(Icon::parse(QStringLiteral("X 1 2")).isEmpty());
}

QTEST_MAIN(DrawingTest)
#include "drawing_test.moc"
