import Workshop

/// What the console shows of the display, and lets the facilitator set it to.
extension Pages {
    /// The content of the console's controls of the display.
    func displayControls(_ snapshot: RoomSnapshot, _ wording: Wording) -> [String: Any] {
        let state = snapshot.display
        let showsWelcome = Self.showsWelcome(snapshot)
        let pointed = Self.pointed(snapshot, wording)
        func toggle(_ name: String, _ key: String, isOn: Bool) -> [String: Any] {
            [
                "id": name, "isOn": isOn, "do": isOn ? "\(name)-off" : name, "label": wording[key],
                "state": wording[isOn ? "screen_on" : "screen_off"],
            ]
        }
        var content: [String: Any] = [
            "now": wording[
                state.isBlank
                    ? "screen_now_blank"
                    : state.isFrozen ? "screen_now_frozen" : showsWelcome ? "screen_now_welcome" : "screen_now_live"],
            "toggles": [
                toggle("blank", "screen_blank", isOn: state.isBlank),
                toggle("freeze", "screen_freeze", isOn: state.isFrozen),
                toggle("welcome", "screen_welcome", isOn: showsWelcome),
            ],
            "themes": DisplayState.Theme.allCases.map { theme -> [String: Any] in
                [
                    "value": theme.rawValue, "name": wording[Self.key(of: theme)],
                    "isOn": theme == state.theme,
                ]
            },
        ]
        content["pointed"] = pointed.map { ["text": $0.text] }
        let rows = Pointable.all(snapshot, wording)
        if !rows.isEmpty {
            content["pointable"] = [
                "rows": rows.map { row -> [String: Any] in
                    var item: [String: Any] = ["row": row.row, "text": row.text, "isOn": row == pointed]
                    item["place"] = row.place
                    item["heading"] = row.heading
                    return item
                }
            ]
        }
        return content
    }

    private static func key(of theme: DisplayState.Theme) -> String {
        switch theme {
        case .automatic: "screen_theme_automatic"
        case .light: "screen_theme_light"
        case .dark: "screen_theme_dark"
        }
    }
}
