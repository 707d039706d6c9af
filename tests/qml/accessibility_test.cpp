#include <QAccessible>
#include <QQmlComponent>
#include <QtTest>
#include <cmath>

#include "test_home.h"
#include "test_window.h"

using namespace sluice::desktop;
using namespace Qt::StringLiterals;

namespace {

struct Node {
    QAccessible::Role role{};
    QString name;
    QAccessible::State state;
    QList<Node> children;
};

/// What a screen reader finds below `interface`, without what is not to be seen.
Node treeOf(QAccessibleInterface* interface) {
    Node node{interface->role(), interface->text(QAccessible::Name), interface->state(), {}};
    for (int i = 0; i < interface->childCount(); ++i) {
        QAccessibleInterface* child = interface->child(i);
        if (child && !child->state().invisible) node.children.append(treeOf(child));
    }
    return node;
}

template <class Visit>
void each(const Node& node, Visit visit) {
    visit(node);
    for (const Node& child : node.children)
        each(child, visit);
}

bool needsAName(QAccessible::Role role) {
    static const QList<QAccessible::Role> roles{
        QAccessible::Button,       QAccessible::RadioButton, QAccessible::CheckBox,
        QAccessible::EditableText, QAccessible::Slider,      QAccessible::PageTab,
        QAccessible::Row,          QAccessible::Cell,        QAccessible::ListItem,
        QAccessible::Table,        QAccessible::List,        QAccessible::Dialog,
        QAccessible::Grouping,     QAccessible::StaticText};
    return roles.contains(role);
}

double luminance(const QColor& color) {
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

/// WCAG 2.1, "contrast ratio".
double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

}  // namespace

/// What a screen reader is told, and whether one can tell the colours apart.
class AccessibilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everythingHasARoleAndAName_data();
    void everythingHasARoleAndAName();
    void choicesAreRadioButtons();
    void coloursHaveContrast_data();
    void coloursHaveContrast();

private:
    static bool show(TestWindow& test, const QString& screen);

    TestHome m_home;
};

void AccessibilityTest::initTestCase() {
    QAccessible::setActive(true);
}

bool AccessibilityTest::show(TestWindow& test, const QString& screen) {
    if (screen == u"welcome"_s) return QTest::qWaitForWindowActive(&test.window());
    if (!test.start() || !QTest::qWaitForWindowActive(&test.window())) return false;
    if (screen == u"balancer"_s) return test.showBalancer();
    if (screen == u"resilience"_s) return test.showResilience();
    if (screen == u"cache"_s) return test.showCache();
    if (screen == u"snapshots"_s) return test.showSnapshots();
    if (screen == u"load test"_s) QTest::keyClick(&test.window(), Qt::Key_5);
    if (screen == u"settings"_s) QTest::keyClick(&test.window(), Qt::Key_Comma);
    return true;
}

void AccessibilityTest::everythingHasARoleAndAName_data() {
    QTest::addColumn<QString>("screen");
    QTest::addColumn<int>("rows");  // at least, of its tables
    QTest::newRow("welcome") << u"welcome"_s << 0;
    QTest::newRow("overview") << u"overview"_s << 4;
    QTest::newRow("balancer") << u"balancer"_s << 4;
    QTest::newRow("resilience") << u"resilience"_s << 4;
    QTest::newRow("cache") << u"cache"_s << 5;
    QTest::newRow("snapshots") << u"snapshots"_s << 11;
    QTest::newRow("load test") << u"load test"_s << 0;
    QTest::newRow("settings") << u"settings"_s << 0;
}

void AccessibilityTest::everythingHasARoleAndAName() {
    QFETCH(QString, screen);
    QFETCH(int, rows);
    TestWindow test;
    QVERIFY(show(test, screen));
    QVERIFY(!test.window().grabWindow().isNull());
    const Node tree = treeOf(QAccessible::queryAccessibleInterface(&test.window()));
    QStringList faults;
    int nodes = 0, found = 0;
    each(tree, [&](const Node& node) {
        ++nodes;
        const QString told = u"role %1 “%2”"_s.arg(int{node.role}).arg(node.name);
        if (node.name.contains(
                QRegularExpression(u"0x[0-9a-f]{4,}|QMLTYPE|_QML_|\\[object|undefined"_s)))
            faults.append(u"no name for a person: "_s + told);
        if (needsAName(node.role) && node.name.trimmed().isEmpty())
            faults.append(u"no name: "_s + told);
        // AT-SPI has no word for an indicator: Qt 6.4 tells that it is "unknown".
        if (node.role == QAccessible::NoRole || node.role == QAccessible::Indicator)
            faults.append(u"no role: "_s + told);
        if (node.role == QAccessible::Cell && !node.name.contains(QRegularExpression(u"\\p{L}"_s)))
            faults.append(u"a number without its column: "_s + told);
        if (node.role != QAccessible::Table) return;
        for (const Node& row : node.children) {
            if (row.role == QAccessible::Row && !row.children.isEmpty())
                ++found;
            else if (row.role != QAccessible::ScrollBar)
                faults.append(u"no row of a table: role %1 “%2” in “%3”"_s.arg(int{row.role})
                                  .arg(row.name, node.name));
        }
    });
    QVERIFY2(faults.isEmpty(), qPrintable(u'\n' + faults.mid(0, 40).join(u'\n')));
    QVERIFY(nodes > 12);
    QVERIFY2(found >= rows, qPrintable(QString::number(found)));
}

void AccessibilityTest::choicesAreRadioButtons() {
    TestWindow test;
    QVERIFY(show(test, u"balancer"_s));
    QVERIFY(!test.window().grabWindow().isNull());
    const Node tree = treeOf(QAccessible::queryAccessibleInterface(&test.window()));
    QStringList checked;
    int radios = 0;
    each(tree, [&](const Node& node) {
        if (node.role != QAccessible::RadioButton) return;
        ++radios;
        QVERIFY2(node.state.checkable, qPrintable(node.name));
        if (node.state.checked) checked.append(node.name);
    });
    QVERIFY2(radios >= 8 + 2 + 2, qPrintable(QString::number(radios) + checked.join(u", "_s)));
    QCOMPARE(checked.size(), 3);  // a pool, a strategy, a time range
    QVERIFY(checked.contains(u"Weighted round robin"_s));
    QVERIFY(checked.contains(u"Pool api"_s));
}

void AccessibilityTest::coloursHaveContrast_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
}

void AccessibilityTest::coloursHaveContrast() {
    QFETCH(bool, dark);
    TestWindow test;
    test.appearance().setScheme(dark ? Appearance::Dark : Appearance::Light);
    QQmlComponent holder(&test.engine());
    holder.setData("import QtQml\nimport Sluice.Theme\nQtObject { property var theme: Theme }", {});
    const std::unique_ptr<QObject> held(holder.create());
    QVERIFY2(held, qPrintable(holder.errorString()));
    const auto* theme = held->property("theme").value<QObject*>();
    QVERIFY(theme);
    const auto colour = [theme](const char* name) { return theme->property(name).value<QColor>(); };
    QStringList faults;
    const auto expect = [&](const char* ink, const char* ground, double least) {
        QVERIFY2(colour(ink).isValid() && colour(ground).isValid(), ink);
        const double ratio = contrast(colour(ink), colour(ground));
        if (ratio < least)
            faults.append(
                u"%1 on %2: %3"_s.arg(QLatin1String(ink), QLatin1String(ground)).arg(ratio));
    };
    for (const char* ground : {"window", "sidebar", "card", "raised", "hovered", "selected"})
        for (const char* ink : {"text", "muted", "faint", "good", "notice", "bad", "accent"})
            expect(ink, ground, 4.5);
    expect("inkOnAccent", "accent", 4.5);
    for (const char* ground : {"window", "card"})
        expect("control", ground, 3);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"
