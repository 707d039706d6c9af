#pragma once

#include <QObject>
#include <QTemporaryDir>
#include <memory>
#include <string>

#include "support/transport_client.h"
#include "upstream/transport/factory.h"

namespace sluice::test {

http::RequestHead requestFor(std::string method, std::string target = "/");
http::RequestHead withBody(http::RequestHead head, http::Framing framing);
http::Framing length(uint64_t bytes);
/// Bytes without a pattern that a lost or doubled piece would keep.
std::string largeText(size_t bytes);
QByteArray describe(const Fetch& fetch);

/// The same requests in, the same answers out, whatever transport carries them: the tests of a
/// class that derives from this one run with each transport.
class TransportContract : public QObject {
    Q_OBJECT

protected:
    void open(uint16_t port);
    Fetch fetch(http::RequestHead head, std::unique_ptr<TextBody> body = nullptr);
    Fetch get(std::string target = "/") { return fetch(requestFor("GET", std::move(target))); }
    bool speaksTls() const { return m_tls; }
    bool isDirect() const { return m_kind == upstream::TransportKind::direct; }

    upstream::PoolOptions m_options;
    upstream::PoolCell m_cell;
    std::shared_ptr<upstream::Server> m_server;
    std::unique_ptr<upstream::Transport> m_transport;

private:
    upstream::TransportKind m_kind = upstream::TransportKind::direct;
    bool m_tls = false;
    QTemporaryDir m_certificate;

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
};

}  // namespace sluice::test

#define FINISHED(fetch) QVERIFY2((fetch).finish(), "not done after 30 s")
#define ANSWERED(fetch)                                                        \
    do {                                                                       \
        FINISHED(fetch);                                                       \
        QVERIFY2(!(fetch).failure, sluice::test::describe(fetch).constData()); \
    } while (false)
#define FAILED(fetch, kind)                                                        \
    do {                                                                           \
        FINISHED(fetch);                                                           \
        QVERIFY2((fetch).failed(kind), sluice::test::describe(fetch).constData()); \
    } while (false)
