import Foundation
import Testing
import Workshop

@Suite("Rankings")
struct RankingTests {
    /// Ballots from lines such as (42, "MNCK"): so many voters with this order of the letters in `letters`.
    private func ballots(_ lines: [(Int, String)], _ letters: String) -> [RankedBallot] {
        lines.flatMap { count, order in
            let places = letters.map { letter in
                order.firstIndex(of: letter).map { order.distance(from: order.startIndex, to: $0) }
            }
            return Array(repeating: RankedBallot(places: places), count: count)
        }
    }

    /// The letters in order of place.
    private func order(_ places: [Int], _ letters: String) -> String {
        String(zip(places, letters).sorted { $0.0 < $1.0 }.map(\.1))
    }

    @Test("of the capital of Tennessee come out as the textbooks say")
    func tennessee() {
        let letters = "MNCK"
        let ballots = ballots([(42, "MNCK"), (26, "NCKM"), (15, "CKNM"), (17, "KCNM")], letters)
        let matrix = PairMatrix(ballots, options: 4)
        #expect(order(Schulze(matrix).places, letters) == "NCKM")
        let borda = Borda(matrix, ballots: ballots.count)
        #expect(borda.doubledScores == [126, 194, 173, 107].map { $0 * 2 })
        #expect(order(borda.places, letters) == "NCMK")
        #expect(order(InstantRunoff(ballots, options: 4).places, letters) == "KMNC")
    }

    @Test("of the 45 voters in Schulze's example come out E A C B D")
    func schulzeExample() {
        let letters = "ABCDE"
        let ballots = ballots(
            [
                (5, "ACBED"), (5, "ADECB"), (8, "BEDAC"), (3, "CABED"), (7, "CAEBD"), (2, "CBADE"), (7, "DCEBA"),
                (8, "EBADC"),
            ], letters)
        let matrix = PairMatrix(ballots, options: 5)
        let rows = (0..<5).map { i in (0..<5).map { i == $0 ? 0 : matrix[i, $0] } }
        #expect(
            rows == [
                [0, 20, 26, 30, 22], [25, 0, 16, 33, 18], [19, 29, 0, 17, 24], [15, 12, 28, 0, 14],
                [23, 27, 21, 31, 0],
            ])
        let schulze = Schulze(matrix)
        #expect(schulze.places == [2, 4, 3, 5, 1])
        #expect(order(schulze.places, letters) == "EACBD")
        #expect(schulze.strength(0, 1) == 28)
        #expect(schulze.strength(1, 0) == 25)
        #expect(schulze.strength(4, 3) == 31)
    }

    /// Every weak order of `count` options, as places; with `isPartial` also those that leave options unranked.
    private func orders(_ count: Int, isPartial: Bool) -> [RankedBallot] {
        var found: Set<[Int?]> = []
        let values: [Int?] = Array(0..<count) + (isPartial ? [nil] : [])
        func extend(_ places: [Int?]) {
            if places.count == count {
                let used = Set(places.compactMap { $0 }).sorted()
                found.insert(places.map { place in place.flatMap { used.firstIndex(of: $0) } })
                return
            }
            for value in values { extend(places + [value]) }
        }
        extend([])
        return found.map { RankedBallot(places: $0) }.sorted { "\($0.places)" < "\($1.places)" }
    }

    private func check(_ profile: [RankedBallot], _ options: Int) -> Bool {
        let matrix = PairMatrix(profile, options: options)
        let borda = Borda(matrix, ballots: profile.count)
        guard Schulze(matrix).places == RankingReference.schulze(profile, options: options),
            borda.doubledScores == RankingReference.borda(profile, options: options),
            InstantRunoff(profile, options: options).places == RankingReference.runoff(profile, options: options)
        else { return false }
        switch (Concordance.w(profile, options: options), RankingReference.w(profile, options: options)) {
        case (nil, nil): return true
        case (let w?, let other?): return abs(w - other) < 1e-9 && w >= 0 && w <= 1
        default: return false
        }
    }

    /// Calls `body` with every multiset of `voters` of the `ballots`.
    private func profiles(_ ballots: [RankedBallot], voters: Int, _ body: ([RankedBallot]) -> Void) {
        func extend(_ profile: [RankedBallot], from: Int) {
            if profile.count == voters {
                body(profile)
                return
            }
            for index in from..<ballots.count { extend(profile + [ballots[index]], from: index) }
        }
        extend([], from: 0)
    }

    @Test("agree with the slow reference for every profile of up to 3 options and 4 voters, ties and gaps included")
    func exhaustiveSmall() {
        var wrong = 0
        var count = 0
        for options in 1...3 {
            let ballots = orders(options, isPartial: true)
            // One voter more costs ten times as much; four voters of three options have their whole orders below.
            for voters in 1...(options < 3 ? 4 : 3) {
                profiles(ballots, voters: voters) { profile in
                    count += 1
                    if !check(profile, options) { wrong += 1 }
                }
            }
        }
        profiles(orders(3, isPartial: false), voters: 4) { profile in
            count += 1
            if !check(profile, 3) { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(count > 4000)
    }

    @Test("agree with the slow reference for every profile of 4 options and up to 4 voters")
    func exhaustiveFour() async {
        var wrong = 0
        var count = 0
        // What differs only by the names of the options is the same profile: the first ballot's order may be fixed.
        let strict = orders(4, isPartial: false).filter { Set($0.places.compactMap { $0 }).count == 4 }
        let first = RankedBallot(places: [0, 1, 2, 3])
        profiles(strict, voters: 3) { profile in
            count += 1
            if !check([first] + profile, 4) { wrong += 1 }
        }
        // The same for weak orders, which are alike when as many options share each place. Four voters take minutes.
        let weak = orders(4, isPartial: false)
        var shapes: [[Int]: RankedBallot] = [:]
        for order in weak {
            let places = order.places.compactMap { $0 }
            let shape = Set(places).sorted().map { place in places.count { $0 == place } }
            if shapes[shape] == nil { shapes[shape] = order }
        }
        let isLong = ProcessInfo.processInfo.environment["KIOSK_ALL_PROFILES"] != nil
        for first in shapes.values {
            for others in 0...(isLong ? 3 : 2) {
                // The tests of the server need these threads, too, and do not wait for ever.
                await Task.yield()
                profiles(weak, voters: others) { profile in
                    count += 1
                    if !check([first] + profile, 4) { wrong += 1 }
                }
            }
        }
        print("\(count) profiles of 4 options: the quick and the slow methods agree on all but \(wrong)")
        #expect(wrong == 0)
        #expect(count > (isLong ? 600_000 : 25_000))
    }

    @Test("do not depend on who voted or on the options' names, and a winner that rises stays one")
    func axioms() {
        var generator = SplitMix64(seed: 5)
        let partial = orders(4, isPartial: true)
        for _ in 0..<400 {
            let profile = (0..<Int.random(in: 1...9, using: &generator)).compactMap { _ in
                partial.randomElement(using: &generator)
            }
            let matrix = PairMatrix(profile, options: 4)
            let schulze = Schulze(matrix).places
            let borda = Borda(matrix, ballots: profile.count).places
            let runoff = InstantRunoff(profile, options: 4).places
            let shuffled = profile.shuffled(using: &generator)
            #expect(Schulze(PairMatrix(shuffled, options: 4)).places == schulze)
            #expect(InstantRunoff(shuffled, options: 4).places == runoff)
            let names = [0, 1, 2, 3].shuffled(using: &generator)
            let renamed = profile.map { ballot in RankedBallot(places: names.map { ballot.places[$0] }) }
            let other = PairMatrix(renamed, options: 4)
            #expect(Schulze(other).places == names.map { schulze[$0] })
            #expect(Borda(other, ballots: profile.count).places == names.map { borda[$0] })
            #expect(InstantRunoff(renamed, options: 4).places == names.map { runoff[$0] })
            // One voter puts a winner alone at the top, everything else staying as it was.
            guard let winner = schulze.firstIndex(of: 1), let voter = profile.indices.randomElement(using: &generator)
            else { continue }
            var raised = profile
            raised[voter] = RankedBallot(
                places: profile[voter].places.enumerated().map { $0.offset == winner ? -1 : $0.element })
            #expect(Schulze(PairMatrix(raised, options: 4)).places[winner] == 1)
            // Who beats everybody else in pairs is alone in the first place.
            for i in 0..<4 where (0..<4).allSatisfy({ $0 == i || matrix[i, $0] > matrix[$0, i] }) {
                #expect(schulze[i] == 1)
                #expect(schulze.count { $0 == 1 } == 1)
            }
        }
    }

    @Test("of identical strict orders agree fully")
    func concordance() {
        let same = Array(repeating: RankedBallot(places: [2, 0, 1]), count: 5)
        #expect(Concordance.w(same, options: 3) == 1)
        #expect(Concordance.w([RankedBallot(places: [0, 1]), RankedBallot(places: [1, 0])], options: 2) == 0)
        #expect(Concordance.w([RankedBallot(places: [0, 0]), RankedBallot(places: [1, 1])], options: 2) == nil)
    }
}
