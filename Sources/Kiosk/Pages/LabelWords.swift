import Workshop

extension Wording {
    /// The words of `label` for this reader.
    ///
    /// - Parameter fallback: The language of the workshop, for words that are not there in the reader's.
    func words(_ label: Label, fallback: String) -> String {
        switch label {
        case .typed(let text): text
        case .localized(let text): text.text(in: code, fallbacks: [fallback, "sv", "en"])
        case .phrase(let key, let arguments): self.text(key, words(arguments, fallback))
        case .count(let key, let count, let arguments): self.count(key, count, words(arguments, fallback))
        }
    }

    private func words(_ arguments: [String: Label.Argument], _ fallback: String) -> [String: String] {
        arguments.mapValues { argument in
            switch argument {
            case .whole(let number): String(number)
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
        if decimals == 0 { return sign + padded }
        return sign + padded.dropLast(decimals) + self["decimal_sign"] + padded.suffix(decimals)
    }
}
