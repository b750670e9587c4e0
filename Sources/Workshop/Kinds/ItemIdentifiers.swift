/// The identifiers of the items that an activity asks about.
///
/// In one piece of memory and in order, so that what stands in a form is looked up where it lies: a text of its own for
/// each field of each ballot of a hall, and its hash, took longer than all else that is checked.
public struct ItemIdentifiers: Sendable {
    private var bytes: [UInt8] = []
    /// Where each ends; each begins where the one before it ends.
    private var ends: [Int] = []

    /// The identifiers, each of them once.
    public init(_ identifiers: some Sequence<String>) {
        var last: String?
        // In the order of bytes, in which they are looked for.
        let sorted = identifiers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for identifier in sorted where identifier != last {
            bytes += identifier.utf8
            ends.append(bytes.count)
            last = identifier
        }
    }

    /// How many there are.
    public var count: Int { ends.count }

    /// Whether `text` is one of them.
    public func contains(_ text: some StringProtocol) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { contains(UnsafeRawBufferPointer($0)) }
            ?? Array(text.utf8).withUnsafeBytes { contains($0) }
    }

    /// Whether the text of these bytes is one of them.
    func contains(_ text: UnsafeRawBufferPointer) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var (low, high) = (0, ends.count)
            while low < high {
                let middle = (low + high) / 2
                let start = middle == 0 ? 0 : ends[middle - 1]
                let order = Self.order(UnsafeRawBufferPointer(rebasing: bytes[start..<ends[middle]]), text)
                if order == 0 { return true }
                if order < 0 { low = middle + 1 } else { high = middle }
            }
            return false
        }
    }

    /// Less than 0 where `left` comes first, 0 where both are the same.
    private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let shared = min(left.count, right.count)
        // Eight bytes at a time, the first of them the most significant.
        let whole = shared / 8 * 8
        for offset in stride(from: 0, to: whole, by: 8) {
            let (left, right) = (word(left, offset), word(right, offset))
            if left != right { return left < right ? -1 : 1 }
        }
        for index in whole..<shared where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
