#include "http/current_date.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

class CurrentDateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isThisSecond();
};

void CurrentDateTest::isThisSecond() {
    // The coarse clock may lag behind by a few milliseconds.
    const QDateTime before = QDateTime::currentDateTimeUtc().addMSecs(-50);
    const std::string_view date = sluice::http::currentDate();
    const QDateTime after = QDateTime::currentDateTimeUtc();
    const QString text = QString::fromUtf8(date.data(), qsizetype(date.size()));
    QDateTime read =
        QLocale(QLocale::C).toDateTime(text, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    read.setTimeSpec(Qt::UTC);
    QVERIFY2(read.isValid(), qPrintable(text));
    QVERIFY(read.toSecsSinceEpoch() >= before.toSecsSinceEpoch() && read <= after);
}

QTEST_APPLESS_MAIN(CurrentDateTest)
#include "current_date_test.moc"
