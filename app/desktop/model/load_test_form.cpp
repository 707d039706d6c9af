#include "load_test_form.h"

#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace sluice::desktop {

namespace {

constexpr int kMaxInFlight = 10'000;
constexpr int kMaxRate = 1'000'000;
constexpr int kMaxTime_s = 86'400;

bool isWithin(const QString& text, int least, int most) {
    bool isNumber = false;
    const int number = text.trimmed().toInt(&isNumber);
    return isNumber && number >= least && number <= most;
}

bool isLoopback(const QString& host) {
    return host == u"localhost" || host == u"::1" || host.startsWith(u"127.");
}

}  // namespace

QString LoadTestForm::urlProblem() const {
    const QUrl url(m_url.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.scheme() != u"http")
        return tr("Write it like http://127.0.0.1:8080/path.");
    if (isLoopback(url.host())) return {};
    return tr("Only this machine here; for others, see sluice bench --help.");
}

QString LoadTestForm::loadProblem() const {
    if (m_open)
        return isWithin(m_rate, 1, kMaxRate) ? QString() : tr("A number from 1 to 1,000,000.");
    return isWithin(m_inFlight, 1, kMaxInFlight) ? QString() : tr("A number from 1 to 10,000.");
}

QString LoadTestForm::timeProblem() const {
    return isWithin(m_duration_s, 1, kMaxTime_s) ? QString() : tr("Whole seconds, at most a day.");
}

QString LoadTestForm::warmUpProblem() const {
    if (isWithin(m_warmUp_s, 0, kMaxTime_s) && (!m_open || isWithin(m_ramp_s, 0, kMaxTime_s)))
        return {};
    return tr("Whole seconds; 0 for none.");
}

QString LoadTestForm::methodProblem() const {
    static const QRegularExpression token(u"^[!#$%&'*+.^_`|~0-9A-Za-z-]*$"_s);
    const QString method = m_method.trimmed();
    if (token.match(method).hasMatch() && method != u"CONNECT") return {};
    return tr("A word such as PUT.");
}

QString LoadTestForm::headersProblem() const {
    static const QRegularExpression field(u"^[!#$%&'*+.^_`|~0-9A-Za-z-]+:"_s);
    for (const QString& line : headerLines())
        if (!field.match(line).hasMatch()) return tr("Write one a line, like Accept: text/html.");
    return {};
}

QStringList LoadTestForm::headerLines() const {
    QStringList lines;
    for (const QString& line : m_headers.split(u'\n'))
        if (!line.trimmed().isEmpty()) lines << line.trimmed();
    return lines;
}

bool LoadTestForm::moreIsWrong() const {
    return !(warmUpProblem().isEmpty() && methodProblem().isEmpty() && headersProblem().isEmpty());
}

bool LoadTestForm::valid() const {
    return urlProblem().isEmpty() && loadProblem().isEmpty() && timeProblem().isEmpty() &&
           !moreIsWrong();
}

/// Values that a user writes may begin with a dash: they stand in one word with their option.
QStringList LoadTestForm::arguments() const {
    QStringList arguments{m_url.trimmed(), u"--duration"_s, m_duration_s.trimmed() + u's'};
    arguments << (m_open ? u"--rate"_s : u"--in-flight"_s)
              << (m_open ? m_rate : m_inFlight).trimmed();
    if (m_open && m_ramp_s.trimmed().toInt() > 0)
        arguments << u"--ramp"_s << m_ramp_s.trimmed() + u's';
    if (m_warmUp_s.trimmed().toInt() > 0)
        arguments << u"--warm-up"_s << m_warmUp_s.trimmed() + u's';
    if (!m_keepAlive) arguments << u"--no-keep-alive"_s;
    if (!m_method.trimmed().isEmpty()) arguments << u"--method="_s + m_method.trimmed();
    for (const QString& line : headerLines())
        arguments << u"--header="_s + line;
    if (!m_body.isEmpty()) arguments << u"--body="_s + m_body;
    return arguments;
}

}  // namespace sluice::desktop
