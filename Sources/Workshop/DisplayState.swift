/// What the facilitator has set the display to, beside the workshop's own course.
public struct DisplayState: Sendable, Equatable {
    /// The colours that the display is drawn in.
    public enum Theme: String, Sendable, CaseIterable {
        /// As the projector's computer prefers.
        case automatic
        /// Dark on light.
        case light
        /// Light on dark.
        case dark
    }

    /// One thing among what the display shows that everyone is to look at.
    public struct Pointer: Sendable, Equatable {
        /// The activity whose result or ideas it belongs to.
        public var activity: Identifier
        /// Which row, idea or group it is, as the pages name it.
        public var row: String

        /// The thing called `row` among those of `activity`.
        public init(activity: Identifier, row: String) {
            self.activity = activity
            self.row = row
        }
    }

    /// The colours.
    public var theme = Theme.automatic
    /// Whether a calm empty screen is shown instead of the workshop.
    public var isBlank = false
    /// Whether the start screen is shown; nil shows it until the first step begins.
    public var showsWelcome: Bool?
    /// What is pointed at.
    public var pointer: Pointer?
    /// What the display keeps showing while it is frozen, by language code; empty while it follows the workshop.
    public var frozen: [String: String] = [:]

    /// Whether the display keeps what it shows.
    public var isFrozen: Bool { !frozen.isEmpty }

    /// A display that follows the workshop, in the colours of its computer.
    public init() {}
}
