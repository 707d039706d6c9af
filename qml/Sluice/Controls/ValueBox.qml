import QtQuick

// A value to type over. It is asked for when the typing is over: by Enter, Tab, or a click elsewhere.
// Escape leaves it as it was; so does what takes the box out of sight or gives it another subject.
TextBox {
    id: box

    required property string value
    // What the value is of.
    required property string subject
    // Something was typed that is not asked for yet.
    property bool typed: false

    signal entered(string text)
    // Ctrl+Z, with nothing typed that it could take back.
    signal undoAsked

    function drop() {
        typed = false;
    }

    Keys.onPressed: event => {
        event.accepted = event.matches(StandardKey.Undo);
        if (event.accepted && typed)
            drop();
        else if (event.accepted)
            undoAsked();
    }
    onActiveFocusChanged: {
        drop();
        if (activeFocus)
            selectAll();
    }
    onEditingFinished: {
        const asked = typed && visible && !escaped;
        const wanted = text;
        drop();
        if (asked)
            entered(wanted);
    }
    onSubjectChanged: drop()
    onTextEdited: typed = true
    onVisibleChanged: drop()

    Binding {
        property: "text"
        restoreMode: Binding.RestoreNone
        target: box
        value: box.value
        when: !box.typed
    }
}
