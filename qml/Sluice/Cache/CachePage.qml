import QtQuick
import QtQuick.Layouts
import Sluice.Model
import Sluice.Theme

// What the cache answers, what it holds and why, and for how long.
Item {
    id: page

    required property GatewayModel gateway

    readonly property CacheModel cache: gateway.cache
    readonly property bool low: height > 0 && height < 700
    readonly property bool narrow: width < 1100
    readonly property int gap: low ? 10 : Theme.gap

    Binding {
        property: "live"
        target: page.cache.contents
        value: page.visible
    }
    NoCache {
        anchors.centerIn: parent
        hasFile: page.gateway.configFile !== ""
        visible: !page.cache.enabled

        onStartAsked: page.cache.start()
    }
    RowLayout {
        anchors.fill: parent
        anchors.margins: page.low ? 10 : 16
        spacing: page.gap
        visible: page.cache.enabled

        ColumnLayout {
            spacing: page.gap

            HitRateCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.maximumHeight: page.low ? 176 : 250
                Layout.minimumHeight: 150
                events: page.gateway.events
                hasRedis: page.cache.hasRedis
                history: page.cache.history
                listenUrl: page.gateway.listenUrl
            }
            EntriesCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
                cache: page.cache

                onExplainAsked: url => why.ask(url)
            }
        }
        // A ColumnLayout would not follow the heights that the first two come to have.
        Item {
            Layout.fillHeight: true
            Layout.maximumWidth: page.narrow ? 346 : 420
            Layout.minimumWidth: page.narrow ? 346 : 420

            MemoryCard {
                id: memory

                cache: page.cache
                height: implicitHeight
                low: page.low
                width: parent.width
            }
            RulesCard {
                id: rules

                anchors.top: memory.bottom
                anchors.topMargin: page.gap
                height: implicitHeight
                maxRows: page.low ? 3 : 6
                rules: page.cache.rules
                tuning: page.gateway.tuning
                width: parent.width
            }
            WhyCard {
                id: why

                anchors.bottom: parent.bottom
                anchors.top: rules.bottom
                anchors.topMargin: page.gap
                explanation: page.cache.explanation
                width: parent.width
            }
        }
    }
}
