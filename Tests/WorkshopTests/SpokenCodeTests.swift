import Testing
import Workshop

@Suite("A spoken code")
struct SpokenCodeTests {
    @Test("has no symbol that looks like another")
    func lookAlikes() {
        for group in ["0OQD", "1IL", "2Z", "5S", "8B", "UV"] {
            let here = group.filter { SpokenCode.alphabet.contains($0) }
            #expect(here.count <= 1, "\(here)")
        }
        #expect(Set(SpokenCode.alphabet).count == SpokenCode.alphabet.count)
    }

    @Test("is read whatever its case, spaces and hyphens")
    func reading() {
        #expect(SpokenCode("acd efg", length: 6)?.description == "ACDEFG")
        #expect(SpokenCode(" ACD-EFG\n", length: 6)?.description == "ACDEFG")
        for wrong in ["", "ACDEF", "ACDEFGH", "ACDEF0", "ACDEFÅ", "ACDEF."] {
            #expect(SpokenCode(wrong, length: 6) == nil, "\(wrong)")
        }
    }

    @Test("random codes read back, in groups too")
    func random() {
        var generator = SplitMix64(seed: 1)
        for length in [SpokenCode.joinLength, SpokenCode.reentryLength, SpokenCode.recoveryLength] {
            for _ in 0..<200 {
                let code = SpokenCode.random(length: length, using: &generator)
                #expect(SpokenCode(code.grouped.lowercased(), length: length) == code)
            }
        }
        #expect(SpokenCode("ACDEFG", length: 6)?.grouped == "ACD EFG")
        #expect(SpokenCode("ACDEFGHJ", length: 8)?.grouped == "ACDE FGHJ")
    }
}

@Suite("An identifier")
struct IdentifierTests {
    @Test("is sixteen hexadecimal digits, and reads back")
    func digits() {
        for bits in [0, 1, 0xF, 0xFEDC_BA98_7654_3210, UInt64.max] as [UInt64] {
            let identifier = Identifier(bits: bits)
            #expect(identifier.description.count == 16)
            #expect(Identifier(identifier.description) == identifier)
        }
        for wrong in ["", "0", "000000000000000g", "+000000000000001", "-000000000000001", "00000000000000001"] {
            #expect(Identifier(wrong) == nil, "\(wrong)")
        }
    }
}
