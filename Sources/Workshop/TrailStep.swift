/// One thing on the trail from a need to what came of it.
public struct TrailStep: Sendable, Equatable {
    /// Where it is.
    public struct Place: Sendable, Hashable {
        /// The join code of the workshop.
        public var workshop: String
        /// The identifier of the idea or group; for what was carried over, `ACTIVITY/OPTION`.
        public var item: String

        /// The item `item` of the workshop with the join code `workshop`.
        public init(workshop: String, item: String) {
            self.workshop = workshop
            self.item = item
        }
    }

    /// What it is.
    public enum Sort: String, Sendable, CaseIterable {
        case idea, group, carried
    }

    /// How it fared in an activity.
    public struct Result: Sendable, Equatable {
        /// The activity's title.
        public var activity: LocalizedText
        /// Its place, from 1.
        public var place: Int
        /// Whether others share it.
        public var isTied: Bool
        /// Of how many items.
        public var of: Int

        /// A place.
        public init(activity: LocalizedText, place: Int, isTied: Bool, of count: Int) {
            self.activity = activity
            self.place = place
            self.isTied = isTied
            of = count
        }
    }

    /// Where it is.
    public var place: Place
    /// The title of its workshop.
    public var title: String
    /// Its words.
    public var text: String
    /// What it is.
    public var sort: Sort
    /// What it came from.
    public var from: [Place]
    /// How it fared there.
    public var results: [Result] = []

    /// A step of a trail.
    public init(place: Place, title: String, text: String, sort: Sort, from: [Place]) {
        self.place = place
        self.title = title
        self.text = text
        self.sort = sort
        self.from = from
    }
}
