/// One line of the box's self-test: what was looked at, how it is, and which words say so.
public struct Finding: Sendable, Equatable {
    /// What was looked at.
    public enum Topic: String, Sendable, CaseIterable {
        /// The database.
        case database
        /// Room on the disk.
        case space
        /// The clock.
        case clock
        /// The box's Wi-Fi.
        case wifi
        /// Power and heat.
        case power
        /// The page.
        case port
        /// The box's name.
        case names
        /// The page that opens by itself.
        case portal
    }

    /// How it is, the best first.
    public enum State: String, Sendable, Comparable {
        /// As it should be.
        case good
        /// To be seen to, but the box can be used.
        case warning
        /// The box cannot be relied on.
        case bad

        /// Whether `left` is better than `right`.
        public static func < (left: State, right: State) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .good: 0
            case .warning: 1
            case .bad: 2
            }
        }
    }

    /// What was looked at.
    public let topic: Topic
    /// How it is.
    public let state: State
    /// Which of the topic's wordings tells it, such as `low`.
    public let detail: String
    /// The megabytes that the wording names, where it does.
    public var megabytes: Int?

    /// A line.
    public init(_ topic: Topic, _ state: State, _ detail: String, megabytes: Int? = nil) {
        self.topic = topic
        self.state = state
        self.detail = detail
        self.megabytes = megabytes
    }
}

extension [Finding] {
    /// How the worst of them is; good when there is none.
    public var worst: Finding.State { map(\.state).max() ?? .good }
}
