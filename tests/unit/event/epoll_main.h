#pragma once

#include <QCoreApplication>
#include <QTest>

#include "event/epoll_dispatcher.h"

/// Runs a test class on a main thread whose event loop is an EpollDispatcher.
#define EPOLL_TEST_MAIN(TestClass)                                                \
    int main(int argc, char** argv) {                                             \
        QCoreApplication::setEventDispatcher(new sluice::event::EpollDispatcher); \
        QCoreApplication application(argc, argv);                                 \
        TestClass test;                                                           \
        return QTest::qExec(&test, argc, argv);                                   \
    }
