/// A question for the address of a name, as a phone asks the box's own name server (RFC 1035, 4).
enum NameQuestion {
    /// The bytes of a question for the IPv4 address of `name`.
    static func encoded(_ name: String, id: UInt16) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(id >> 8), UInt8(id & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        for label in name.split(separator: ".") {
            bytes.append(UInt8(truncatingIfNeeded: label.utf8.count))
            bytes += label.utf8
        }
        return bytes + [0, 0, 1, 0, 1]
    }

    /// The first IPv4 address of an answer to the question `question`; nil when it has none.
    static func address(in answer: [UInt8], to question: [UInt8]) -> [UInt8]? {
        guard answer.count >= question.count, answer.prefix(2) == question.prefix(2), answer[2] & 0x80 != 0,
            answer[3] & 0x0F == 0
        else { return nil }
        var at = question.count
        for _ in 0..<(Int(answer[6]) << 8 | Int(answer[7])) {
            // A name: labels, of which the last may point to an earlier one.
            while at < answer.count, answer[at] != 0, answer[at] & 0xC0 == 0 { at += Int(answer[at]) + 1 }
            guard at < answer.count else { return nil }
            at += answer[at] & 0xC0 == 0xC0 ? 2 : 1
            guard at + 10 <= answer.count else { return nil }
            let length = Int(answer[at + 8]) << 8 | Int(answer[at + 9])
            guard at + 10 + length <= answer.count else { return nil }
            let isAddress = answer[at] == 0 && answer[at + 1] == 1 && length == 4
            if isAddress { return Array(answer[(at + 10)..<(at + 14)]) }
            at += 10 + length
        }
        return nil
    }

    /// Whether the name server on `server` has an address for `name`; blocks for at most two seconds.
    static func isAnswered(_ name: String, by server: String) -> Bool {
        let question = encoded(name, id: .random(in: 0...UInt16.max))
        // As much as a name server sends by UDP.
        let answer = ShortSocket.exchange(question, with: server, port: 53, isStream: false, most: 1232)
        return answer.flatMap { address(in: $0, to: question) } != nil
    }
}
