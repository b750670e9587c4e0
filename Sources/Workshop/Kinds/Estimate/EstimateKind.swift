/// A number that each participant estimates, in one round or several: before the next round the group sees how the
/// estimates lie together, never whose they are (the Delphi method).
public struct EstimateKind: ActivityKind {
    /// `estimate`
    public static let name = "estimate"
    /// What a facilitator sets.
    public static let settings: [Setting] = [
        .init("unit", .text), .init("least", .decimal), .init("most", .decimal),
        .init("decimals", .whole(decimalRange)),
    ]

    private static let decimalRange = 0...3

    /// What the number counts.
    public var unit: LocalizedText
    /// The smallest and the largest number that may be estimated.
    public var least: Double, most: Double
    /// The decimals that are shown, 0 to 3; none unless stated.
    public var decimals: Int?

    /// An estimate from `least` to `most`.
    public init(unit: LocalizedText, least: Double, most: Double, decimals: Int? = nil) {
        self.unit = unit
        self.least = least
        self.most = most
        self.decimals = decimals
    }

    private var shownDecimals: Int { decimals ?? 0 }

    /// Checks the ends.
    public func check() throws(RuleError) {
        if unit.texts.isEmpty { throw RuleError("unit", .missing) }
        guard least.isFinite, abs(least) <= 1e12 else { throw RuleError("least", .invalid) }
        guard most.isFinite, abs(most) <= 1e12, most > least else { throw RuleError("most", .invalid) }
        try Self.decimalRange.check(decimals, "decimals")
    }

    /// Reads `estimate`.
    public func ballot(_ form: inout BallotForm, _ context: BallotContext) throws(FieldRefusal) -> Ballot {
        guard let number = try form.decimal("estimate", in: least...most) else { return Ballot() }
        // The shortest form that reads back the same; whole numbers without a decimal point.
        let isWhole = number == number.rounded() && abs(number) < 1e15
        return Ballot(["estimate": isWhole ? String(Int(number)) : String(number)])
    }

    /// A line for the number, and how the round before came out.
    public func controls(_ context: BallotContext) -> [Control] {
        var controls: [Control] = []
        if let before = summary(context.before) {
            controls.append(.note(.count("kind_estimate_before", before.count, arguments(before))))
        }
        controls.append(
            .number(
                .init(
                    field: "estimate", label: .phrase("kind_estimate_label"), help: .localized(unit),
                    value: context.shown["estimate"] ?? "", isWhole: shownDecimals == 0)))
        return controls
    }

    private func summary(_ ballots: [Ballot]) -> Summary? {
        let numbers = ballots.compactMap { $0.decimal("estimate") }
        // Fewer would show what single people wrote.
        return numbers.count >= SmallestGroup.people ? Summary(numbers) : nil
    }

    private func arguments(_ summary: Summary) -> [String: Label.Argument] {
        [
            "median": .decimal(summary.median, shownDecimals), "low": .decimal(summary.lowerQuartile, shownDecimals),
            "high": .decimal(summary.upperQuartile, shownDecimals), "unit": .label(.localized(unit)),
        ]
    }

    /// Median and quartiles, and how many estimates lie in each of some equal parts of the range that they span.
    public func results(_ ballots: [Ballot], _ items: [Item]) -> [ResultBlock] {
        let answered = ballots.count { !$0.isEmpty }
        var blocks: [ResultBlock] = [.note(.count("result_answered", answered))]
        guard let summary = summary(ballots) else {
            blocks.append(.note(.count("kind_estimate_few", SmallestGroup.people)))
            return blocks
        }
        blocks.append(.note(.count("kind_estimate_summary", summary.count, arguments(summary))))
        blocks.append(.bars(histogram(ballots.compactMap { $0.decimal("estimate") })))
        return blocks
    }

    /// The most rows of the picture.
    private static let mostRows = 10

    /// Rows of equal, round width (1, 2 or 5 times a power of ten of the last decimal that is shown) that share no
    /// number, from the smallest estimate's to the largest one's.
    private func histogram(_ numbers: [Double]) -> ResultBlock.Bars {
        var scale = 1.0
        for _ in 0..<shownDecimals { scale *= 10 }
        let units = numbers.map { ($0 * scale).rounded() }
        let low = units.min() ?? 0
        let high = units.max() ?? 0
        var width = 1.0
        var step = 0
        while (high / width).rounded(.down) - (low / width).rounded(.down) >= Double(Self.mostRows) {
            width *= step % 3 == 1 ? 2.5 : 2
            step += 1
        }
        let first = (low / width).rounded(.down)
        let rows = Int((high / width).rounded(.down) - first) + 1
        var counts = [Int](repeating: 0, count: rows)
        for unit in units { counts[min(rows - 1, max(0, Int((unit / width).rounded(.down) - first)))] += 1 }
        return .init(
            itemHeading: .localized(unit), amountHeading: .phrase("plot_people"), base: numbers.count,
            summary: Summary(numbers),
            rows: counts.enumerated().map { index, count in
                let from = (first + Double(index)) * width
                let ends: [String: Label.Argument] = [
                    "from": .decimal(max(from / scale, least), shownDecimals),
                    "to": .decimal(min((from + width - 1) / scale, most), shownDecimals),
                ]
                return .init(
                    id: String(index), label: .phrase(width == 1 ? "kind_estimate_one" : "kind_estimate_range", ends),
                    amount: Double(count), text: .typed(String(count)))
            })
    }

    /// Median and quartiles of both rounds, and how far the median has moved.
    public func comparison(before: [Ballot], after: [Ballot], _ items: [Item]) -> [ResultBlock] {
        guard let earlier = summary(before), let later = summary(after) else { return [] }
        func row(_ name: String, _ summary: Summary) -> ResultBlock.Table.Row {
            .init([
                .phrase(name), .phrase("kind_estimate_median", arguments(summary)),
                .phrase("kind_estimate_middle", arguments(summary)), .typed(String(summary.count)),
            ])
        }
        return [
            .table(
                .init(
                    caption: .phrase("result_before_after"),
                    columns: [
                        .phrase("kind_estimate_round"), .phrase("kind_estimate_median_head"),
                        .phrase("kind_estimate_middle_head"), .phrase("plot_people"),
                    ], rows: [row("result_before", earlier), row("result_after", later)])),
            .note(
                .phrase(
                    "kind_estimate_shift",
                    ["shift": .decimal(later.median - earlier.median, shownDecimals), "unit": .label(.localized(unit))])
            ),
        ]
    }
}
