import Appliance

/// A line of the self-test in words.
public struct FindingLine: Sendable {
    /// What was found.
    public let finding: Finding
    /// What was looked at.
    public let subject: String
    /// How it is.
    public let text: String
    /// What to do; empty when nothing is.
    public let remedy: String
    /// The state in a word.
    public let state: String

    /// The lines of `findings`.
    public static func lines(_ findings: [Finding], _ wording: Wording) -> [FindingLine] {
        findings.map { finding in
            let key = "check_\(finding.topic.rawValue)_\(finding.detail)"
            let numbers = finding.megabytes.map { ["megabytes": wording.whole($0)] } ?? [:]
            return FindingLine(
                finding: finding, subject: wording["check_\(finding.topic.rawValue)"],
                text: wording.text(key, numbers),
                remedy: finding.state == .good ? "" : wording["\(key)_do"],
                state: wording["check_state_\(finding.state.rawValue)"])
        }
    }

    /// One line each for a terminal.
    public static func text(_ lines: [FindingLine]) -> String {
        lines.map { line in
            let remedy = line.remedy.isEmpty ? "" : " \(line.remedy)"
            return "\(line.state): \(line.subject). \(line.text)\(remedy)"
        }.joined(separator: "\n")
    }

    /// One JSON object: the worst state, and each line.
    public static func json(_ lines: [FindingLine]) -> String {
        let entries = lines.map { line in
            let fields = [
                ("topic", line.finding.topic.rawValue), ("state", line.finding.state.rawValue),
                ("detail", line.finding.detail), ("text", line.text), ("do", line.remedy),
            ]
            return "{" + fields.map { "\"\($0.0)\":\(Reply.quoted($0.1))" }.joined(separator: ",") + "}"
        }
        let worst = lines.map(\.finding).worst.rawValue
        return "{\"state\":\"\(worst)\",\"findings\":[\(entries.joined(separator: ","))]}"
    }
}
