/// What simulated people write: as long as what people write, and in words that come again as theirs do.
enum HallWords {
    private static let words = """
        kollektivtrafik överblick ansvar väntetider samordning information tillgänglighet vardag nyanlända upphandling \
        tjänster personal äldre återkoppling trygghet budget skolan barn ungdomar föräldrar patienter läkare hemtjänst \
        biblioteket bussar cykelvägar belysning parken vatten energi avfall bostäder hyror arbete företag utbildning \
        språk möten beslut handläggning blanketter telefon webbplats chefer politiker medborgare föreningar idrott \
        kultur hälsa ensamhet transporter landsbygd centrum snöröjning samarbete kunskap statistik rutiner system
        """.split(separator: " ").map { String($0) }
    private static let between = ["och", "i", "för", "utan", "med", "som", "på", "av", "när", "till"]

    /// A text of 4 to 20 words.
    static func text(_ random: inout HallRandom) -> String {
        (0..<4 + random.below(9) + random.below(9)).map { place in
            place % 2 == 0 ? words[random.below(words.count)] : between[random.below(between.count)]
        }.joined(separator: " ")
    }

    /// The text of a form's field.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case UInt8(ascii: " "): encoded += "+"
            case 0x80...: encoded += "%" + String(byte, radix: 16, uppercase: true)
            default: encoded.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
    }
}

/// The agenda of a hall.
enum HallMethod {
    /// A method file: three texts each, and three dots on the groups that the facilitator has made of them, or on every
    /// single text.
    static func file(dotsOnGroups: Bool) -> String {
        """
        {"id": "hall", "version": 1, "intervention": "hall", "title": {"sv": "Hall"}, "purpose": {"sv": "Hall"},
         "target": [], "minutes": 25, "agenda": [
          {"id": "a1", "type": "ideas", "title": {"sv": "Behov"}, "minutes": 15, "characterLimit": 280, "perPerson": 5,
           "prompt": {"sv": "Vilket behov ser du hos dem ni finns till för? Beskriv behovet, inte lösningen."}},
          {"id": "a2", "type": "dots", "title": {"sv": "Prickar"}, "minutes": 10, "budget": 3, "stacking": true,
           "prompt": {"sv": "Vilka behov ska vi gå vidare med? Du har tre prickar."},
           "items": {"from": "a1", "take": "\(dotsOnGroups ? "groups" : "ideas")"}}]}
        """
    }
}
