import Threads
import Workshop

/// In what order those who wait at doors came, as far as this process saw it: so that a facilitator's list only grows at
/// its end.
///
/// In memory only. On the disk nothing says who came first; whoever waits when the program starts is in order of number.
final class DoorQueue: Sendable {
    private struct State {
        var places: [SpokenCode: [Int: Int]] = [:]
        var next = 0

        mutating func putLast(_ number: Int, in code: SpokenCode) {
            places[code, default: [:]][number] = next
            next += 1
        }
    }

    private let state = Locked(State())

    /// Whoever has `number` comes behind all who wait in the workshop with `code`. To be called before a reader can know
    /// of it.
    func putLast(_ number: Int, in code: SpokenCode) {
        state.use { $0.putLast(number, in: code) }
    }

    /// Those who have these numbers do not wait any more.
    func remove(_ numbers: [Int], in code: SpokenCode) {
        state.use { state in for number in numbers { state.places[code]?[number] = nil } }
    }

    /// `waiting`, ascending numbers, in the order in which they came; those whose coming was not seen, last.
    func ordered(_ waiting: [Int], in code: SpokenCode) -> [Int] {
        state.use { state in
            for number in waiting where state.places[code]?[number] == nil { state.putLast(number, in: code) }
            let places = state.places[code] ?? [:]
            return waiting.sorted { places[$0, default: 0] < places[$1, default: 0] }
        }
    }

    /// Forgets who waited in the workshop with `code`, which is no more.
    func forget(_ code: SpokenCode) {
        state.use { $0.places[code] = nil }
    }

    /// Whether anything is remembered of the workshop with `code`.
    func remembers(_ code: SpokenCode) -> Bool { state.use { $0.places[code] != nil } }

    /// Forgets everything.
    func clear() {
        state.use { $0.places = [:] }
    }
}
