/// Something that an activity asks about: an option of its own, or an idea, a group or an option of an earlier activity.
public struct Item: Sendable, Equatable {
    /// The identifier: 1 to 32 letters, digits and hyphens.
    public let id: String
    /// What people read.
    public var label: Label
    /// The name of the group that it stands under, if any.
    public var section: String?

    /// An item with the given identifier and words.
    public init(id: String, label: Label, section: String? = nil) {
        self.id = id
        self.label = label
        self.section = section
    }
}

/// One option that a method or an agenda names.
public struct Option: Sendable, Equatable, Codable {
    /// The identifier, unique among its siblings: 1 to 32 letters, digits and hyphens.
    public var id: String
    /// What people read.
    public var text: LocalizedText
    /// Where it was carried over from; nil when it was written here.
    public var origin: Origin?

    /// An idea, a group or an option of an earlier workshop.
    public struct Origin: Sendable, Equatable, Codable, Hashable {
        /// The join code of the workshop.
        public var workshop: String
        /// The title of the workshop at that time.
        public var title: String
        /// The identifier of the idea, group or option there.
        public var item: String

        /// The item `item` of the workshop with the join code `workshop`.
        public init(workshop: String, title: String, item: String) {
            self.workshop = workshop
            self.title = title
            self.item = item
        }
    }

    /// An option with the given identifier and words.
    public init(id: String, text: LocalizedText, origin: Origin? = nil) {
        self.id = id
        self.text = text
        self.origin = origin
    }

    /// Whether `id` may name an option, a statement or an activity.
    public static func isValid(id: String) -> Bool {
        (1...32).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z"))
                    || ($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z"))
                    || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || $0 == UInt8(ascii: "-")
            }
    }
}

/// Where an activity's items come from. In files: a list of options, or an object that refers to an earlier activity.
public enum ItemSource: Sendable, Equatable, Codable {
    /// Options of its own.
    case own([Option])
    /// What an earlier activity brought.
    case earlier(ItemReference)

    /// The most options that an activity has.
    public static let limit = 60

    /// Reads a list of options or a reference.
    public init(from decoder: any Decoder) throws {
        if let options = try? [Option](from: decoder) {
            self = .own(options)
        } else {
            self = .earlier(try ItemReference(from: decoder))
        }
    }

    /// Writes a list of options or a reference.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .own(let options): try options.encode(to: encoder)
        case .earlier(let reference): try reference.encode(to: encoder)
        }
    }

    /// Checks that options are 1 to ``limit``, with valid and different identifiers and with words, at least `least` of them.
    ///
    /// - Throws: ``RuleError`` on `field`.
    public func check(_ field: String, least: Int = 1) throws(RuleError) {
        switch self {
        case .own(let options):
            guard (least...Self.limit).contains(options.count) else {
                throw RuleError(field, .outOfRange(least, Self.limit))
            }
            guard options.allSatisfy({ Option.isValid(id: $0.id) && !$0.text.texts.isEmpty }) else {
                throw RuleError(field, .invalid)
            }
            guard Set(options.map(\.id)).count == options.count else { throw RuleError(field, .repeated) }
        case .earlier(let reference): try reference.check(field)
        }
    }
}

/// What an activity takes from an earlier one.
public struct ItemReference: Sendable, Equatable, Codable {
    /// Which part is taken.
    public enum Part: String, Sendable, Codable, CaseIterable {
        /// The visible ideas.
        case ideas
        /// The groups that hold visible ideas, and the visible ideas outside every group.
        case groups
        /// The items in its own order of result, the first ``ItemReference/count`` places; ties at the edge come along.
        case top
        /// All its items.
        case items
    }

    /// The name of the earlier activity in the agenda.
    public var from: String
    /// Which part of it.
    public var take: Part
    /// For ``Part/top``: how many places, 1 to ``ItemSource/limit``.
    public var count: Int?

    /// A reference to a part of the activity named `from`.
    public init(from: String, take: Part, count: Int? = nil) {
        self.from = from
        self.take = take
        self.count = count
    }

    func check(_ field: String) throws(RuleError) {
        guard Option.isValid(id: from) else { throw RuleError(field, .invalid) }
        if take == .top {
            guard let count, (1...ItemSource.limit).contains(count) else {
                throw RuleError(field, .outOfRange(1, ItemSource.limit))
            }
        }
    }
}

extension ClosedRange<Int> {
    /// Checks that `value` lies in the range, if one is stated.
    ///
    /// - Throws: ``RuleError`` on `field`.
    func check(_ value: Int?, _ field: String) throws(RuleError) {
        guard let value, !contains(value) else { return }
        throw RuleError(field, .outOfRange(lowerBound, upperBound))
    }
}

/// A rule of an activity that does not hold together.
public struct RuleError: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Problem: Sendable, Equatable {
        /// Needed, but not there.
        case missing
        /// Not from the first to the second number.
        case outOfRange(Int, Int)
        /// The same twice.
        case repeated
        /// Names something that does not exist, or not before it in the agenda.
        case unknown
        /// Of a wrong form.
        case invalid
    }

    /// The field of the file or form.
    public let field: String
    /// What is wrong with it.
    public let problem: Problem

    /// A problem with `field`.
    public init(_ field: String, _ problem: Problem) {
        self.field = field
        self.problem = problem
    }
}
