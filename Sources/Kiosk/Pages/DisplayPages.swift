import Workshop

/// The projector's page.
extension Pages {
    /// Rows of bars that fit a projected page and can be read from the back of the room.
    private static let displayedRows = 8
    /// Ideas that fit a projected page as cards; of more, a part is shown with the counts of their groups.
    private static let displayedIdeas = 30
    /// Characters that fit with them, twenty counted for each card's edge: long ideas leave room for fewer.
    private static let displayedCharacters = 2900
    /// The ideas and characters of that part: fewer, because the whole wall cannot be read aloud to its end anyway, and
    /// what stands there is to be read from the back of the room.
    private static let partIdeas = 24, partCharacters = 2100

    /// How a display was opened.
    struct Following: Sendable {
        /// Whether it goes to newer workshops by itself.
        var isOn = false
        /// The title of a newer workshop that is offered.
        var newerTitle: String?
    }

    /// The display, or only its `main` element.
    func display(
        _ frame: Frame, _ snapshot: RoomSnapshot, room: Room, following: Following = Following(), fragment: Bool
    ) -> [UInt8] {
        let state = snapshot.display
        var content = sceneContent(frame, snapshot, room: room)
        content["theme"] = state.theme.rawValue
        content["isBlank"] = state.isBlank
        content["isFrozen"] = state.isFrozen
        if state.isFrozen {
            // A language that came after the freezing sees what the workshop's own shows, never the live screen.
            content["frozen"] =
                state.frozen[frame.wording.code] ?? state.frozen[snapshot.workshop.language]
                ?? state.frozen.min { $0.key < $1.key }?.value
        }
        if state.isBlank || state.isFrozen { content["timer"] = nil }
        // Also over a paused or frozen picture: whoever stands at the box waits for it.
        content["stick"] = Self.content(room.stick, frame.wording)
        if fragment { return self.fragment(frame, main: "display", content) }
        content["isDisplay"] = true
        content["refresh"] = following.isOn ? "5;url=/display?shown=\(snapshot.workshop.code)" : "5"
        content["follows"] = following.isOn
        content["newer"] = following.newerTitle
        return document(frame, main: "display", title: snapshot.workshop.title, isInline: false, content)
    }

    /// What a display that is frozen now keeps showing, by language code. Without the timer: a clock that stands still
    /// would be wrong.
    func frozenScenes(_ snapshot: RoomSnapshot, room: Room) -> [String: String] {
        var room = room
        room.secondsLeft = nil
        return assets.languages.mapValues { wording in
            let frame = Frame(wording: wording, path: "/display/\(snapshot.workshop.code)")
            let content = sceneContent(frame, snapshot, room: room)
            return String(decoding: fragment(frame, main: "display_scene", content), as: UTF8.self)
        }
    }

    /// The page of a display that has no workshop to show; it goes on by itself when there is one.
    ///
    /// - Parameter newerTitle: The title of the workshop that is offered instead of one that is gone; nil where none
    ///   was asked for.
    func displayWithout(_ frame: Frame, wasAsked: Bool, newerTitle: String?, stick: StickNotice?) -> [UInt8] {
        var content: [String: Any] = ["isDisplay": true, "refresh": "5", "wasAsked": wasAsked]
        content["stick"] = Self.content(stick, frame.wording)
        content["offered"] = newerTitle
        return document(
            frame, main: "display_missing", title: frame.wording["display_missing_title"], isInline: false, content)
    }

    /// What is said of the stick in the box.
    static func content(_ stick: StickNotice?, _ wording: Wording) -> [String: Any]? {
        stick.map { ["state": $0.rawValue, "words": wording["display_stick_\($0.rawValue)"]] }
    }

    /// Whether the start screen is shown: until the first step begins, unless the facilitator says otherwise.
    static func showsWelcome(_ snapshot: RoomSnapshot) -> Bool {
        guard let activity = snapshot.workshop.currentActivity else { return true }
        if let chosen = snapshot.display.showsWelcome { return chosen }
        return snapshot.workshop.current == 0 && activity.status == .upcoming
            && snapshot.turnouts.values.allSatisfy { $0.answered == 0 }
    }

    /// Whether how to join is shown large: while the room waits and nobody has answered anything yet. Later most have
    /// joined, and it stands small where it always stands.
    static func joinsLarge(_ snapshot: RoomSnapshot) -> Bool {
        snapshot.workshop.currentActivity?.status == .upcoming
            && snapshot.turnouts.values.allSatisfy { $0.answered == 0 }
    }

    /// Whether the ideas are shown as a wall.
    static func showsWall(_ snapshot: RoomSnapshot) -> Bool {
        guard let shown = snapshot.shown, shown.kind.writing != nil, shown.isRevealed else { return false }
        return snapshot.results?.isEmpty != false || !shown.kind.asksAboutOwnTexts
    }

    private func sceneContent(_ frame: Frame, _ snapshot: RoomSnapshot, room: Room) -> [String: Any] {
        let wording = frame.wording
        let workshop = snapshot.workshop
        var content = roomContent(frame, snapshot, room)
        if Self.showsWelcome(snapshot) {
            content["welcome"] = welcomeContent(snapshot, room, wording)
            return content
        }
        content["promptLength"] = Self.length(content["prompt"] as? String ?? "")
        content["joinsLarge"] = Self.joinsLarge(snapshot)
        let pointed = pointedContent(snapshot, wording)
        content["pointed"] = pointed
        let row = pointed == nil ? nil : snapshot.display.pointer?.row
        if Self.showsWall(snapshot) { content["wall"] = wall(snapshot, wording, pointed: row) }
        if let blocks = snapshot.results, !blocks.isEmpty {
            var writer = ResultWriter(wording: wording, fallback: workshop.language, limit: Self.displayedRows)
            writer.pointed = row
            writer.marksFirst = true
            writer.showsAsides = false
            writer.showsPictures = true
            let lines = writer.lines(blocks)
            content["results"] = writer.sections(blocks)
                .merging(["size": lines <= 12 ? "few" : lines <= 26 ? "some" : "many"]) { $1 }
        }
        if let activity = workshop.currentActivity, !activity.asks {
            let writer = ControlWriter(wording: wording, fallback: workshop.language, refused: nil)
            content["information"] = [
                "controls": activity.kind.controls(BallotContext(items: [])).map { writer.content($0, prefix: "") }
            ]
        }
        return content
    }

    private func welcomeContent(_ snapshot: RoomSnapshot, _ room: Room, _ wording: Wording) -> [String: Any] {
        let joined = snapshot.workshop.currentActivity.flatMap { snapshot.turnouts[$0.id]?.joined } ?? 0
        var content: [String: Any] = [
            "titleLength": Self.length(snapshot.workshop.title),
            "joinedText": wording.count("display_welcome_joined", joined), "joinedNumber": wording.whole(joined),
        ]
        content["network"] = snapshot.wireless.map(Self.content)
        return content
    }

    /// How to join `network`.
    static func content(_ network: WirelessNetwork) -> [String: Any] {
        [
            "name": network.name, "passphrase": network.passphrase, "isOpen": network.isOpen,
            "qrCode": QRCode(network.qrText)?.svg ?? "",
        ]
    }

    private func wall(_ snapshot: RoomSnapshot, _ wording: Wording, pointed: String?) -> [String: Any]? {
        guard let rules = snapshot.shown?.kind.writing else { return nil }
        let ideas = snapshot.ideas
        let details = IdeaDetails(
            rules: rules, items: [], wording: wording, fallback: snapshot.workshop.language, pointed: pointed)
        let sections = details.sections(ideas, snapshot.groups).map { section in
            var section = section
            section["isPointed"] = pointed != nil && pointed == (section["id"] as? String).map(Pointable.group)
            return section
        }
        let length = ideas.reduce(0) {
            $0 + $1.text.count + $1.details.fields.reduce(0) { $0 + $1.value.count } + WallPart.edge
        }
        let fits = ideas.count <= Self.displayedIdeas && length <= Self.displayedCharacters
        if fits { return ["sections": sections, "counts": [], "size": Self.size(length), "isEmpty": ideas.isEmpty] }
        func counted(_ section: [String: Any]) -> [String: Any] {
            section.merging(["amount": wording.count("ideas_count", section["count"] as? Int ?? 0)]) { $1 }
        }
        let part = WallPart(of: sections, most: Self.partIdeas, room: Self.partCharacters)
        var content: [String: Any] = [
            "sections": part.sections.map(counted), "counts": part.left.map(counted), "size": Self.size(part.length),
            "isEmpty": false,
        ]
        if part.shown > 0 {
            let numbers = ["shown": wording.whole(part.shown), "all": wording.whole(ideas.count)]
            content["part"] = wording.text("display_part", numbers)
            // Where texts are asked about, they stand in the forms of those who may answer: that is not promised here.
            content["isOnPhones"] = snapshot.shown?.kind.asksAboutOwnTexts == false
        }
        return content
    }

    /// How long a heading is, for the style: how large it can stand depends on it, also without a script.
    private static func length(_ heading: String) -> String {
        heading.count <= 28 ? "short" : heading.count <= 90 ? "medium" : "long"
    }

    private static func size(_ length: Int) -> String { length <= 700 ? "few" : length <= 1400 ? "some" : "many" }
}
