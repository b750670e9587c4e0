/// A part of the form with which a participant answers. Every part works without JavaScript and without dragging.
public enum Control: Sendable, Equatable {
    /// Words between the other parts.
    case note(Label)
    /// A file of the box's material: a picture is shown, another file can be opened.
    case file(String)
    /// One or several of some choices: radio buttons or check boxes.
    case choices(Choices)
    /// Items with plus and minus buttons that share a budget.
    case dots(Dots)
    /// One line for a number.
    case number(NumberField)
    /// A list to choose one entry from.
    case list(ListField)
    /// One line or several for a text.
    case text(TextField)
    /// Buttons that each send the form at once.
    case buttons(Buttons)

    /// One or several of some choices.
    public struct Choices: Sendable, Equatable {
        /// One choice.
        public struct Choice: Sendable, Equatable {
            /// Its value: the field's value for one of several, the end of the field's name for several.
            public var value: String
            /// What people read.
            public var label: Label
            /// Whether it is chosen.
            public var isChosen: Bool

            /// A choice.
            public init(value: String, label: Label, isChosen: Bool) {
                self.value = value
                self.label = label
                self.isChosen = isChosen
            }
        }

        /// The name of the field. With ``isMultiple`` each choice has a field of its own, `field-value`, which is `1`.
        public var field: String
        /// What is asked; nil when the activity's own question says it.
        public var label: Label?
        /// What helps to answer.
        public var help: Label?
        /// Whether several may be chosen.
        public var isMultiple: Bool
        /// Whether the choices are the points of a scale, shown in a row where there is room.
        public var isScale: Bool
        /// The choices, in order.
        public var choices: [Choice]

        /// Choices in the field `field`.
        public init(
            field: String, label: Label? = nil, help: Label? = nil, isMultiple: Bool = false, isScale: Bool = false,
            choices: [Choice]
        ) {
            self.field = field
            self.label = label
            self.help = help
            self.isMultiple = isMultiple
            self.isScale = isScale
            self.choices = choices
        }
    }

    /// Items with plus and minus buttons that share a budget.
    public struct Dots: Sendable, Equatable {
        /// One item.
        public struct Row: Sendable, Equatable {
            /// The name of its field, which holds a whole number.
            public var field: String
            /// The item.
            public var item: Item
            /// Its dots.
            public var count: Int

            /// An item with its dots.
            public init(field: String, item: Item, count: Int) {
                self.field = field
                self.item = item
                self.count = count
            }
        }

        /// What the dots are for, when there are several sorts.
        public var label: Label?
        /// The dots to place in all.
        public var budget: Int
        /// The most on one item.
        public var cap: Int
        /// The items.
        public var rows: [Row]

        /// Items that share `budget`.
        public init(label: Label? = nil, budget: Int, cap: Int, rows: [Row]) {
            self.label = label
            self.budget = budget
            self.cap = cap
            self.rows = rows
        }
    }

    /// One line for a number.
    public struct NumberField: Sendable, Equatable {
        /// The name of the field.
        public var field: String
        /// What is asked.
        public var label: Label
        /// What helps to answer, such as the unit.
        public var help: Label?
        /// What stands in it.
        public var value: String
        /// Whether only whole numbers are meant, so that a phone shows digits alone.
        public var isWhole: Bool
        /// What all such numbers of the form must add up to, if they must.
        public var total: Int?

        /// A line for a number.
        public init(
            field: String, label: Label, help: Label? = nil, value: String, isWhole: Bool, total: Int? = nil
        ) {
            self.total = total
            self.field = field
            self.label = label
            self.help = help
            self.value = value
            self.isWhole = isWhole
        }
    }

    /// A list to choose one entry from.
    public struct ListField: Sendable, Equatable {
        /// The name of the field.
        public var field: String
        /// What is asked.
        public var label: Label
        /// The entries; the value of the one that means no answer is empty.
        public var entries: [Choices.Choice]

        /// A list.
        public init(field: String, label: Label, entries: [Choices.Choice]) {
            self.field = field
            self.label = label
            self.entries = entries
        }
    }

    /// A place for a text.
    public struct TextField: Sendable, Equatable {
        /// The name of the field.
        public var field: String
        /// What is asked; nil when the activity's own question says it.
        public var label: Label?
        /// What helps to answer.
        public var help: Label?
        /// What stands in it.
        public var value: String
        /// The most characters, counted as people count them.
        public var limit: Int
        /// Whether one line is enough.
        public var isLine: Bool

        /// A place for a text.
        public init(
            field: String, label: Label? = nil, help: Label? = nil, value: String, limit: Int, isLine: Bool = false
        ) {
            self.field = field
            self.label = label
            self.help = help
            self.value = value
            self.limit = limit
            self.isLine = isLine
        }
    }

    /// Buttons of one field that each send the form at once.
    public struct Buttons: Sendable, Equatable {
        /// The name of the field.
        public var field: String
        /// What is asked; nil when the activity's own question says it.
        public var label: Label?
        /// The buttons.
        public var choices: [Choices.Choice]

        /// Buttons of the field `field`.
        public init(field: String, label: Label? = nil, choices: [Choices.Choice]) {
            self.field = field
            self.label = label
            self.choices = choices
        }
    }
}
