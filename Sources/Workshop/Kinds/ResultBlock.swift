/// A part of an activity's result. Every picture carries the numbers of its table twin.
public enum ResultBlock: Sendable, Equatable {
    /// A heading within the result.
    case heading(Label)
    /// A sentence; with the people behind a figure in it, where that is told nowhere else.
    case note(Label, people: Int? = nil)
    /// A table of rows with one amount each, drawn as bars.
    case bars(Bars)
    /// A table of numbers.
    case table(Table)
    /// Points in a square, with a table twin.
    case plot(Plot)
    /// Words in sizes by how many people wrote them, with a table twin.
    case words([Word])
    /// Texts, one below the other.
    case texts([Label])
    /// How the result was counted, for those who check it on a phone or the console; a room that looks up at a screen
    /// sees the result alone.
    case aside([ResultBlock])

    /// Whether it is a table or a picture, and not words about one.
    public var isFigure: Bool {
        switch self {
        case .bars, .table, .plot, .words: true
        case .heading, .note, .texts, .aside: false
        }
    }

    /// A table of rows with one amount each.
    public struct Bars: Sendable, Equatable {
        /// One row.
        public struct Row: Sendable, Equatable {
            /// The item's identifier.
            public var id: String
            /// What it is.
            public var label: Label
            /// Its place from 1, shared by ties; nil where the rows are not a ranking.
            public var place: Int?
            /// Whether another row has the same place.
            public var isTied: Bool
            /// The amount that the bar shows, from 0.
            public var amount: Double
            /// The amount as people read it.
            public var text: Label
            /// More about it, such as how many people stand behind it.
            public var detail: Label?

            /// A row.
            public init(
                id: String, label: Label, place: Int? = nil, isTied: Bool = false, amount: Double, text: Label,
                detail: Label? = nil
            ) {
                self.id = id
                self.label = label
                self.place = place
                self.isTied = isTied
                self.amount = amount
                self.text = text
                self.detail = detail
            }
        }

        /// What the rows are.
        public var itemHeading: Label
        /// What the amounts are.
        public var amountHeading: Label
        /// The amount that fills the whole bar; nil for the largest one.
        public var whole: Double?
        /// How many people answered, of whom the amounts are counts: each amount has a share of them. Nil where the
        /// amounts count something else than people.
        public var base: Int?
        /// How many people stand behind the amounts, where neither `base` nor `summary` tells.
        public var people: Int?
        /// What the numbers come to that the rows are the distribution of; nil where the rows are no numbers.
        public var summary: Summary?
        /// The rows, in the order to show.
        public var rows: [Row]

        /// A table of rows with bars.
        public init(
            itemHeading: Label, amountHeading: Label, whole: Double? = nil, base: Int? = nil, people: Int? = nil,
            summary: Summary? = nil, rows: [Row]
        ) {
            self.itemHeading = itemHeading
            self.amountHeading = amountHeading
            self.whole = whole
            self.base = base
            self.people = people
            self.summary = summary
            self.rows = rows
        }
    }

    /// A table of numbers or words.
    public struct Table: Sendable, Equatable {
        /// One row.
        public struct Row: Sendable, Equatable {
            /// The identifier of the item whose row it is; nil where it is no item's.
            public var id: String?
            /// Its heading, then its cells.
            public var cells: [Label]
            /// The fewest people behind a figure of the row; nil where that is told otherwise.
            public var people: Int?

            /// A row.
            public init(id: String? = nil, _ cells: [Label], people: Int? = nil) {
                self.id = id
                self.cells = cells
                self.people = people
            }
        }

        /// What the table shows.
        public var caption: Label
        /// The headings of the columns, that of the row headings first.
        public var columns: [Label]
        /// The rows, in the order to show.
        public var rows: [Row]

        /// A table.
        public init(caption: Label, columns: [Label], rows: [Row]) {
            self.caption = caption
            self.columns = columns
            self.rows = rows
        }
    }

    /// Points in a square.
    public struct Plot: Sendable, Equatable {
        /// One item.
        public struct Point: Sendable, Equatable {
            /// The item's identifier.
            public var id: String
            /// What it is.
            public var label: Label
            /// The median place, each from ``Plot/least`` to ``Plot/most``.
            public var x: Double, y: Double
            /// The quartiles around it.
            public var xQuartiles: ClosedRange<Double>, yQuartiles: ClosedRange<Double>
            /// How many placed it.
            public var people: Int

            /// A point.
            public init(
                id: String, label: Label, x: Double, y: Double, xQuartiles: ClosedRange<Double>,
                yQuartiles: ClosedRange<Double>, people: Int
            ) {
                self.id = id
                self.label = label
                self.x = x
                self.y = y
                self.xQuartiles = xQuartiles
                self.yQuartiles = yQuartiles
                self.people = people
            }
        }

        /// What the axes mean.
        public var xLabel: Label, yLabel: Label
        /// The ends of both axes.
        public var least: Double, most: Double
        /// The points, in the order of the table.
        public var points: [Point]

        /// Points in a square.
        public init(xLabel: Label, yLabel: Label, least: Double, most: Double, points: [Point]) {
            self.xLabel = xLabel
            self.yLabel = yLabel
            self.least = least
            self.most = most
            self.points = points
        }
    }

    /// A word and how many people wrote it.
    public struct Word: Sendable, Equatable {
        /// The word.
        public var text: String
        /// How many people wrote it.
        public var people: Int

        /// A word of so many people.
        public init(text: String, people: Int) {
            self.text = text
            self.people = people
        }
    }
}
