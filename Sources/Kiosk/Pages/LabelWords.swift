import Workshop

extension Wording {
    /// The words of `label` for this reader.
    ///
    /// - Parameter fallback: The language of the workshop, for words that are not there in the reader's.
    func words(_ label: Label, fallback: String) -> String {
        switch label {
        case .typed(let text): text
        case .localized(let text): text.text(in: code, or: fallback)
        case .phrase(let key, let arguments): self.text(key, words(arguments, fallback))
        case .count(let key, let count, let arguments): self.count(key, count, words(arguments, fallback))
        }
    }

    private func words(_ arguments: [String: Label.Argument], _ fallback: String) -> [String: String] {
        arguments.mapValues { argument in
            switch argument {
            case .whole(let number): whole(number)
            case .decimal(let number, let decimals): decimal(number, decimals: decimals)
            case .percent(let share): text("percent", ["number": String(Int((share * 100).rounded()))])
            case .label(let label): words(label, fallback: fallback)
            }
        }
    }

    /// `number` rounded to so many decimals (0 to 6), with this language's decimal sign and a real minus sign.
    func decimal(_ number: Double, decimals: Int) -> String {
        let decimals = min(max(decimals, 0), 6)
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(number) * scale).rounded()
        guard scaled.isFinite, scaled < 1e15 else { return String(number) }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = number < 0 && scaled > 0 ? "−" : ""
        let whole = sign + grouped(String(padded.dropLast(decimals)))
        return decimals == 0 ? whole : whole + rules.decimalSign + padded.suffix(decimals)
    }

    /// `number` with this language's sign between groups of digits and a real minus sign.
    func whole(_ number: Int) -> String {
        (number < 0 ? "−" : "") + grouped(String(number.magnitude))
    }

    /// Digits in groups of three from the right, if there are five or more: four are read at a glance.
    private func grouped(_ digits: String) -> String {
        if digits.count < 5 { return digits }
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += rules.groupSign }
            grouped.append(digit)
        }
        return grouped
    }

    /// A day written `YYYY-MM-DD` as this language writes dates; what is not such a day stays as it is.
    func date(_ day: String) -> String { CalendarDay(day).map { date($0) } ?? day }

    /// A day as this language writes dates.
    func date(_ day: CalendarDay) -> String {
        let (year, month, day) = day.parts
        return Self.fill(
            rules.date, ["day": String(day), "month": rules.months[month - 1], "year": String(year)])
    }
}
